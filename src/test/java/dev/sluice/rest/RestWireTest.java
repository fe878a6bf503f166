package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rest.Wire.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved client sends, and what it never sees of an answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class RestWireTest {

  private static final String HOST = "Host: x\r\n";

  private RestServer server;
  private Wire wire;

  @BeforeAll
  void start() throws Exception {
    server = new RestServer();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    wire = new Wire(server.port());
  }

  @AfterEach
  void serverLivesOn() throws Exception {
    wire.close();
    try (Wire other = new Wire(server.port())) {
      assertThat(other.send(get("/v1/echo?aString=x")).read().body())
          .isEqualTo("{\"aString\":\"x\"}");
    }
  }

  private static String get(String uri) {
    return "GET " + uri + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  private static String post(String uri, String headers, String body) {
    return "POST " + uri + " HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
  }

  private static String post(String uri, String body) {
    return post(uri, "Content-Length: " + body.length() + "\r\n", body);
  }

  private static void assertClosing(Answer answer) {
    assertThat(answer.headers()).containsEntry("connection", "close");
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    wire.send(
        post("/v1/echo", "{\"anInt32\":1}")
            + get("/v1/echo?anInt32=x")
            + post("/nowhere", "{}")
            + post("/v1/echo", "{\"anInt32\":4}"));
    assertThat(wire.read().body()).isEqualTo("{\"anInt32\":1}");
    assertThat(wire.read().status()).isEqualTo(400);
    assertThat(wire.read().status()).isEqualTo(404);
    assertThat(wire.read().body()).isEqualTo("{\"anInt32\":4}");
  }

  @Test
  void putsChunksTogether() throws Exception {
    wire.send(post("/v1/echo", "Transfer-Encoding: chunked\r\n", "3\r\n{\"a\r\n"));
    wire.send("8;ext=1\r\nString\":\r\n");
    wire.send("4\r\n\"x\"}\r\n0\r\nTrailer: x\r\n\r\n");
    assertThat(wire.read().body()).isEqualTo("{\"aString\":\"x\"}");
    assertThat(wire.send(get("/v1/echo")).read().status()).isEqualTo(200);
  }

  @Test
  void takesAnEmptyChunkedBodyForNone() throws Exception {
    wire.send("GET /v1/echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void refusesALargeBodyBeforeItComes() throws Exception {
    wire.send(post("/v1/echo", "Content-Length: 200001\r\n", ""));
    Answer answer = wire.read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("200000 bytes");
    assertClosing(answer);
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void refusesABodyThatTurnsOutToBeLarge() throws Exception {
    wire.send(post("/v1/echo", "Transfer-Encoding: chunked\r\n", ""));
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    // In one go: the server reads no more some time after its answer.
    wire.send(chunk.repeat(5));
    Answer answer = wire.read();
    assertThat(answer.status()).isEqualTo(413);
    assertClosing(answer);
    wire.send("0\r\n\r\n");
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void keepsTheConnectionWhenASmallBodyIsRefused() throws Exception {
    String stranger = "Authorization: stranger\r\nContent-Length: 2\r\n";
    wire.send(post("/v1/echo", stranger, ""));
    Answer answer = wire.read();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers()).doesNotContainKey("connection");
    wire.send("{}" + get("/v1/echo"));
    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void answersAnEarlyErrorOverHttp2() throws Exception {
    RestServer.Answer answer =
        server.call(
            HttpVersion.HTTP_2,
            "POST",
            "/v1/echo",
            Map.of("authorization", List.of("stranger")),
            Buffer.buffer("x".repeat(150_000)));
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void asksForTheBodyThatAClientHoldsBack() throws Exception {
    wire.send(post("/v1/echo", "Expect: 100-continue\r\nContent-Length: 2\r\n", ""));
    assertThat(wire.read().status()).isEqualTo(100);
    assertThat(wire.send("{}").read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 200001\r\n",
        "Content-Length: 2\r\nContent-Type: text/plain\r\n",
        "Content-Length: 2\r\nAuthorization: stranger\r\n",
      })
  void doesNotAskForABodyThatItRefuses(String headers) throws Exception {
    wire.send(post("/v1/echo", "Expect: 100-continue\r\n" + headers, ""));
    Answer answer = wire.read();
    assertThat(answer.status()).isBetween(401, 415);
    assertClosing(answer);
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void refusesOtherExpectations() throws Exception {
    wire.send(post("/v1/echo", "Expect: miracles\r\nContent-Length: 2\r\n", "{}"));
    Answer answer = wire.read();
    assertThat(answer.status()).isEqualTo(417);
    assertThat(answer.body()).contains("expect: miracles");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET /v1/echo HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        "GET /v1/echo HTTP/1.1\r\nHost: x\r\nGrpc-Metadata-A: a\u0000b\r\n\r\n",
        "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n",
        "GET /v1/echo#x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/files/\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/echo?aString=\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/files/\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
      })
  void answersBadRequestsWithABody(String request) throws Exception {
    Answer answer = wire.send(request).read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TE: x-trailers             | grpc-trailer-cost",
        "TE: trailers;q=0           | grpc-trailer-cost",
        "TE: gzip;trailers          | grpc-trailer-cost",
        "TE: deflate;q=0.5,Trailers | trailer",
        "TE: gzip @ TE: trailers     | trailer",
      })
  void sendsTrailersToThoseWhoTakeThem(String te, String told) throws Exception {
    String headers = te.replace(" @ ", "\r\n") + "\r\nGrpc-Metadata-Trailing: 1\r\n";
    Answer answer = wire.send(post("/v1/echo", headers + "Content-Length: 2\r\n", "{}")).read();
    assertThat(answer.headers().keySet())
        .filteredOn(name -> name.equals("trailer") || name.equals("grpc-trailer-cost"))
        .containsExactly(told);
  }

  @Test
  void answersALongRequestLine() throws Exception {
    Answer answer = wire.send(get("/" + "x".repeat(5000))).read();
    assertThat(answer.status()).isEqualTo(414);
    assertThat(answer.body()).contains("too long");
  }

  @Test
  void answersLongHeaders() throws Exception {
    wire.send("GET / HTTP/1.1\r\n" + HOST + "X-Long: " + "x".repeat(9000) + "\r\n\r\n");
    Answer answer = wire.read();
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.body()).contains("too long");
  }

  @Test
  void takesAWholeUri() throws Exception {
    assertThat(wire.send(get("http://x/v1/echo?aString=y")).read().body())
        .isEqualTo("{\"aString\":\"y\"}");
    assertThat(wire.send(get("http://x")).read().status()).isEqualTo(404);
    assertThat(wire.send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n").read().status()).isEqualTo(204);
  }

  @Test
  void sendsNoBodyToHead() throws Exception {
    wire.send("HEAD /v1/echo?aString=x HTTP/1.1\r\n" + HOST + "\r\n");
    assertThat(wire.read(false).headers()).containsEntry("content-length", "15");
    wire.send("HEAD /nowhere HTTP/1.1\r\n" + HOST + "\r\n" + get("/v1/echo"));
    assertThat(wire.read(false).status()).isEqualTo(404);
    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void closesAfterAnAnswerToHttp10() throws Exception {
    wire.send("POST /v1/echo HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(wire.read().status()).isEqualTo(200);
    assertThat(wire.isClosed()).isTrue();
  }

  @Test
  void cancelsTheCallOfAClientThatWentAway() throws Exception {
    wire.send(get("/v1/echo?aString=never")).close();
    assertThat(server.service.cancelled.get(10, TimeUnit.SECONDS)).contains("went away");
  }

  @Test
  void survivesABodyThatIsCutOff() throws Exception {
    wire.send(post("/v1/echo", "Content-Length: 20\r\n", "{")).close();
  }

  @Test
  void survivesABrokenChunk() throws Exception {
    wire.send(post("/v1/echo", "Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n"));
    assertThat(wire.isClosed()).isTrue();
  }
}
