package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.SluiceConfig;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.test.v1.BookServiceGrpcService;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the conf and the contract say of JSON and of parameters. */
@Timeout(20)
class JsonSettingsTest {

  private static final Case BOOK =
      Case.post("/v1/digests", "{\"pageCount\":2,\"revision\":\"7\",\"binding\":\"CLOTH\"}");
  private static final Case SPELLED = Case.post("/v1/books:spell", "{\"revision\":\"7\"}");

  static Stream<Arguments> settings() {
    return Stream.of(
        row("", BOOK.answers(200, "{\"pageCount\":2,\"revision\":\"7\",\"binding\":\"CLOTH\"}")),
        row(
            "protoFieldNames enumsAsNumbers int64AsNumbers",
            BOOK.answers(200, "{\"page_count\":2,\"revision\":7,\"binding\":1}")),
        row(
            "emitDefaults",
            BOOK.answers(200, "…\"tags\":[],\"labels\":{},\"pageCount\":2,\"lent\":false")),
        row(
            "indent",
            BOOK.answers(
                200,
                "{\n  \"pageCount\": 2,\n  \"revision\": \"7\",\n  \"binding\": \"CLOTH\"\n}")),
        row(
            "indent",
            Case.post("/v1/digests?$prettyPrint=false", "{\"id\":1}").answers(200, "{\"id\":1}")),
        row(
            "",
            Case.post("/v1/digests", "{\"id\":1,\"nope\":{}}")
                .answers(400, "…nope: unknown field")),
        row(
            "ignoreUnknownFields",
            Case.post("/v1/digests", "{\"id\":1,\"nope\":{}}").answers(200, "{\"id\":1}")),
        row("", Case.post("/v1/digests", "{\"binding\":\"cloth\"}").answers(400, "…binding")),
        row(
            "caseInsensitiveEnums",
            Case.post("/v1/digests", "{\"binding\":\"cloth\"}")
                .answers(200, "{\"binding\":\"CLOTH\"}")),
        row("", SPELLED.answers(200, "…\"lent\":false,\"revision\":7,\"digest\":\"\"")),
        row(
            "protoFieldNames ignoreUnknownFields",
            Case.post("/v1/books:spell", "{\"pageCount\":3}").answers(200, "…\"page_count\":3")),
        row(
            "ignoreUnknownFields",
            Case.post("/v1/books:spell", "{\"nope\":3}").answers(400, "…nope: unknown field")),
        row(
            "enumsAsNumbers emitDefaults",
            Case.get("/v1/books/x")
                .answers(
                    400,
                    "{\"code\":3,\"message\":\"id: expected int32, got \\\"x\\\" in the"
                        + " path\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[{\"field\":\"id\",\"description\":\"expected"
                        + " int32, got \\\"x\\\" in the path\"}]}]}")),
        Arguments.of(
            new JsonObject().put("unknownParameters", "ignore"),
            Case.get("/v1/books/7?utm=1&nope[a]=2&tags=x")
                .answers(200, "{\"id\":7,\"tags\":[\"x\"]}")),
        Arguments.of(
            new JsonObject().put("unknownParameters", "ignore"),
            Case.get("/v1/books/7?lent=x").answers(400, "…lent: expected true")),
        Arguments.of(
            new JsonObject().put("unknownParameters", "ignore"),
            Case.post("/v1/digests?utm=1", "{\"id\":1}").answers(200, "{\"id\":1}")),
        Arguments.of(
            new JsonObject().put("unknownParameters", "refuse"),
            Case.get("/v1/books/7?utm=1").answers(400, "…utm: unknown parameter")));
  }

  static Stream<Arguments> askedFor() {
    String book = "{\"pageCount\":2,\"revision\":\"7\",\"binding\":\"CLOTH\"}";
    Case plain = Case.post("/v1/digests", book);
    return Stream.of(
            asked("/v1/digests?$enumsAsNumbers=true", book)
                .answers(200, "{\"pageCount\":2,\"revision\":\"7\",\"binding\":1}"),
            asked("/v1/digests?%24enumsAsNumbers", book)
                .answers(200, "{\"pageCount\":2,\"revision\":\"7\",\"binding\":1}"),
            asked("/v1/digests?$enumsAsNumbers=false", book).answers(200, book),
            asked(
                    "/v1/digests?$enumsAsNumbers=true&$int64AsNumbers=true&$protoFieldNames=true",
                    book)
                .answers(200, "{\"page_count\":2,\"revision\":7,\"binding\":1}"),
            asked("/v1/digests?$enumsAsNumbers=1", book)
                .refuses("$enumsAsNumbers", "expected true or false"),
            asked("/v1/digests?$emitDefaults=true", book)
                .refuses(
                    "$emitDefaults",
                    "unexpected parameter: the operation takes its fields from the body"),
            asked("/v1/digests?$ignoreUnknownFields=true", "{\"id\":1,\"nope\":2}")
                .answers(200, "{\"id\":1}"),
            asked("/v1/digests", "{\"id\":1,\"nope\":2}")
                .refuses("nope", "unknown field (line 1, column 9)"),
            Case.get("/v1/books/7?binding=CLOTH&$enumsAsNumbers=true")
                .answers(200, "{\"id\":7,\"binding\":1}"),
            Case.get("/v1/books/7?$enumsAsNumbers=true&$enumsAsNumbers=true")
                .refuses("$enumsAsNumbers", "given more than once"),
            asked("/v1/digests?$enumsAsNumbers=true&$enumsAsNumbers=false", "{}")
                .refuses("$enumsAsNumbers", "given more than once"),
            Case.get("/v1/books/7?$emitDefaults=true")
                .refuses("$emitDefaults", "unknown parameter"),
            Case.get("/v1/books?binding=CLOTH&$enumsAsNumbers=true")
                .answers(203, "[{\"binding\":1},\n{\"title\":\"last\",\"binding\":1}]"),
            plain.answers(200, book))
        .map(each -> Arguments.of(each));
  }

  private static Case asked(String uri, String body) {
    return Case.post(uri, body);
  }

  @ParameterizedTest
  @MethodSource("askedFor")
  void mayBeAskedForWhereTheConfigurationAllowsIt(Case each) throws Exception {
    JsonObject rest =
        new JsonObject()
            .put(
                "jsonParameters",
                new JsonArray()
                    .add("enumsAsNumbers")
                    .add("int64AsNumbers")
                    .add("protoFieldNames")
                    .add("ignoreUnknownFields"));
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("rest", rest));
    try (RestServer server =
        RestServer.of(BookServiceGrpcService.of(new BookService()), config.rest())) {
      each.check(
          server.call(
              HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
    }
  }

  @Test
  void parametersOfJsonAreSettingsOfIt() {
    JsonObject rest = new JsonObject().put("jsonParameters", new JsonArray().add("pretty"));

    assertThatThrownBy(() -> SluiceConfig.parse(new JsonObject().put("rest", rest)))
        .hasMessageContaining("rest.jsonParameters[0]: \"pretty\" (expected: one of emitDefaults");
  }

  private static Arguments row(String keys, Case each) {
    JsonObject json = new JsonObject();
    Stream.of(keys.split(" ")).filter(key -> !key.isEmpty()).forEach(key -> json.put(key, true));
    return Arguments.of(new JsonObject().put("json", json), each);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void holdForEveryOperationThatDoesNotSayOtherwise(JsonObject rest, Case each) throws Exception {
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("rest", rest));
    try (RestServer server =
        RestServer.of(BookServiceGrpcService.of(new BookService()), config.rest())) {
      Answer answer =
          server.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body());

      assertThat(answer.status()).as("status of %s", answer).isEqualTo(each.status());
      if (each.wanted().startsWith("…")) {
        assertThat(answer.body()).contains(each.wanted().substring(1));
      } else {
        assertThat(answer.body()).isEqualTo(each.wanted());
      }
    }
  }
}
