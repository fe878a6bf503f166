package dev.sluice.server;

import static dev.sluice.attack.Http2Wire.DATA;
import static dev.sluice.attack.Http2Wire.GOAWAY;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.PING;
import static dev.sluice.attack.Http2Wire.PRIORITY;
import static dev.sluice.attack.Http2Wire.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.AttackServer;
import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are held open for nothing, or used for nothing but trouble. */
@Timeout(30)
class ConnectionGuardTest {

  private static final String BIDI = "/helloworld.Greeter/SayHelloBidiStream";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int WIDE = 1 << 20;
  private static final int ENHANCE_YOUR_CALM = 11;

  private static Socket connect(AttackServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static void greet(Http2Wire wire, int stream) throws IOException {
    byte[] hello = HelloRequest.newBuilder().setName("x").build().toByteArray();
    wire.message(stream, hello, false).flush();
    assertThat(wire.next(DATA, stream).payload().toString()).endsWith("Hello, x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PRI * HTTP/2.0\r\n", PREFACE, PREFACE + "\0\0\6\4\0"})
  void closesAConnectionThatDoesNotBegin(String start) throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'headTimeoutSeconds': 1}}");
        Socket socket = connect(server)) {
      send(socket, start);
      assertThat(readAll(socket)).doesNotContain("HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTT", "GET /healthz HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"})
  void answersAHeadThatComesTooSlowly(String start) throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'headTimeoutSeconds': 1}}");
        Socket socket = connect(server)) {
      send(socket, start);
      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 408")
          .contains("connection: close", "slowly");
    }
  }

  @Test
  void answersASecondHeadThatComesTooSlowly() throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'headTimeoutSeconds': 1}}");
        Socket socket = connect(server)) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");
      send(socket, "GET /healthz");
      assertThat(readAll(socket)).contains("HTTP/1.1 408");
    }
  }

  @Test
  void countsTheTimeOfAHeadFromTheAnswerBeforeIt() throws Exception {
    HeldGreeter greeter = new HeldGreeter();
    JsonObject conf =
        new JsonObject()
            .put("limits", new JsonObject().put("headTimeoutSeconds", 1))
            .put("http", new JsonObject().put("idleTimeoutSeconds", 1))
            .put(
                "services",
                new JsonObject().put("greeter", new JsonObject().put("enabled", false)));
    try (AttackServer server = new AttackServer(conf, greeter);
        Socket socket = connect(server)) {
      send(socket, "GET /v1/hello/x HTTP/1.1\r\nHost: x\r\n\r\n");
      Promise<HelloReply> call = greeter.next();
      send(socket, "GET /healthz");
      try (Socket slow = connect(server)) {
        send(slow, "GET /healthz");
        assertThat(readAll(slow)).startsWith("HTTP/1.1 408");
      }
      call.complete(HelloReply.getDefaultInstance());
      assertThat(readAll(socket)).startsWith("HTTP/1.1 200 OK").contains("HTTP/1.1 408");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /healthz HTTP/1.1\r\n", "\r\nGET /hea"})
  void answersAHeadThatBeginsWithTheRequestBeforeAndDoesNotGoOn(String start) throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'headTimeoutSeconds': 1}}");
        Socket socket = connect(server)) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + start);
      assertThat(readAll(socket)).startsWith("HTTP/1.1 200").contains("HTTP/1.1 408");
    }
  }

  @Test
  void takesAnEmptyLineForNoHead() throws Exception {
    String conf = "{'limits': {'headTimeoutSeconds': 1}, 'http': {'idleTimeoutSeconds': 3}}";
    try (AttackServer server = new AttackServer(conf);
        Socket socket = connect(server)) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      send(socket, "\r\n");
      assertThat(readAll(socket)).endsWith("ok\n");
    }
  }

  @Test
  void refusesWhatComesBehindAHandshakeThatIsNotAnswered() throws Exception {
    try (AttackServer server = new AttackServer("{}");
        Socket socket = connect(server)) {
      String handshake =
          """
          GET /v1/routes:chat HTTP/1.1
          Host: x
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """;
      send(socket, handshake.replace("\n", "\r\n") + "\u0008\u0002");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 400").contains("more than a handshake");
    }
  }

  @Test
  void answersTheRestOfAnAnsweredRequestThatComesTooSlowly() throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'headTimeoutSeconds': 1}}");
        Socket socket = connect(server)) {
      send(socket, "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 404").contains("HTTP/1.1 408");
    }
  }

  @Test
  void dropsARequestBehindAnAnswerThatClosesTheConnection() throws Exception {
    try (AttackServer server = new AttackServer("{}");
        Socket socket = connect(server)) {
      String large = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
      send(socket, large);
      socket.getInputStream().read();
      send(socket, "x".repeat(100_000) + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(readAll(socket))
          .startsWith("TTP/1.1 404")
          .contains("connection: close")
          .doesNotContain("200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        POST /v1/hello HTTP/1.1
        Host: x
        Content-Type: application/json
        Connection: close
        Content-Length: 12

        {"name":"x"}""",
        """
        PUT /v1/hello HTTP/1.1
        Host: x
        Connection: close
        Content-Length: 2

        {}""",
        """
        PRI * HTTP/2.0

        SXX

        """,
        """
        POST /v1/hello HTTP/1.1
        Host: x
        Content-Type: application/json
        Transfer-Encoding: chunked

        1
        {
        1
        }
        0
        Host: y
        Transfer-Encoding: z

        GET /healthz HTTP/1.1
        Host: x
        Connection: close

        """
      })
  void answersWhatComesInPiecesAsItAnswersTheWhole(String lines) throws Exception {
    String input = lines.replace("\n", "\r\n");
    try (AttackServer server = new AttackServer("{}")) {
      String whole;
      try (Socket socket = connect(server)) {
        send(socket, input);
        whole = readAll(socket).replaceAll("x-request-id: .*", "");
      }
      assertThat(whole).startsWith("HTTP/1.1 ");
      for (int cut = 1; cut < Math.min(input.length(), 40); cut++) {
        try (Socket socket = connect(server)) {
          socket.setTcpNoDelay(true);
          send(socket, input.substring(0, cut));
          socket.getOutputStream().flush();
          send(socket, input.substring(cut));
          assertThat(readAll(socket).replaceAll("x-request-id: .*", ""))
              .as("cut at %d", cut)
              .isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void closesAConnectionWithoutCallsThatIsIdle() throws Exception {
    try (AttackServer server = new AttackServer("{'http': {'idleTimeoutSeconds': 1}}");
        Socket one = connect(server);
        Http2Wire two = new Http2Wire(server.port(), WIDE)) {
      send(one, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(readAll(one)).startsWith("HTTP/1.1 200 OK");
      two.flush();
      assertThat(two.next(GOAWAY, 0).payload().getInt(4)).isZero();
      assertThat(two.isClosed()).isTrue();
    }
  }

  @Test
  void asksAClientWithCallsWhetherItIsStillThere() throws Exception {
    String conf = "{'http': {'idleTimeoutSeconds': 1}, 'limits': {'pingSeconds': 2}}";
    try (AttackServer server = new AttackServer(conf);
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      wire.call(1, BIDI);
      greet(wire, 1);
      assertThat(wire.next(PING, 0).flags()).isZero();
      wire.frame(PING, 1, 0, new byte[8]).flush();
      assertThat(wire.next(PING, 0).flags()).isZero();
      greet(wire, 1);
    }
  }

  @Test
  void retiresAnOldConnectionButNotItsCalls() throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'maxConnectionAgeSeconds': 3}}");
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      wire.call(1, BIDI);
      greet(wire, 1);
      assertThat(wire.next(GOAWAY, 0).payload().getInt(4)).isZero();
      greet(wire, 1);
      wire.data(1, new byte[0], true).flush();
      assertThat(wire.next(HEADERS, 1).endsStream()).isTrue();
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxConnections", "maxConnectionsPerAddress"})
  void closesConnectionsBeyondTheirNumber(String limit) throws Exception {
    try (AttackServer server = new AttackServer("{'limits': {'" + limit + "': 2}}")) {
      List<Socket> open = new ArrayList<>(List.of(connect(server), connect(server)));
      for (Socket socket : open) {
        send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      try (Socket third = connect(server)) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      for (Socket socket : open) {
        send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(readAll(socket)).endsWith("ok\n");
        socket.close();
      }
      try (Socket later = connect(server)) {
        send(later, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(readAll(later)).endsWith("ok\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PRI", PREFACE})
  void doesNotWaitForASilentConnectionWhenItStops(String start) throws Exception {
    try (AttackServer server = new AttackServer("{'drain': {'timeoutSeconds': 20}}");
        Socket silent = connect(server)) {
      send(silent, start);
      try (Socket other = connect(server)) {
        send(other, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(readAll(other)).endsWith("ok\n");
      }
      long begin = System.nanoTime();
      server.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      readAll(silent);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS, PRIORITY, 200})
  void endsAConnectionFloodedWithControlFrames(int type) throws Exception {
    byte[] payload = new byte[type == PING ? 8 : type == PRIORITY ? 5 : 0];
    if (type == PRIORITY) {
      payload[3] = 1;
    }
    try (AttackServer server = new AttackServer("{}");
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      for (int i = 0; i < 1100; i++) {
        wire.frame(type, 0, type == PRIORITY ? 3 : 0, payload);
      }
      wire.flush();
      assertThat(wire.next(GOAWAY, 0).payload().getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void letsAClientMeasureTheConnectionWithEachAnswer() throws Exception {
    try (AttackServer server = new AttackServer("{}");
        Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
      wire.call(1, BIDI);
      for (int i = 0; i < 3000; i++) {
        greet(wire, 1);
        wire.sync();
      }
    }
  }

  @Test
  void answersTooManyHeadersAndTooLongAPath() throws Exception {
    String conf = "{'limits': {'maxHeaders': 5}, 'http': {'maxUriBytes': 100}}";
    try (AttackServer server = new AttackServer(conf);
        Socket socket = connect(server)) {
      send(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "a: b\r\n".repeat(5) + "\r\n");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 431").contains("too long");
      try (Http2Wire wire = new Http2Wire(server.port(), WIDE)) {
        wire.request(1, "GET", "/healthz?" + "x".repeat(100), true).flush();
        assertThat(wire.next(DATA, 1).payload().toString())
            .contains("the request line is too long");
      }
    }
  }
}
