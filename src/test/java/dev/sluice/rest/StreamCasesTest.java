package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rest.RestServer.Answer;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams whose request is sent as a whole, and whose answer is read as a whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class StreamCasesTest {

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server = new RestServer(new StreamService(), List.of(), RestServer.NEVER);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return StreamCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp1(Case each) throws Exception {
    check(HttpVersion.HTTP_1_1, each);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp2(Case each) throws Exception {
    check(HttpVersion.HTTP_2, each);
  }

  private void check(HttpVersion version, Case each) throws Exception {
    each.check(call(version, each));
  }

  private Answer call(HttpVersion version, Case each) throws Exception {
    return server.call(version, each.method(), each.uri(), each.headers(), each.body());
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, application/json, ",
    "application/x-ndjson, application/x-ndjson, ",
    "application/jsonl, application/jsonl, ",
    "text/event-stream, text/event-stream;charset=utf-8, no-store"
  })
  void namesTheTypeAndKeepsProxiesFromBuffering(String accept, String type, String cacheControl)
      throws Exception {
    for (String body : List.of("{}", "{\"numbers\":[1]}")) {
      Answer answer =
          call(HttpVersion.HTTP_1_1, Case.post("/v1/split", body).with("accept", accept));
      assertThat(answer.headers().get("content-type")).isEqualTo(type);
      assertThat(answer.headers().get("cache-control")).isEqualTo(cacheControl);
      assertThat(answer.headers().get("x-accel-buffering")).isEqualTo("no");
    }
  }

  @ParameterizedTest
  @CsvSource({"application/json", "application/x-ndjson", "text/event-stream"})
  void carriesTenThousandMessages(String accept) throws Exception {
    Case each =
        Case.post("/v1/split", "{\"aString\":\"count\",\"anInt32\":10000}").with("accept", accept);
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      List<String> numbers =
          call(version, each)
              .body()
              .lines()
              .filter(line -> line.contains("{"))
              .map(line -> line.replaceAll("[^0-9]*32\":|[^0-9]+", ""))
              .toList();
      assertThat(numbers).hasSize(10_000);
      assertThat(numbers.get(9_999)).isEqualTo("9999");
    }
  }

  @Test
  void sendsTrailingMetadataBehindTheBodyToThoseWhoTakeIt() throws Exception {
    String body = "{\"numbers\":[1],\"aString\":\"trailers\"}";
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          "POST /v1/split HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(wire.readAll()).endsWith("\r\n0\r\ngrpc-trailer-cost: 7\r\n\r\n");
    }
  }

  @Test
  void sendsTrailingMetadataOfAnEmptyStreamAmongTheHeaders() throws Exception {
    Answer answer = call(HttpVersion.HTTP_2, Case.post("/v1/split", "{\"aString\":\"trailers\"}"));
    assertThat(answer.headers().get("grpc-trailer-cost")).isEqualTo("7");
    assertThat(answer.body()).isEqualTo("[]");
  }

  @Test
  void endsTheAnswerToAnOldClientWithTheConnection() throws Exception {
    String body = "{\"numbers\":[1,2]}";
    try (Wire wire = new Wire(server.port())) {
      wire.send("POST /v1/split HTTP/1.0\r\nContent-Length: 17\r\n\r\n" + body);
      assertThat(wire.readAll())
          .doesNotContain("chunked")
          .endsWith("\r\n\r\n[{\"anInt32\":1},\n{\"anInt32\":2}]");
    }
  }
}
