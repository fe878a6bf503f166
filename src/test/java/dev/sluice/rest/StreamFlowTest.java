package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams while they flow: both ways at once, held back, cancelled, cut short. */
@Timeout(30)
class StreamFlowTest {

  private static final Map<String, String> NDJSON = Map.of("content-type", "application/x-ndjson");

  private StreamService service;
  private RestServer server;

  @BeforeEach
  void start() throws Exception {
    service = new StreamService();
    server = new RestServer(service, List.of(), RestServer.NEVER);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private StreamExchange open(HttpVersion version, String uri) throws Exception {
    return StreamExchange.open(server, version, uri, NDJSON);
  }

  private StreamExchange split(HttpVersion version, String request) throws Exception {
    return StreamExchange.open(
            server, version, "/v1/split", Map.of("accept", "application/x-ndjson"))
        .send(request)
        .end();
  }

  private GrpcStatus failure() throws Exception {
    return service.failed.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void carriesBothDirectionsAtOnce(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/chat");
    for (int i = 1; i < 5; i++) {
      exchange.send("{\"anInt32\":" + i + "}\n");
      assertThat(exchange.readUntil("\n")).isEqualTo("{\"anInt32\":" + i + "}\n");
    }
    assertThat(exchange.head().statusCode()).isEqualTo(200);
    exchange.end();
    assertThat(exchange.readAll()).isEmpty();
  }

  @Test
  void letsOthersHaveTheThreadBetweenManyMessages() throws Exception {
    int count = 100_000;
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
      gzip.write("{}\n".repeat(count).getBytes(StandardCharsets.US_ASCII));
    }
    int[] taken = {0, 0};
    EverythingServiceService counting =
        new EverythingServiceService() {
          @Override
          protected void join(ReadStream<Everything> request, Completable<Everything> response) {
            request.handler(
                message -> {
                  if (taken[0]++ == 0) {
                    Vertx vertx = Vertx.currentContext().owner();
                    vertx.setTimer(1, id -> taken[1] = taken[0]);
                  }
                });
            request.endHandler(v -> response.succeed(StreamService.number(taken[1])));
          }
        };
    Map<String, String> headers =
        Map.of("content-type", "application/x-ndjson", "content-encoding", "gzip");
    try (RestServer one = new RestServer(counting, List.of(), RestServer.NEVER)) {
      StreamExchange exchange = StreamExchange.open(one, HttpVersion.HTTP_2, "/v1/join", headers);
      exchange.push(Buffer.buffer(small.toByteArray()));
      exchange.end();
      assertThat(exchange.readAll()).startsWith("{\"anInt32\":");
    }
    assertThat(taken[0]).isEqualTo(count);
    assertThat(taken[1]).isBetween(1, count - 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void takesAnElementWhenItIsCompleteAndNotWhenTheNextBegins(HttpVersion version) throws Exception {
    StreamExchange exchange =
        StreamExchange.open(
            server, version, "/v1/chat", Map.of("content-type", "application/json"));
    exchange.send("[{\"anInt32\":1}");
    exchange.readUntil("[{\"anInt32\":1}");
    exchange.send(", {\"anInt32\"").send(":2}");
    exchange.readUntil(",\n{\"anInt32\":2}");
    exchange.send("]").end();
    assertThat(exchange.readAll()).isEqualTo("]");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endsWithAnErrorWhileTheRequestGoesOn(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/chat");
    exchange.send("{}\n");
    exchange.readUntil("{}\n");
    exchange.send("{\"x\":1}\n");
    assertThat(exchange.readAll())
        .startsWith("{\"error\":{\"code\":3,\"message\":\"element 1: x: ")
        .contains("\"field\":\"[1].x\"")
        .endsWith("}}\n");
    assertThat(failure()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endsWellWhileTheRequestGoesOn(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/chat");
    exchange.send("{\"aString\":\"end\"}\n");
    assertThat(exchange.readAll()).isEqualTo("{\"aString\":\"end\"}\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void refusesABadElementWhileTheRequestGoesOn(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/join");
    exchange.send("{}\n{}\n[\n");
    assertThat(exchange.head().statusCode()).isEqualTo(400);
    assertThat(exchange.readAll()).contains("element 2: ");
    assertThat(failure()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  private static String chunked(String uri, String header) {
    return String.join(
        "\r\n",
        "POST " + uri + " HTTP/1.1",
        "Host: x",
        "Transfer-Encoding: chunked",
        header,
        "",
        "");
  }

  @Test
  void closesTheConnectionOfARequestThatItDidNotReadToTheEnd() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      wire.send(chunked("/v1/chat", "X: y") + "12\r\n{\"aString\":\"end\"}\n\r\n");
      String answer = wire.readUntil("\r\n0\r\n\r\n");
      assertThat(answer).contains("\r\nconnection: close\r\n");
      wire.send("0\r\n\r\n");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void invitesTheBodyOfAStreamThatIsWanted() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      wire.send(chunked("/v1/join", "Expect: 100-continue"));
      assertThat(wire.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      wire.send("4\r\n[{}]\r\n0\r\n\r\n");
      assertThat(wire.read().body()).isEqualTo("{\"numbers\":[0]}");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void holdsTheServiceBackWhenTheClientDoesNotRead(HttpVersion version) throws Exception {
    StreamExchange exchange =
        StreamExchange.open(server, version, "/v1/split", Map.of("accept", "application/x-ndjson"))
            .pauseAnswer()
            .send("{\"aString\":\"flood\"}")
            .end();
    checkIsHeldBack(service, exchange);
  }

  /** Checks that a flood waits for a client that has paused its answer, and goes on with it. */
  static void checkIsHeldBack(StreamService service, StreamExchange exchange) throws Exception {
    service.heldBack.get(10, TimeUnit.SECONDS);
    long written = settled(service.written::get);
    assertThat(written * 1000).isLessThan(64 << 20);
    exchange.resumeAnswer();
    await().until(() -> service.written.get() > written + 1000);
    exchange.cancel();
    assertThat(service.failed.get(10, TimeUnit.SECONDS)).isEqualTo(GrpcStatus.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void holdsTheClientBackWhenTheServiceTakesNoMore(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/join");
    exchange.send("{\"aString\":\"pause\"}\n");
    String line = "{\"anInt32\":1,\"nested\":{\"text\":\"" + "x".repeat(10_000) + "\"}}\n";
    int sent = pushUntilHeldBack(service, exchange, Buffer.buffer(line));
    assertThat(exchange.readAll()).contains("\"numbers\":[0,1,1");
    assertThat(service.taken.get()).isEqualTo(sent + 1);
  }

  /**
   * Checks that a service which has paused the request after its first message holds its client
   * back, and lets it go on.
   *
   * @return how many messages have been sent to it besides
   */
  static int pushUntilHeldBack(StreamService service, StreamExchange exchange, Buffer message)
      throws Exception {
    ReadStream<?> request = service.paused.get(10, TimeUnit.SECONDS);
    int count = 3000;
    for (int i = 0; i < count; i++) {
      exchange.push(message);
    }
    assertThat(settled(exchange::pushed)).isLessThan(count);
    assertThat(service.taken.get()).isEqualTo(1);
    request.resume();
    exchange.end();
    return count;
  }

  /** What a counter says when it no longer changes. */
  private static long settled(LongSupplier counter) {
    long[] last = {-1};
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long before = last[0];
              last[0] = counter.getAsLong();
              return last[0] == before;
            });
    return last[0];
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsTheServiceThatTheClientHasGone(HttpVersion version) throws Exception {
    StreamExchange exchange = split(version, "{\"numbers\":[1],\"aString\":\"hang\"}");
    exchange.readUntil("{\"anInt32\":1}\n");
    exchange.cancel();
    assertThat(failure()).isEqualTo(GrpcStatus.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsTheServiceThatTheClientOfARequestStreamHasGone(HttpVersion version) throws Exception {
    StreamExchange exchange = open(version, "/v1/join");
    exchange.send("{}\n{");
    await().until(() -> service.taken.get() == 1);
    exchange.cancel();
    assertThat(failure()).isEqualTo(GrpcStatus.CANCELLED);
  }

  @Test
  void resetsTheStreamThatTheServiceCancels() throws Exception {
    StreamExchange exchange = split(HttpVersion.HTTP_2, "{\"numbers\":[1],\"aString\":\"cancel\"}");
    assertThat(cutOff(exchange)).contains("StreamReset");
  }

  @Test
  void closesTheConnectionOfAStreamThatTheServiceCancels() throws Exception {
    StreamExchange exchange =
        split(HttpVersion.HTTP_1_1, "{\"numbers\":[1],\"aString\":\"cancel\"}");
    assertThat(cutOff(exchange)).contains("Closed");
  }

  private static String cutOff(StreamExchange exchange) {
    try {
      exchange.head();
      return exchange.readAll();
    } catch (Exception e) {
      return e.toString();
    }
  }

  @Test
  void servesAnotherStreamOnTheConnection() throws Exception {
    for (int i = 0; i < 3; i++) {
      StreamExchange exchange = split(HttpVersion.HTTP_1_1, "{\"numbers\":[1]}");
      assertThat(exchange.head().getHeader("connection")).isNull();
      assertThat(exchange.readAll()).isEqualTo("{\"anInt32\":1}\n");
    }
  }
}
