package dev.sluice.rest;

import io.vertx.core.http.HttpVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of enums wherever a request has them, in their own case and in another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class EnumCaseTest {

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      paths:
        /path/{colours}:
          get: {operationId: path, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /query:
          get: {operationId: query, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /header:
          get:
            operationId: header
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            parameters: [{name: X-Colour, in: header, x-grpc-field: colour}]
        /strict/{colour}:
          get:
            operationId: strict
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-json: {caseInsensitiveEnums: false}
        /body:
          post:
            operationId: body
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
      """;

  private static final String REST =
      "{\"json\": {\"caseInsensitiveEnums\": true}, \"jsonParameters\": [\"caseInsensitiveEnums\"]}";

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server = RestServer.of(CONTRACT, REST);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> requests() {
    String red = "{\"colour\":\"COLOUR_RED\"}";
    String unknown = "expected a value of sluice.test.v1.Colour, got ";
    Case form =
        Case.send("POST", "/body", "colour=Colour_Red")
            .with("content-type", "application/x-www-form-urlencoded");
    return Stream.of(
        Case.get("/path/colour_red,COLOUR_BLUE")
            .answers(200, "{\"colours\":[\"COLOUR_RED\",\"COLOUR_BLUE\"]}"),
        Case.get("/path/colour_cr%C4%B1mson")
            .refuses("colours", unknown + "\"colour_crımson\" in the path"),
        Case.get("/path/colour_rot").refuses("colours", unknown + "\"colour_rot\" in the path"),
        Case.get("/query?colour=Colour_Crimson").answers(200, red),
        Case.get("/query?colours=colour_red&byBool[true]=colour_blue")
            .answers(200, "{\"colours\":[\"COLOUR_RED\"],\"byBool\":{\"true\":\"COLOUR_BLUE\"}}"),
        Case.get("/query?$caseInsensitiveEnums=false&colour=colour_red")
            .refuses("colour", unknown + "\"colour_red\""),
        Case.get("/header").with("x-colour", "colour_red").answers(200, red),
        Case.get("/header?$caseInsensitiveEnums=false")
            .with("x-colour", "colour_red")
            .refuses("X-Colour", unknown + "\"colour_red\" in the headers"),
        Case.get("/strict/colour_red").refuses("colour", unknown + "\"colour_red\" in the path"),
        Case.get("/strict/colour_red?$caseInsensitiveEnums=true").answers(200, red),
        form.answers(200, red),
        Case.post("/body", "{\"colour\":\"colour_red\"}").answers(200, red));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void doesNotCountWhereConfigured(Case each) throws Exception {
    each.check(
        server.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
  }
}
