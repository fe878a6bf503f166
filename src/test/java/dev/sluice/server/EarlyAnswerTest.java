package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.Http2Wire;
import dev.sluice.attack.Http2Wire.Frame;
import dev.sluice.call.EarlyAnswer;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of clients that go on sending when they have their answer. */
@Timeout(30)
class EarlyAnswerTest {

  private static final String UNARY = "/helloworld.Greeter/SayHello";
  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final String POST =
      "POST /nobody/Nothing HTTP/1.1\r\nHost: x\r\nContent-Type: application/grpc-web\r\n";
  private static final int WIDE = 1 << 20;
  private static final byte[] GARBAGE = {(byte) 0xff, (byte) 0xff, (byte) 0xff};

  private final Vertx vertx = Vertx.vertx();
  private int port;

  @BeforeEach
  void start() throws Exception {
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
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static byte[] hello(String name) {
    return HelloRequest.newBuilder().setName(name).build().toByteArray();
  }

  private static void expectReset(Http2Wire wire, int stream) throws IOException {
    Frame reset = wire.next(RST_STREAM, stream);
    assertThat(reset.payload().getInt(0)).as("NO_ERROR").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/helloworld.Greeter/Nothing", "/nobody/Nothing", "/"})
  void resetsAStreamThatIsRefusedAtItsHead(String path) throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, path).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      expectReset(wire, 1);
      wire.message(1, hello("late"), false).sync();
      wire.call(3, UNARY).message(3, hello("x"), true).flush();
      assertThat(wire.next(HEADERS, 3).endsStream()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {UNARY, BIDI})
  void resetsAStreamWhoseCallFails(String path) throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, path).message(1, GARBAGE, false).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      expectReset(wire, 1);
    }
  }

  @Test
  void doesNotResetAStreamThatHasEnded() throws Exception {
    try (Http2Wire wire = new Http2Wire(port, WIDE)) {
      wire.call(1, "/nobody/Nothing").data(1, new byte[0], true).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      wire.sync();
      assertThat(wire.seen(RST_STREAM)).isZero();
    }
  }

  @Test
  void readsNoMoreOfAFailedCallWhoseAnswerIsNotTaken() throws Exception {
    byte[] chunk = new byte[16_000];
    int sent = 0;
    try (Http2Wire wire = new Http2Wire(port, 0)) {
      wire.call(1, BIDI).message(1, hello("x"), false).sync();
      wire.message(1, GARBAGE, false).windowUpdate(0, WIDE).sync();
      while (wire.mayBeSent(1) >= chunk.length && sent < 100) {
        wire.data(1, chunk, false).sync();
        sent++;
      }
      assertThat(sent).isBetween(2, 12);

      wire.windowUpdate(1, WIDE).flush();

      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      expectReset(wire, 1);
    }
  }

  @Test
  void closesAnHttp11ConnectionThatGoesOnSending() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String head = POST + "Transfer-Encoding: chunked\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                byte[] chunk =
                    ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                try {
                  while (true) {
                    out.write(chunk);
                  }
                } catch (IOException e) {
                  // What the test waits for: the server has closed.
                }
              });
      byte[] start = socket.getInputStream().readNBytes(200);
      assertThat(new String(start, StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close")
          .containsIgnoringCase("grpc-status: 12");
      sender.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void keepsAnHttp11ConnectionWhoseRestIsSmall() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String call = POST + "Content-Length: 5\r\n\r\n";
      String get = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(call.getBytes(StandardCharsets.US_ASCII));
      out.write(("\0\0\0\0\0" + get).getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(all)
          .containsIgnoringCase("grpc-status: 12")
          .contains("HTTP/1.1 200 OK", "\r\nok\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0007, 7",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775807",
    "99999999999999999999, 9223372036854775807",
    "'', 9223372036854775807",
    "-1, 9223372036854775807",
    "+5, 9223372036854775807",
    "1 0, 9223372036854775807",
    ", -1"
  })
  void readsALength(String text, long length) {
    assertThat(EarlyAnswer.length(text)).isEqualTo(length);
  }
}
