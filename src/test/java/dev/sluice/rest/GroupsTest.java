package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.sluice.config.SluiceConfig;
import dev.sluice.test.v1.GroupServiceGrpcService;
import dev.sluice.test.v1.GroupServiceService;
import dev.sluice.test.v1.Groups;
import dev.sluice.test.v1.Needs;
import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only proto2 has: groups, and fields that are required. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class GroupsTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String MISSING = "required but not given";

  private RestServer server;

  /** Answers what it is sent. */
  private static final class Echo extends GroupServiceService {

    @Override
    public Future<Groups> echo(Groups request) {
      return Future.succeededFuture(request);
    }

    @Override
    public Future<Needs> need(Needs request) {
      return Future.succeededFuture(request);
    }

    @Override
    protected void needAll(ReadStream<Needs> request, WriteStream<Needs> response) {
      request.handler(response::write);
      request.endHandler(v -> response.end());
    }
  }

  @BeforeAll
  void start() throws Exception {
    server =
        RestServer.of(
            GroupServiceGrpcService.of(new Echo()), SluiceConfig.parse(new JsonObject()).rest());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static Case protobuf(String uri, Message message) {
    return post(uri, "")
        .with("content-type", PROTOBUF)
        .with("accept", "application/json")
        .body(message.toByteArray());
  }

  /** Expects that a request is refused for fields that it lacks. */
  private static Case lacks(Case each, String at, String... fields) {
    JsonArray violations = new JsonArray();
    for (String field : fields) {
      violations.add(
          new JsonObject()
              .put("field", at.isEmpty() ? field : at + "." + field)
              .put("description", MISSING));
    }
    JsonObject detail =
        new JsonObject()
            .put("@type", "type.googleapis.com/google.rpc.BadRequest")
            .put("fieldViolations", violations);
    String element = at.isEmpty() ? "" : "element " + at.substring(1, at.length() - 1) + ": ";
    String message = element + String.join(", ", fields) + ": " + MISSING;
    JsonObject status =
        new JsonObject()
            .put("code", 3)
            .put("message", message)
            .put("details", new JsonArray().add(detail));
    return each.answers(400, status.encode());
  }

  static Stream<Case> groups() {
    String all =
        "{\"single\":{\"text\":\"x\",\"aNumber\":\"7\",\"innerpart\":[{\"text\":\"y\"},{}]},"
            + "\"manyof\":[{\"text\":\"z\",\"all\":{\"other\":\"o\"}}],\"chosen\":{\"yes\":true}}";
    Groups.Builder message = Groups.newBuilder();
    message.getSingleBuilder().setText("x").setANumber(7).addInnerPartBuilder().setText("y");
    message.getSingleBuilder().addInnerPartBuilder();
    message.addManyOfBuilder().setText("z").getAllBuilder().setOther("o");
    message.getChosenBuilder().setYes(true);
    Case form = post("/v1/groups", "single.text=x&chosen.yes=true").with("content-type", FORM);
    return Stream.of(
        post("/v1/groups", all).answers(200, all),
        protobuf("/v1/groups", message.build()).answers(200, all),
        post("/v1/groups", all)
            .with("accept", PROTOBUF)
            .answers(200, new String(message.build().toByteArray(), UTF_8)),
        post("/v1/groups", "{\"single\":{\"a_number\":\"x\"}}")
            .refuses("single.a_number", "expected int64, got \"x\" (line 1, column 23)"),
        post("/v1/groups", "{\"single\":[]}")
            .refuses("single", "expected an object, got an array (line 1, column 11)"),
        post("/v1/groups", "{\"Single\":{}}").refuses("Single", "unknown field (line 1, column 2)"),
        form.answers(200, "{\"single\":{\"text\":\"x\"},\"chosen\":{\"yes\":true}}"),
        get("/v1/groups?single.text=x&manyof=%7B%22text%22:%22y%22%7D&manyof=%7B%7D")
            .answers(200, "{\"single\":{\"text\":\"x\"},\"manyof\":[{\"text\":\"y\"},{}]}"),
        get("/v1/groups?single=x")
            .refuses(
                "single",
                "a message of type sluice.test.v1.Groups.Single cannot be given as a parameter"),
        get("/v1/groups?chosen.yes=true&other=x")
            .refuses("other", "excludes chosen, which is given as well"),
        get("/v1/groups/x?single.aNumber=7")
            .answers(200, "{\"single\":{\"text\":\"x\",\"aNumber\":\"7\"}}"),
        send("PATCH", "/v1/groups", "{\"text\":\"x\",\"innerpart\":[]}")
            .answers(200, "\"text,innerpart\""),
        send("PUT", "/v1/groups", "{\"text\":\"x\"}").answers(200, "{\"text\":\"x\"}"),
        send("PUT", "/v1/groups:many", "[{\"text\":\"x\"}]").answers(200, "[{\"text\":\"x\"}]"));
  }

  @ParameterizedTest
  @MethodSource("groups")
  void areMessagesLikeOthers(Case each) throws Exception {
    check(each);
  }

  static Stream<Case> needs() {
    Needs partial = Needs.newBuilder().addMore(Needs.getDefaultInstance()).buildPartial();
    String name = "{\"name\":\"n\"}";
    return Stream.of(
        post("/v1/needs", name).answers(200, name),
        lacks(post("/v1/needs", "{}"), "", "name"),
        lacks(post("/v1/needs", ""), "", "name"),
        lacks(
            post("/v1/needs", "{\"inner\":{},\"more\":[" + name + ",{}],\"part\":{}}"),
            "",
            "name",
            "inner.name",
            "more[1].name",
            "part.size"),
        lacks(get("/v1/needs"), "", "name"),
        lacks(get("/v1/needs?inner.name=x"), "", "name"),
        get("/v1/needs?name=n&more=%7B%7D").refuses("more.name", MISSING),
        lacks(post("/v1/needs/n", "{}"), "", "inner.name"),
        lacks(post("/v1/needs", "part.size=1").with("content-type", FORM), "", "name"),
        lacks(protobuf("/v1/needs", partial), "", "name", "more[0].name"),
        lacks(protobuf("/v1/needs/n", partial), "", "inner.name", "inner.more[0].name"),
        lacks(
            post("/v1/needs", "{\"name\":\"n\",\"more\":[" + "{},".repeat(99) + "{}]}"),
            "",
            IntStream.range(0, 50).mapToObj(i -> "more[" + i + "].name").toArray(String[]::new)),
        lacks(post("/v1/needs:all", "[{}]"), "[0]", "name"),
        lacks(
            post("/v1/needs:all", "")
                .with("content-type", PROTOBUF)
                .with("accept", "application/json")
                .body(Delimited.bytes(List.of(partial))),
            "[0]",
            "name",
            "more[0].name"),
        post("/v1/needs:all", "[" + name + ",{}]").answers(200, "…\"field\":\"[1].name\""));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void namesWhatIsRequiredAndNotGiven(Case each) throws Exception {
    check(each);
  }

  private void check(Case each) throws Exception {
    each.check(
        server.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
  }
}
