package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.StreamConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams on which nothing happens. */
@Timeout(20)
class StreamIdleTest {

  private static final String HANG = "{\"aString\":\"hang\"}";
  private static final String ONE_AND_HANG = "{\"numbers\":[1],\"aString\":\"hang\"}";
  private static final String IDLE =
      "{\"code\":4,\"message\":\"neither side has sent anything for 1000 ms\"}";

  private final StreamService service = new StreamService();
  private RestServer server;

  private void start(int keepAliveMillis, int idleMillis) throws Exception {
    server =
        new RestServer(
            service,
            List.of(),
            new StreamConfig(
                Duration.ofMillis(keepAliveMillis), Duration.ofMillis(idleMillis), Duration.ZERO));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private StreamExchange split(HttpVersion version, String accept, String body) throws Exception {
    return StreamExchange.open(server, version, "/v1/split", Map.of("accept", accept))
        .send(body)
        .end();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void keepsAnEventStreamAliveWithComments(HttpVersion version) throws Exception {
    start(30, 0);
    StreamExchange exchange = split(version, "text/event-stream", ONE_AND_HANG);
    String message = "id: 1\ndata: {\"anInt32\":1}\n\n";
    // On a busy machine there may be comments before it, too.
    assertThat(exchange.readUntil(message)).endsWith(message);
    String comments = ": keep-alive\n\n: keep-alive\n\n";
    assertThat(exchange.readUntil(comments)).isEqualTo(comments);
    exchange.cancel();
    assertThat(service.failed.get(10, TimeUnit.SECONDS)).isEqualTo(GrpcStatus.CANCELLED);
  }

  @Test
  void opensAnEventStreamWithACommentWhereThereIsNoMessageYet() throws Exception {
    start(30, 0);
    StreamExchange exchange = split(HttpVersion.HTTP_2, "text/event-stream", HANG);
    assertThat(exchange.readUntil("\n\n")).isEqualTo(": keep-alive\n\n");
    assertThat(exchange.head().statusCode()).isEqualTo(200);
  }

  @Test
  void addsNoCommentsToOtherStreams() throws Exception {
    start(20, 1000);
    assertThat(split(HttpVersion.HTTP_2, "application/x-ndjson", ONE_AND_HANG).readAll())
        .isEqualTo("{\"anInt32\":1}\n{\"error\":" + IDLE + "}\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endsAStreamThatIsIdleWhateverTheComments(HttpVersion version) throws Exception {
    start(50, 1000);
    String events = split(version, "text/event-stream", ONE_AND_HANG).readAll();
    assertThat(events)
        .contains(": keep-alive\n\n")
        .endsWith("event: error\ndata: " + IDLE + "\n\n");
    assertThat(service.failed.get(10, TimeUnit.SECONDS)).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void answersARequestStreamThatIsIdle(HttpVersion version) throws Exception {
    start(0, 1000);
    StreamExchange exchange =
        StreamExchange.open(
            server, version, "/v1/join", Map.of("content-type", "application/x-ndjson"));
    exchange.send("{}\n");
    assertThat(exchange.head().statusCode()).isEqualTo(504);
    assertThat(exchange.readAll()).isEqualTo(IDLE);
  }

  @Test
  void leavesAStreamOpenOnWhichSomethingIsSent() throws Exception {
    start(0, 2000);
    StreamExchange exchange =
        StreamExchange.open(
            server, HttpVersion.HTTP_2, "/v1/join", Map.of("content-type", "application/x-ndjson"));
    for (int i = 0; i < 6; i++) {
      exchange.send("{}\n");
      assertThat(exchange.isSilentFor(500)).isTrue();
    }
    exchange.end();
    assertThat(exchange.readAll()).isEqualTo("{\"numbers\":[0,0,0,0,0,0]}");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void cutsOffAClientThatDoesNotRead(HttpVersion version) throws Exception {
    start(0, 1000);
    StreamExchange.open(server, version, "/v1/split", Map.of("accept", "application/x-ndjson"))
        .pauseAnswer()
        .send("{\"aString\":\"flood\"}")
        .end();
    assertThat(service.failed.get(10, TimeUnit.SECONDS)).isEqualTo(GrpcStatus.CANCELLED);
  }

  @Test
  void answersARequestWhoseBodyDoesNotCome() throws Exception {
    start(20, 50);
    try (Wire wire = new Wire(server.port())) {
      String body = "{\"anInt32\":1}";
      wire.send(
          "POST /v1/split HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n");
      assertThat(wire.read().status()).isEqualTo(504);
    }
  }
}
