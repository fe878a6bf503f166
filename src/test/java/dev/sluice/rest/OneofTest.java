package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields of one oneof of which path, query, body and headers each give another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class OneofTest {

  private static final String TEXT = "choice_text";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      paths:
        /path/{choice_text}:
          get: {operationId: get, x-grpc-method: sluice.test.v1.EverythingService/Echo}
          post:
            operationId: post
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
        /part/{choice_text}:
          post:
            operationId: part
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: choice_nested
        /within/{choice_nested.text}:
          post:
            operationId: within
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
        /two/{choice_nested.text}/{choice_nested.number}:
          get: {operationId: two, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /header:
          post:
            operationId: header
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
            parameters: [{name: X-Text, in: header, x-grpc-field: choice_text}]
        /header-or:
          get:
            operationId: headerOr
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            parameters:
            - {name: X-Text, in: header, x-grpc-field: choice_text}
            - {name: X-Number, in: header, x-grpc-field: choice_number}
        /header/{choice_number}:
          post:
            operationId: headerAndPath
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
            parameters: [{name: X-Text, in: header, x-grpc-field: choice_text}]
        /if-match/{choice_number}:
          get:
            operationId: ifMatch
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-if-match: choice_text
        /chat/{choice_text}:
          post:
            operationId: chat
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-body: '*'
            x-grpc-streaming: bidi
      """;

  private RestServer server;

  /** Answers what it is sent, message by message. */
  private static final class Echo extends EverythingServiceService {

    @Override
    public Future<Everything> echo(Everything request) {
      return Future.succeededFuture(request);
    }

    @Override
    protected void chat(ReadStream<Everything> request, WriteStream<Everything> response) {
      request.handler(response::write);
      request.endHandler(v -> response.end());
    }
  }

  private static RestConfig config() {
    return SluiceConfig.parse(new JsonObject()).rest();
  }

  @BeforeAll
  void start() throws Exception {
    server =
        RestServer.of(
            EverythingServiceGrpcService.of(new Echo()), Contract.parse(CONTRACT), config());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static Case refused(Case each, String field, String other) {
    return each.refuses(field, "excludes " + other + ", which is given as well");
  }

  private static Case protobuf(String uri, Everything message) {
    return post(uri, "")
        .with("content-type", "application/x-protobuf")
        .with("accept", "application/json")
        .body(message.toByteArray());
  }

  static Stream<Case> cases() {
    Everything number = Everything.newBuilder().setChoiceNumber(7).build();
    String parts =
        "--b\r\nContent-Disposition: form-data; name=\"choiceNumber\"\r\n\r\n7\r\n--b--\r\n";
    Case header = post("/header", "{\"choiceNumber\":7}").with("x-text", "x");
    return Stream.of(
        refused(get("/path/x?choiceNumber=7"), "choiceNumber", TEXT),
        refused(post("/path/x", "{\"choiceNumber\":7}"), "choice_number", TEXT),
        refused(post("/path/x", "{\"choiceNumber\":\"0\"}"), "choice_number", TEXT),
        refused(post("/path/x", "{\"choiceNull\":null}"), "choice_null", TEXT),
        refused(post("/path/x", "{\"choiceNested\":{}}"), "choice_nested", TEXT),
        post("/path/x", "{\"choiceNumber\":null}").answers(200, "{\"choiceText\":\"x\"}"),
        post("/path/x", "{\"choiceText\":\"y\"}").answers(200, "{\"choiceText\":\"x\"}"),
        post("/path/x", "").answers(200, "{\"choiceText\":\"x\"}"),
        refused(
            post("/path/x", "choiceNumber=7").with("content-type", FORM), "choice_number", TEXT),
        refused(
            post("/path/x", parts).with("content-type", "multipart/form-data; boundary=b"),
            "choice_number",
            TEXT),
        refused(protobuf("/path/x", number), "choice_number", TEXT),
        refused(post("/part/x", "{\"text\":\"y\"}"), "choice_nested", TEXT),
        post("/part/x", "").answers(200, "{\"choiceText\":\"x\"}"),
        refused(post("/within/x", "{\"choiceText\":\"y\"}"), TEXT, "choice_nested.text"),
        post("/within/x", "{\"choiceNested\":{\"text\":\"y\",\"number\":1}}")
            .answers(200, "{\"choiceNested\":{\"text\":\"x\",\"number\":1}}"),
        get("/two/x/1").answers(200, "{\"choiceNested\":{\"text\":\"x\",\"number\":1}}"),
        refused(header, "choice_number", TEXT),
        header.without("x-text").answers(200, "{\"choiceNumber\":\"7\"}"),
        get("/header-or").with("x-text", "x").answers(200, "{\"choiceText\":\"x\"}"),
        get("/header-or").with("x-number", "7").answers(200, "{\"choiceNumber\":\"7\"}"),
        refused(get("/header-or").with("x-text", "x").with("x-number", "7"), TEXT, "choice_number"),
        refused(
            get("/header-or?choiceNested.number=1").with("x-text", "x"),
            "choiceNested.number",
            TEXT),
        refused(post("/header/7", "").with("x-text", "x"), TEXT, "choice_number"),
        post("/header/7", "{\"choiceText\":\"of no account\"}")
            .answers(200, "{\"choiceNumber\":\"7\"}"),
        refused(get("/if-match/7").with("if-match", "\"x\""), "choice_number", TEXT),
        post("/chat/x", "[{},{\"choiceNumber\":7}]")
            .answers(
                200,
                "…{\"error\":{\"code\":3,\"message\":\"element 1: choice_number: excludes"
                    + " choice_text, which is given as well\",\"details\":[{\"@type\":"
                    + "\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":"
                    + "[{\"field\":\"[1].choice_number\""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void haveOneValueOrAreRefused(Case each) throws Exception {
    each.check(
        server.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
  }

  @Test
  void areRefusedOverWebSocket() throws Exception {
    try (RawWebSocket socket = new RawWebSocket(server.port(), "/chat/x", "")) {
      assertThat(socket.send("{}").send("{\"choiceNumber\":7}").readToClose())
          .startsWith("{\"choiceText\":\"x\"}")
          .endsWith(
              "close 4003 element 1: choice_number: excludes choice_text, which is given as well");
    }
  }

  @Test
  void stopTheStartIfEachRequestHasTwo() {
    String contract =
        """
        openapi: 3.1.0
        paths:
          /a/{choice_text}/{choice_nested.text}:
            get: {operationId: a, x-grpc-method: sluice.test.v1.EverythingService/Echo}
          /b/{choice_number}:
            get:
              operationId: b
              x-grpc-method: sluice.test.v1.EverythingService/Echo
              parameters:
              - {name: X-Text, in: header, required: true, x-grpc-field: choice_text}
          /c/{nested.text}/{nested.inner.text}/{choice_text}:
            get: {operationId: c, x-grpc-method: sluice.test.v1.EverythingService/Echo}
          /d/{choice_number}:
            get:
              operationId: d
              x-grpc-method: sluice.test.v1.EverythingService/Echo
              x-grpc-remote-address: choice_text
        """;
    assertThatThrownBy(
            () ->
                RestServer.of(
                    EverythingServiceGrpcService.of(new Echo()),
                    Contract.parse(contract),
                    config()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            GET /a/{choice_text}/{choice_nested.text} (a): choice_text and choice_nested.text (expected: one field of the oneof choice)
            GET /b/{choice_number} (b): choice_number and choice_text (expected: one field of the oneof choice)
            GET /d/{choice_number} (d): choice_number and choice_text (expected: one field of the oneof choice)""");
  }
}
