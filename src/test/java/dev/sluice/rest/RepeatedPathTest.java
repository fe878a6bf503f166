package dev.sluice.rest;

import io.vertx.core.http.HttpVersion;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables of a path that are repeated fields. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class RepeatedPathTest {

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      paths:
        /csv/{numbers}/{strings}:
          get: {operationId: csv, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /csv/{colours}:
          post:
            operationId: body
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: '*'
        /times/{timestamps}:
          get: {operationId: times, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /ssv/{strings}:
          get:
            operationId: ssv
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-rest: {repeatedPathSeparator: ssv}
        /tsv/{strings}:
          get: {operationId: tsv, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /pipes/{strings}:
          get: {operationId: pipes, x-grpc-method: sluice.test.v1.EverythingService/Echo}
      """;

  private static final String REST =
      """
      {"operations": {
        "tsv": {"repeatedPathSeparator": "tsv"},
        "pipes": {"repeatedPathSeparator": "pipes"}
      }}
      """;

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server = RestServer.of(CONTRACT, REST);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return Stream.of(
        Case.get("/csv/1,-2,3/a").answers(200, "{\"numbers\":[1,-2,3],\"strings\":[\"a\"]}"),
        Case.get("/csv/1/a,b%20c%2Cd")
            .answers(200, "{\"numbers\":[1],\"strings\":[\"a\",\"b c\",\"d\"]}"),
        Case.get("/csv/1/,a,").answers(200, "{\"numbers\":[1],\"strings\":[\"\",\"a\",\"\"]}"),
        Case.get("/csv/1,,2/a").answers(400, "…numbers: expected int32, got \\\"\\\" in the path"),
        Case.get("/csv/1,x/a").answers(400, "…numbers: expected int32, got \\\"x\\\" in the path"),
        Case.get("/csv/1/a?numbers=2").refuses("numbers", "the field is bound by the path"),
        Case.post("/csv/COLOUR_RED,2", "{\"colours\":[\"COLOUR_RED\"],\"anInt32\":1}")
            .answers(200, "{\"anInt32\":1,\"colours\":[\"COLOUR_RED\",2]}"),
        Case.get("/times/2026-01-02T03:04:05Z,1970-01-01T00:00:00Z")
            .answers(200, "{\"timestamps\":[\"2026-01-02T03:04:05Z\",\"1970-01-01T00:00:00Z\"]}"),
        Case.get("/ssv/a%20b,c").answers(200, "{\"strings\":[\"a\",\"b,c\"]}"),
        Case.get("/tsv/a%09b%20c").answers(200, "{\"strings\":[\"a\",\"b c\"]}"),
        Case.get("/pipes/a%7Cb|c,d").answers(200, "{\"strings\":[\"a\",\"b\",\"c,d\"]}"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areSplit(Case each) throws Exception {
    each.check(
        server.call(HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body()));
  }
}
