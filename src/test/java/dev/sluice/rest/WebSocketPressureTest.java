package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallStatus;
import dev.sluice.call.ServerCall;
import dev.sluice.config.StreamConfig;
import dev.sluice.test.v1.Everything;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow services, slow clients, and clients that say nothing at all. */
@Timeout(30)
class WebSocketPressureTest {

  private static final int MANY_BYTES = 64 << 20;
  private static final Duration PING = Duration.ofMillis(100);

  /** A time within which a client answers, however busy the machine is. */
  private static final Duration LONG_PING = Duration.ofSeconds(1);

  private WebSocketServer server;

  private void start(Duration ping) throws Exception {
    server = new WebSocketServer(ping);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void holdsTheServiceForASlowClient() throws Exception {
    start(Duration.ZERO);
    int messages = 5000;
    Everything message = Everything.newBuilder().setAString("x".repeat(10_000)).build();
    AtomicInteger produced = new AtomicInteger();
    CompletableFuture<Integer> full = new CompletableFuture<>();
    server.serve(call -> produce(call, message, messages, produced, full));
    try (RawWebSocket socket = server.open("/v1/chat")) {
      full.get(10, TimeUnit.SECONDS);
      // Round trips through the server's event loop: what it could still write, it has.
      try (Wire other = new Wire(server.port())) {
        for (int i = 0; i < 100; i++) {
          other.send("GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n").read();
        }
      }
      assertThat(produced.get()).isLessThan(messages / 2);
      assertThat(socket.readToClose()).hasSize(messages + 1).endsWith("close 1000 ");
    }
  }

  private static void produce(
      ServerCall<Everything, Everything> call,
      Everything message,
      int messages,
      AtomicInteger produced,
      CompletableFuture<Integer> full) {
    while (produced.get() < messages) {
      if (call.response().writeQueueFull()) {
        full.complete(produced.get());
        call.response().drainHandler(v -> produce(call, message, messages, produced, full));
        return;
      }
      call.response().write(message);
      produced.incrementAndGet();
    }
    call.response().end();
  }

  @Test
  void holdsTheClientForASlowService() throws Exception {
    start(Duration.ZERO);
    AtomicInteger taken = new AtomicInteger();
    server.serve(
        call -> {
          call.pause();
          call.handler(message -> taken.incrementAndGet());
          call.endHandler(v -> call.response().end());
        });
    String text = "{\"aString\":\"" + "x".repeat(10_000) + "\"}";
    byte[] frame =
        RawWebSocket.frame(true, RawWebSocket.TEXT, text.getBytes(StandardCharsets.UTF_8));
    try (SocketChannel channel = open()) {
      Flow flow = new Flow(channel, frame);
      assertThat(flow.sendUntilHeld()).isLessThan(MANY_BYTES);
      assertThat(taken).hasValue(0);
      server.call().fetch(1);
      server.call().fetch(1);
      server.call().resume();
      flow.finishFrame();
      flow.send(RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[0]));
      assertThat(server.end()).isEqualTo(CallStatus.OK);
      assertThat(taken).hasValue(flow.frames);
    }
  }

  @Test
  void readsOnWhileTheMessageThatIsWaitedForIsIncomplete() throws Exception {
    start(Duration.ZERO);
    try (RawWebSocket socket = server.open("/v1/chat")) {
      server.serve(WebSocketServer::echo);
      socket.send(false, RawWebSocket.TEXT, "{\"aString\":\"".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 95; i++) {
        socket.send(
            false, RawWebSocket.CONTINUATION, "x".repeat(1000).getBytes(StandardCharsets.UTF_8));
      }
      socket.send(true, RawWebSocket.CONTINUATION, "\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.read().text()).hasSize(95_014);
    }
  }

  @Test
  void holdsAClientThatSendsPingsAndReadsNoPongs() throws Exception {
    start(Duration.ZERO);
    server.serve(call -> {});
    byte[] ping = RawWebSocket.frame(true, RawWebSocket.PING, new byte[125]);
    try (SocketChannel channel = open()) {
      assertThat(new Flow(channel, ping).sendUntilHeld()).isLessThan(MANY_BYTES);
    }
  }

  @Test
  void asksAClientThatIsSilentAndLetsItBeIfItAnswers() throws Exception {
    start(LONG_PING);
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      for (int i = 0; i < 3; i++) {
        RawWebSocket.Frame frame = socket.read();
        assertThat(frame.opcode()).isEqualTo(RawWebSocket.PING);
        socket.send(true, RawWebSocket.PONG, frame.payload().getBytes());
      }
      assertThat(server.call().status()).isNull();
    }
  }

  @Test
  void dropsAClientThatDoesNotAnswerPings() throws Exception {
    start(PING);
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PING);
      assertThat(socket.isClosed()).isTrue();
      assertThat(server.end())
          .isEqualTo(new CallStatus(GrpcStatus.CANCELLED, "the client does not answer pings"));
    }
  }

  @Test
  void keepsAClientWhosePongsWaitBehindWhatTheServiceDoesNotTake() throws Exception {
    start(LONG_PING);
    server.serve(call -> call.pause());
    try (RawWebSocket socket = server.open("/v1/chat")) {
      for (int i = 0; i < 20; i++) {
        socket.send(" ".repeat(10_000));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PING);
      }
      assertThat(server.call().status()).isNull();
    }
  }

  @Test
  void endsAStreamOnWhichNobodySaysAnything() throws Exception {
    // There is a ping before the end, and no second one that a busy client could be late for.
    Duration idle = Duration.ofMillis(150);
    server = new WebSocketServer(new StreamConfig(Duration.ZERO, idle, PING));
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      RawWebSocket.Frame frame = socket.read();
      for (; frame.opcode() == RawWebSocket.PING; frame = socket.read()) {
        socket.send(true, RawWebSocket.PONG, new byte[0]);
      }
      assertThat(frame.text())
          .isEqualTo(
              "{\"error\":{\"code\":4,\"message\":\"neither side has sent anything for 150 ms\"}}");
      assertThat(socket.read()).hasToString("close 4004 neither side has sent anything for 150 ms");
    }
  }

  @Test
  void dropsAClientThatDoesNotCloseItsSideAfterTheEnd() throws Exception {
    start(PING);
    server.serve(call -> call.response().end());
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose()).containsExactly("close 1000 ");
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @Test
  void letsCallsEndWhenTheServerStops() throws Exception {
    start(Duration.ZERO);
    server.serve(WebSocketServer::echo);
    try (RawWebSocket socket = server.open("/v1/chat")) {
      server.call();
      var stopped = server.http().shutdown(10, TimeUnit.SECONDS);
      socket.send("{}").send("");
      assertThat(socket.readToClose()).containsExactly("{}", "close 1000 ");
      socket.sendClose(1000);
      await(stopped);
    }
  }

  @Test
  void doesNotPassOffAsSuccessWhatTheStopOfTheServerCuts() throws Exception {
    start(Duration.ZERO);
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      server.call();
      var stopped = server.http().shutdown(50, TimeUnit.MILLISECONDS);
      assertThat(socket.readToClose())
          .containsExactly(
              "{\"error\":{\"code\":14,\"message\":\"the server is stopping\"}}",
              "close 4014 the server is stopping");
      socket.sendClose(4014);
      await(stopped);
      assertThat(server.end())
          .isEqualTo(new CallStatus(GrpcStatus.UNAVAILABLE, "the server is stopping"));
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    channel.write(
        ByteBuffer.wrap(
            RawWebSocket.handshake("/v1/chat", "").getBytes(StandardCharsets.ISO_8859_1)));
    ByteBuffer head = ByteBuffer.allocate(4096);
    while (!new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1)
        .endsWith("\r\n\r\n")) {
      assertThat(channel.read(head)).isPositive();
    }
    channel.configureBlocking(false);
    return channel;
  }

  /** Sends the same frame over and over, as long as the server lets it. */
  private static final class Flow {

    private final SocketChannel channel;
    private final ByteBuffer buffer;
    private int frames;

    Flow(SocketChannel channel, byte[] frame) {
      this.channel = channel;
      this.buffer = ByteBuffer.wrap(frame);
    }

    /** Sends until nothing has gone out for a while; returns how many bytes have. */
    long sendUntilHeld() throws IOException {
      long sent = 0;
      try (Selector selector = Selector.open()) {
        channel.register(selector, SelectionKey.OP_WRITE);
        while (sent < MANY_BYTES && selector.select(500) > 0) {
          selector.selectedKeys().clear();
          sent += write();
        }
      }
      return sent;
    }

    private long write() throws IOException {
      long sent = 0;
      for (int n = channel.write(buffer); n > 0; n = channel.write(buffer)) {
        sent += n;
        if (!buffer.hasRemaining()) {
          frames++;
          buffer.rewind();
        }
      }
      return sent;
    }

    void finishFrame() throws IOException {
      if (buffer.position() > 0) {
        channel.configureBlocking(true);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        frames++;
      }
    }

    void send(byte[] frame) throws IOException {
      channel.configureBlocking(true);
      ByteBuffer all = ByteBuffer.wrap(frame);
      while (all.hasRemaining()) {
        channel.write(all);
      }
    }
  }
}
