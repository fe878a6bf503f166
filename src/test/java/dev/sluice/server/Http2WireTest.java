package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.MachineLog;
import dev.sluice.attack.Http2Wire;
import dev.sluice.attack.Http2Wire.Frame;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What clients do to an HTTP/2 connection that no client library lets a test do. */
@Timeout(30)
class Http2WireTest {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final String SERVER_STREAM = "/helloworld.Greeter/SayHelloStreamReply";
  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final int WIDE = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final MachineLog machine = MachineLog.ofThis();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private int port;

  @BeforeEach
  void start() throws Exception {
    log.start();
    root.addAppender(log);
    ServerVerticle verticle = new ServerVerticle();
    JsonObject conf = new JsonObject().put("port", 0).put("host", "127.0.0.1");
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    port = verticle.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    root.detachAppender(log);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static byte[] hello(String name) {
    return HelloRequest.newBuilder().setName(name).build().toByteArray();
  }

  private List<String> errors() {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .filter(event -> !machine.has(event))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static void greet(Http2Wire wire, int stream) throws IOException {
    wire.message(stream, hello("x"), false).flush();
    assertThat(wire.next(DATA, stream).payload().toString()).endsWith("Hello, x");
  }

  @ParameterizedTest
  @ValueSource(strings = {UNARY, SERVER_STREAM, BIDI})
  void keepsOtherCallsWhenOneIsCancelledBeforeItsAnswerIsOut(String cancelled) throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, BIDI);
      greet(wire, 1);

      wire.call(3, cancelled).message(3, hello("y"), true).cancel(3).flush();

      greet(wire, 1);
    }
    assertThat(errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {UNARY, SERVER_STREAM, BIDI})
  void logsNothingWhenAnAnswerIsCancelledThatWaitsForItsClient(String cancelled) throws Exception {
    try (Http2Wire wire = new Http2Wire(port, 1)) {
      wire.call(1, cancelled).message(1, hello("y"), true).flush();
      assertThat(wire.next(DATA, 1).payload().length()).isEqualTo(1);

      wire.cancel(1).flush();

      wire.sync();
    }
    assertThat(errors()).isEmpty();
  }

  @Test
  void sendsTheTrailersWhenTheClientTakesTheRestOfTheAnswer() throws Exception {
    try (Http2Wire wire = new Http2Wire(port, 1)) {
      wire.call(1, UNARY).message(1, hello("y"), true).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isFalse();
      assertThat(wire.next(DATA, 1).payload().length()).isEqualTo(1);

      wire.windowUpdate(1, 1000).flush();

      assertThat(wire.next(DATA, 1).payload().length()).isEqualTo(14);
      Frame trailers = wire.next(HEADERS, 1);
      assertThat(trailers.endsStream()).isTrue();
    }
  }

  @Test
  void readsNoMoreOfAClientThatDoesNotReadItself() throws Exception {
    byte[] message = hello("x".repeat(16_000));
    int sent = 0;
    try (Http2Wire wire = new Http2Wire(port, 1)) {
      wire.call(1, BIDI).windowUpdate(0, WIDE).flush();
      while (wire.mayBeSent(1) >= message.length + 5 && sent < 100) {
        wire.message(1, message, false).sync();
        sent++;
      }
    }
    assertThat(sent).isBetween(4, 12);
  }

  @Test
  void letsAClientCancelManyCalls() throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, BIDI);
      for (int stream = 3; stream < 2003; stream += 2) {
        wire.call(stream, UNARY).cancel(stream);
      }
      greet(wire, 1);
    }
  }
}
