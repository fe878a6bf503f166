package dev.sluice.rest;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.sluice.call.CallStatus;
import dev.sluice.test.v1.Everything;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls over WebSocket: messages, failures and what is refused. */
@Timeout(30)
class WebSocketCallTest extends WithWebSocketServer {

  @Test
  void answersEachMessageAsItComes() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.send("{\"anInt32\": 1}").read().text()).isEqualTo("{\"anInt32\":1}");
      assertThat(socket.send("{}").read().text()).isEqualTo("{}");
      assertThat(socket.send("{\"aString\": \"ä€😀\"}").read().text())
          .isEqualTo("{\"aString\":\"ä€😀\"}");
      assertThat(socket.send("").readToClose()).containsExactly(OK);
      assertThat(server.end()).isEqualTo(CallStatus.OK);
      assertThat(socket.sendClose(1000).isClosed()).isTrue();
    }
  }

  @Test
  void putsFragmentsTogether() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      byte[] text = "{\"aString\":\"€\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      socket.send(false, RawWebSocket.TEXT, new byte[0]);
      for (byte each : text) {
        socket.send(false, RawWebSocket.CONTINUATION, new byte[] {each});
        socket.send(true, RawWebSocket.PING, new byte[] {each});
        assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PONG);
      }
      socket.send(true, RawWebSocket.CONTINUATION, new byte[0]);
      assertThat(socket.read().text()).isEqualTo("{\"aString\":\"€\"}");
      socket.send(false, RawWebSocket.TEXT, new byte[0]);
      socket.send(true, RawWebSocket.CONTINUATION, new byte[0]);
      assertThat(socket.readToClose()).containsExactly(OK);
    }
  }

  @Test
  void bindsPathAndQueryIntoEveryMessage() throws Exception {
    try (RawWebSocket socket = server.open("/v1/rooms/r%C3%B6d/chat?anInt32=7")) {
      String common = "{\"anInt32\":7,\"aString\":\"röd\",\"nested\":";
      assertThat(socket.send("{\"text\": \"a\"}").read().text())
          .isEqualTo(common + "{\"text\":\"a\"}}");
      assertThat(socket.send("{\"text\": \"b\"}").read().text())
          .isEqualTo(common + "{\"text\":\"b\"}}");
    }
  }

  @Test
  void takesAndAnswersOneFieldOfTheMessage() throws Exception {
    try (RawWebSocket socket = server.open("/v1/texts")) {
      assertThat(socket.send("\"a\"").read().text()).isEqualTo("\"a\"");
    }
  }

  @Test
  void answersAStreamOfRequestsOnce() throws Exception {
    server.serve(WebSocketServer::join);
    try (RawWebSocket socket = server.open("/v1/join")) {
      socket.send("{\"numbers\": [1, 2]}").send("{\"numbers\": [3]}").send("");
      assertThat(socket.readToClose()).containsExactly("{\"numbers\":[1,2,3]}", OK);
    }
  }

  @ParameterizedTest
  @CsvSource({"/v1/join, 2", "/v1/chat, 1"})
  void takesAnEmptyStream(String uri, int frames) throws Exception {
    server.serve(uri.equals("/v1/join") ? WebSocketServer::join : WebSocketServer::echo);
    try (RawWebSocket socket = server.open(uri)) {
      assertThat(socket.send("").readToClose()).hasSize(frames).endsWith(OK);
    }
  }

  @Test
  void takesTheOneRequestFromTheFirstMessage() throws Exception {
    server.serve(WebSocketServer::split);
    try (RawWebSocket socket = server.open("/v1/split")) {
      assertThat(socket.send("{\"numbers\": [4, 5]}").readToClose())
          .containsExactly("{\"anInt32\":4}", "{\"anInt32\":5}", OK);
    }
  }

  @Test
  void takesAnEmptyMessageForARequestWithoutABody() throws Exception {
    server.serve(WebSocketServer::split);
    try (RawWebSocket socket = server.open("/v1/split")) {
      assertThat(socket.send("").readToClose()).containsExactly(OK);
    }
  }

  @Test
  void needsNoMessageWhereTheOperationHasNoBody() throws Exception {
    server.serve(WebSocketServer::split);
    try (RawWebSocket socket = server.open("/v1/split/x?numbers=1&numbers=2")) {
      assertThat(socket.readToClose())
          .containsExactly(
              "{\"anInt32\":1,\"aString\":\"x\"}", "{\"anInt32\":2,\"aString\":\"x\"}", OK);
    }
  }

  @Test
  void refusesAMessageAfterTheLast() throws Exception {
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/split/x")) {
      assertThat(socket.send("").send("{}").readToClose())
          .isEqualTo(failed(3, "element 1: the request has ended"));
    }
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.send("").send("{}").readToClose())
          .isEqualTo(failed(3, "element 0: the request has ended"));
    }
  }

  @Test
  void namesTheMessageThatDoesNotFit() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      List<String> answers = socket.send("{}").send("{\"anInt32\": \"x\"}").readToClose();
      String problem = "expected int32, got \\\"x\\\" (line 1, column 13)";
      assertThat(answers)
          .containsExactly(
              "{}",
              "{\"error\":{\"code\":3,\"message\":\"element 1: anInt32: "
                  + problem
                  + "\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\","
                  + "\"fieldViolations\":[{\"field\":\"[1].anInt32\",\"description\":\""
                  + problem
                  + "\"}]}]}}",
              "close 4003 element 1: anInt32: " + problem.replace("\\", ""));
      assertThat(server.end().code()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesTextThatIsNoUtf8() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      socket.send(true, RawWebSocket.TEXT, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
      assertThat(socket.readToClose())
          .satisfiesExactly(
              error -> assertThat(error).startsWith("{\"error\":{\"code\":3,"),
              close -> assertThat(close).startsWith("close 4003 element 0: "));
    }
  }

  @Test
  void tellsOfFailuresBeforeTheFirstMessage() throws Exception {
    server.serve(call -> call.response().fail(new StatusException(GrpcStatus.NOT_FOUND, "gone")));
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose()).isEqualTo(failed(5, "gone"));
    }
  }

  @Test
  void tellsOfFailuresAfterSomeMessages() throws Exception {
    server.serve(
        call -> {
          call.response().write(Everything.getDefaultInstance());
          throw new IllegalStateException("the password is hunter2");
        });
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose())
          .hasSize(3)
          .last()
          .asString()
          .matches("close 4013 internal error \\(request [0-9a-f]{16}\\)");
    }
  }

  @Test
  void cutsAReasonBetweenCharacters() throws Exception {
    server.serve(
        call ->
            call.response().fail(new StatusException(GrpcStatus.ABORTED, "ab" + "😀".repeat(100))));
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose())
          .containsExactly(error(10, "ab" + "😀".repeat(100)), "close 4010 ab" + "😀".repeat(30));
    }
  }

  @Test
  void tellsOfAResponseThatHasNoJson() throws Exception {
    Any unknown = Any.newBuilder().setTypeUrl("type.googleapis.com/no.Such").build();
    server.serve(
        call -> {
          call.response().write(Everything.getDefaultInstance());
          call.response().write(Everything.newBuilder().setAny(unknown).build());
        });
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.readToClose())
          .containsExactly(
              "{}",
              error(13, "the response cannot be written"),
              "close 4013 the response cannot be written");
      assertThat(server.end().code()).isEqualTo(GrpcStatus.INTERNAL);
    }
    server.serve(call -> call.response().end(Everything.newBuilder().setAny(unknown).build()));
    try (RawWebSocket socket = server.open("/v1/join")) {
      assertThat(socket.readToClose()).isEqualTo(failed(13, "the response cannot be written"));
    }
  }

  @Test
  void passesHeadersOnAsMetadata() throws Exception {
    try (RawWebSocket socket =
        server.open("/v1/chat", "Authorization: Bearer x\r\nGrpc-Metadata-Tenant: a\r\n")) {
      assertThat(server.call().headers().get("authorization")).isEqualTo("Bearer x");
      assertThat(server.call().headers().get("tenant")).isEqualTo("a");
      assertThat(server.call().headers().contains("sec-websocket-key")).isFalse();
      assertThat(server.call().door()).isEqualTo("websocket");
      socket.send("").readToClose();
    }
  }

  @Test
  void endsAtTheDeadline() throws Exception {
    server.serve(call -> {});
    try (RawWebSocket socket = server.open("/v1/chat", "Grpc-Timeout: 20m\r\n")) {
      assertThat(socket.readToClose()).isEqualTo(failed(4, "the deadline has passed"));
    }
  }

  @Test
  void takesMetadataAndTheDeadlineOfferedAsSubprotocols() throws Exception {
    server.serve(call -> {});
    String offered =
        "Sec-WebSocket-Protocol: sluice, metadata.x-tenant.YT1iLCBj, metadata.k-bin.QUFB,"
            + " metadata.te.eA, timeout.500m\r\n";
    try (RawWebSocket socket = server.open("/v1/chat", offered)) {
      assertThat(server.call().headers().get("x-tenant")).isEqualTo("a=b, c");
      assertThat(server.call().headers().get("k-bin")).isEqualTo("AAA");
      assertThat(server.call().headers().contains("te")).isFalse();
      assertThat(socket.readToClose()).isEqualTo(failed(4, "the deadline has passed"));
    }
  }

  @Test
  void letsHeadersCountMoreThanWhatIsOfferedAsSubprotocols() throws Exception {
    server.serve(call -> {});
    String headers =
        "Authorization: Bearer x\r\nGrpc-Timeout: 500m\r\nSec-WebSocket-Protocol:"
            + " sluice, metadata.authorization.eQ, timeout.60S\r\n";
    try (RawWebSocket socket = server.open("/v1/chat", headers)) {
      assertThat(server.call().headers().entries())
          .filteredOn(header -> header.getKey().equals("authorization"))
          .extracting(Map.Entry::getValue)
          .containsExactly("Bearer x");
      assertThat(socket.readToClose()).isEqualTo(failed(4, "the deadline has passed"));
    }
  }

  @Test
  void refusesBinaryMessages() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      socket.send(true, RawWebSocket.BINARY, new byte[] {1});
      assertThat(socket.readToClose())
          .containsExactly(
              error(3, "binary messages are not taken, only text"),
              "close 1003 binary messages are not taken, only text");
    }
  }

  @Test
  void refusesFramesThatAreNotMasked() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      socket.sendRaw(new byte[] {(byte) 0x81, 0x02, '{', '}'});
      assertThat(socket.readToClose())
          .satisfiesExactly(
              error -> assertThat(error).startsWith("{\"error\":{\"code\":3,"),
              close -> assertThat(close).startsWith("close 1002 "));
      assertThat(server.end().code()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
  }

  @Test
  void takesAMessageOfTheSizeAllowed() throws Exception {
    String text = "{\"aString\":\"" + "x".repeat(WebSocketServer.MAX_MESSAGE - 14) + "\"}";
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.send(text).read().text()).isEqualTo(text);
    }
  }

  @Test
  void refusesAFrameThatIsTooLarge() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      assertThat(socket.send("{}").read().text()).isEqualTo("{}");
      socket.send(" ".repeat(20 * WebSocketServer.MAX_MESSAGE));
      assertThat(socket.readToClose())
          .isEqualTo(failed(8, "element 1 is larger than the 100000 bytes that it may have"));
    }
  }

  @Test
  void refusesFragmentsThatAreTooLargeTogether() throws Exception {
    try (RawWebSocket socket = server.open("/v1/chat")) {
      socket.send(false, RawWebSocket.TEXT, new byte[60_000]);
      socket.send(false, RawWebSocket.CONTINUATION, new byte[60_000]);
      assertThat(socket.readToClose())
          .isEqualTo(failed(8, "element 0 is larger than the 100000 bytes that it may have"));
      assertThat(socket.sendClose(1000).isClosed()).isTrue();
    }
  }

  @Test
  void servesTheClientOfVertx() throws Exception {
    int messages = 10_000;
    WebSocketClient client = server.vertx().createWebSocketClient();
    Promise<List<String>> answers = Promise.promise();
    WebSocket socket = await(client.connect(server.port(), "127.0.0.1", "/v1/chat"));
    server
        .vertx()
        .runOnContext(
            v -> {
              List<String> texts = new ArrayList<>();
              socket.textMessageHandler(texts::add);
              socket.closeHandler(
                  closed -> {
                    texts.add("close " + socket.closeStatusCode());
                    answers.complete(texts);
                  });
              sendFrom(socket, 0, messages);
            });
    List<String> texts = await(answers.future());
    assertThat(texts).hasSize(messages + 1).endsWith("close 1000");
    assertThat(texts.get(messages - 1)).isEqualTo("{\"anInt32\":" + messages + "}");
    await(client.close());
  }

  /** The end of a call that fails without answers. */
  private static List<String> failed(int code, String message) {
    return List.of(error(code, message), "close " + (4000 + code) + " " + message);
  }

  private static String error(int code, String message) {
    return "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}";
  }

  private static void sendFrom(WebSocket socket, int start, int end) {
    int i = start;
    Future<Void> sent = Future.succeededFuture();
    for (; i < end && i < start + 500; i++) {
      sent = socket.writeTextMessage("{\"anInt32\": " + (i + 1) + "}");
    }
    int next = i;
    sent.onSuccess(
        v -> {
          if (next < end) {
            sendFrom(socket, next, end);
          } else {
            socket.writeTextMessage("");
          }
        });
  }
}
