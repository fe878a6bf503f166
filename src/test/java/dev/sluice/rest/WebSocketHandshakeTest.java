package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rest.Wire.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handshakes open a WebSocket, and what the others are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class WebSocketHandshakeTest {

  private static final String GOOD = RawWebSocket.handshake("/v1/chat", "");

  private WebSocketServer server;

  @BeforeAll
  void start() throws Exception {
    server = new WebSocketServer(Duration.ZERO);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private Answer answer(String handshake) throws Exception {
    try (Wire wire = new Wire(server.port())) {
      return wire.send(handshake).read();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "/v1/echo ~ 400 ~ 3 ~ upgrade: websocket (expected: none, since no operation of the path"
            + " streams)",
        "/v1/nowhere ~ 404 ~ 5 ~ no such path: /v1/nowhere",
        "/v1/chat?anInt32=1 ~ 400 ~ 3 ~ anInt32: unexpected parameter: the operation takes its"
            + " fields from the body",
        "/v1/split/x?nothing=1 ~ 400 ~ 3 ~ nothing: unknown parameter",
        "/v1/split/x?anInt32=y ~ 400 ~ 3 ~ anInt32: expected int32, got \\\"y\\\"",
      })
  void refusesPathsThatDoNotStreamAndQueriesThatDoNotFit(
      String uri, int status, int code, String message) throws Exception {
    Answer answer = answer(RawWebSocket.handshake(uri, ""));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
    assertThat(answer.body()).startsWith("{\"code\":" + code + ",\"message\":\"" + message + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "metadata.x.%% ~ sec-websocket-protocol: metadata.x.%% (expected: metadata.NAME.VALUE",
        "metadata.x ~ sec-websocket-protocol: metadata.x (expected: metadata.NAME.VALUE",
        "metadata.x.AA ~ header grpc-metadata-x (expected: printable ASCII",
        "metadata.x-bin.Pz8_ ~ header grpc-metadata-x-bin (expected: base64)",
      })
  void refusesMetadataThatIsOfferedWrongly(String protocol, String message) throws Exception {
    Answer answer =
        answer(
            RawWebSocket.handshake(
                "/v1/chat", "Sec-WebSocket-Protocol: sluice, " + protocol + "\r\n"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "Sec-WebSocket-Version: 13 ~ Sec-WebSocket-Version: 12 ~ 426",
        "Sec-WebSocket-Version: 13 ~ X: 1 ~ 426",
        "Sec-WebSocket-Key: ~ X: ~ 400",
        "AAAAAAAAAAAAAAAAAAAAAA== ~ AAAA ~ 400",
        "AAAAAAAAAAAAAAAAAAAAAA== ~ no base64! ~ 400",
        "Connection: keep-alive, Upgrade ~ Connection: keep-alive ~ 400",
        "Connection: keep-alive, Upgrade ~ X: 1 ~ 400",
        "Connection: ~ Content-Length: 2|Connection: ~ 400",
        "Connection: ~ Transfer-Encoding: chunked|Connection: ~ 400",
        "GET ~ POST ~ 400",
        "HTTP/1.1 ~ HTTP/1.0 ~ 400",
      })
  void refusesBadHandshakes(String good, String bad, int status) throws Exception {
    assertThat(GOOD).contains(good);
    Answer answer = answer(GOOD.replace(good, bad.replace("|", "\r\n")));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/json");
    assertThat(answer.body()).startsWith("{\"code\":3,\"message\":\"");
  }

  @Test
  void namesTheVersionItSpeaks() throws Exception {
    Answer answer = answer(GOOD.replace("Version: 13", "Version: 8"));
    assertThat(answer.headers())
        .containsEntry("sec-websocket-version", "13")
        .containsEntry("upgrade", "websocket");
    assertThat(answer.body()).contains("sec-websocket-version: 8 (expected: 13)");
  }

  @Test
  void saysThatThereIsNoVersion() throws Exception {
    Answer answer = answer(GOOD.replace("Sec-WebSocket-Version: 13", "X: 1"));
    assertThat(answer.body()).contains("sec-websocket-version: none (expected: 13)");
  }

  @Test
  void takesOptionsOfTheConnectionInSeveralLines() throws Exception {
    String inOne = "Connection: keep-alive, Upgrade";
    assertThat(GOOD).contains(inOne);
    String handshake = GOOD.replace(inOne, "Connection: keep-alive\r\nConnection: Upgrade");
    try (Wire wire = new Wire(server.port())) {
      assertThat(wire.send(handshake).read(false).status()).isEqualTo(101);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"irc/6.9, websocket", "irc/6.9|Upgrade: a,WEBSOCKET ,b"})
  void takesItsUpgradeAmongOthersInSeveralLines(String upgrades) throws Exception {
    String one = "Upgrade: WebSocket";
    assertThat(GOOD).contains(one);
    String handshake = GOOD.replace(one, "Upgrade: " + upgrades.replace("|", "\r\n"));
    try (Wire wire = new Wire(server.port())) {
      assertThat(wire.send(handshake).read(false).status()).isEqualTo(101);
    }
  }

  @ParameterizedTest
  @CsvSource({"https://evil.example", "null", "https://api.example.evil", "https://api.example:1"})
  void refusesPagesOfOtherOrigins(String origin) throws Exception {
    Answer answer = answer(RawWebSocket.handshake("/v1/chat", "Origin: " + origin + "\r\n"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":7,\"message\":\"origin: " + origin + " (expected: one that is allowed)\"}");
  }

  @ParameterizedTest
  @CsvSource({WebSocketServer.ORIGIN, "https://api.example", "http://API.example"})
  void admitsPagesOfItsOwnOriginAndOfAllowedOnes(String origin) throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat", "Origin: " + origin + "\r\n")) {
      assertThat(socket.send("{}").read().text()).isEqualTo("{}");
    }
  }

  @Test
  void keepsTheConnectionOfARefusedHandshake() throws Exception {
    try (Wire wire = new Wire(server.port())) {
      assertThat(wire.send(RawWebSocket.handshake("/v1/echo", "")).read().status()).isEqualTo(400);
      assertThat(wire.send(GOOD).read(false).status()).isEqualTo(101);
    }
  }

  @Test
  void negotiatesNeitherCompressionNorSubprotocols() throws Exception {
    Answer answer =
        answerHead(
            "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: a, b\r\n");
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.headers())
        .doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
  }

  private Answer answerHead(String headers) throws Exception {
    try (Wire wire = new Wire(server.port())) {
      return wire.send(RawWebSocket.handshake("/v1/chat", headers)).read(false);
    }
  }
}
