package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.attack.Http2Wire;
import dev.sluice.call.InputBudget;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many calls hold together of messages that are large, or never end. */
@Timeout(30)
class InputBudgetTest {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final int WIDE = 1 << 20;
  private static final int BUDGET = 1_900_000;
  private static final int PIECE = 400_000;

  private final Vertx vertx = Vertx.vertx();
  private InputBudget budget;
  private int port;

  @BeforeEach
  void start() throws Exception {
    ServerVerticle verticle = new ServerVerticle();
    JsonObject conf =
        new JsonObject()
            .put("port", 0)
            .put("host", "127.0.0.1")
            .put("limits", new JsonObject().put("maxBufferedBytes", BUDGET));
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    port = verticle.actualPort();
    budget =
        vertx
            .sharedData()
            .<String, SharedLimits>getLocalMap("dev.sluice.limits")
            .values()
            .iterator()
            .next()
            .input();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Sends as much of a message as is asked for, at the pace at which the server takes it. */
  private static void piece(Http2Wire wire, int stream, int promised, int bytes)
      throws IOException {
    byte[] prefix = ByteBuffer.allocate(5).put((byte) 0).putInt(promised).array();
    wire.data(stream, prefix, false);
    for (int left = bytes; left > 0; left -= 10_000) {
      wire.data(stream, new byte[10_000], false).sync();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {UNARY, BIDI})
  void failsTheCallThatHoldsTooMuchAlone(String path) throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      for (int stream = 1; stream < 7; stream += 2) {
        wire.call(stream, path);
        piece(wire, stream, 4_000_000, PIECE);
      }
      assertThat(budget.heldBytes()).isBetween(3L * PIECE, (long) BUDGET);

      wire.call(7, path);
      piece(wire, 7, 4_000_000, 2 * PIECE);
      assertThat(wire.seen(HEADERS)).as("trailers of the one call").isEqualTo(1);
      assertThat(budget.heldBytes()).isLessThan(BUDGET);

      wire.cancel(1).cancel(3).cancel(5).sync();
      assertThat(budget.heldBytes()).isZero();
      byte[] hello = HelloRequest.newBuilder().setName("x").build().toByteArray();
      wire.call(9, UNARY).message(9, hello, true).flush();
      assertThat(wire.next(DATA, 9).payload().toString()).endsWith("Hello, x");
    }
  }

  @Test
  void countsAMessageUntilItsCallEnds() throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, UNARY);
      large(wire, 1);
      assertThat(budget.heldBytes()).isGreaterThanOrEqualTo(PIECE);
      wire.data(1, new byte[0], true).sync();
      assertThat(budget.heldBytes()).isZero();
    }
  }

  /** Sends a message, at the pace at which the server takes it. */
  private static void large(Http2Wire wire, int stream) throws IOException {
    byte[] message = HelloRequest.newBuilder().setName("x".repeat(PIECE)).build().toByteArray();
    byte[] prefix = ByteBuffer.allocate(5).put((byte) 0).putInt(message.length).array();
    wire.data(stream, prefix, false);
    for (int at = 0; at < message.length; at += 10_000) {
      int end = Math.min(at + 10_000, message.length);
      wire.data(stream, Arrays.copyOfRange(message, at, end), false).sync();
    }
  }

  @Test
  void countsAMessageOfAStreamUntilItIsDelivered() throws Exception {
    try (Http2Wire wire = new Http2Wire(port, 2 * PIECE)) {
      wire.windowUpdate(0, WIDE).call(1, BIDI);
      large(wire, 1);
      assertThat(budget.heldBytes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /v1/hello", "POST /v1/routes:record"})
  void countsTheBodiesOfRest(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head = request + " HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n{\"name\":\"";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[PIECE]);
      await().until(() -> budget.heldBytes() >= PIECE);
      try {
        out.write(new byte[BUDGET]);
      } catch (SocketException e) {
        // The server does not read what is left for ever; its answer has come.
      }
      byte[] start = socket.getInputStream().readNBytes(200);
      assertThat(new String(start, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 429");
      await().until(() -> budget.heldBytes() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /v1/hello", "POST /v1/routes:record"})
  void countsWhatIsInflated(String request) throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(sent, true);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      gzip.write(("{\"name\":\"" + "x".repeat(PIECE)).getBytes(StandardCharsets.US_ASCII));
      gzip.flush();
      assertThat(sent.size()).isLessThan(PIECE / 100);
      OutputStream out = socket.getOutputStream();
      String head =
          request
              + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      sent.writeTo(out);
      await().until(() -> budget.heldBytes() >= PIECE);
    }
    await().until(() -> budget.heldBytes() == 0);
  }
}
