package dev.sluice.rest;

import static dev.sluice.rest.Case.get;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods that take a stream, by operations that take no body. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class BodilessStreamTest {

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      paths:
        /join/{a_string}:
          get:
            operationId: join
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-streaming: client
            parameters: [{name: X-Number, in: header, x-grpc-field: an_int64}]
          post:
            operationId: joinByPost
            x-grpc-method: sluice.test.v1.EverythingService/Join
            x-grpc-streaming: client
        /chat/{a_string}:
          get:
            operationId: chat
            x-grpc-method: sluice.test.v1.EverythingService/Chat
            x-grpc-streaming: bidi
            parameters: [{name: X-Number, in: header, x-grpc-field: an_int64}]
      """;

  private RestServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        RestServer.of(
            EverythingServiceGrpcService.of(new StreamService()),
            Contract.parse(CONTRACT),
            SluiceConfig.parse(new JsonObject()).rest());
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    String chatted = "{\"anInt32\":3,\"anInt64\":\"5\",\"aString\":\"n\"}";
    Case chat = get("/chat/n?anInt32=3").with("x-number", "5");
    return Stream.of(
        get("/join/n?anInt32=3").answers(200, "{\"aString\":\"n\",\"numbers\":[3]}"),
        get("/join/n").answers(200, "{\"aString\":\"n\",\"numbers\":[0]}"),
        send("HEAD", "/join/n", "").answers(200, ""),
        get("/join/fail").answers(409, "{\"code\":10,\"message\":\"told to\"}"),
        get("/join/n?anInt32=x").refuses("anInt32", "expected int32, got \"x\""),
        send("HEAD", "/join/n?anInt32=x", "").answers(400, ""),
        get("/join/n?nope=x").refuses("nope", "unknown parameter"),
        get("/join/n")
            .with("x-number", "x")
            .refuses("X-Number", "expected int64, got \"x\" in the headers"),
        post("/join/n?anInt32=3", "").answers(200, "{\"aString\":\"n\",\"numbers\":[3]}"),
        post("/join/n", "{}").fails(400, 3, "the operation takes no body"),
        post("/join/n", "[{}]").fails(400, 3, "the operation takes no body"),
        chat.answers(200, "[" + chatted + "]"),
        chat.with("accept", "application/x-ndjson").answers(200, chatted + "\n"),
        chat.with("accept", "text/event-stream")
            .answers(200, "id: 1\ndata: " + chatted + "\n\nevent: end\ndata:\n\n"),
        get("/chat/n?anInt32=x").refuses("anInt32", "expected int32, got \"x\""),
        send("HEAD", "/chat/n", "").answers(200, ""),
        send("HEAD", "/chat/n?anInt32=x", "").answers(400, ""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void takeOneMessageOfPathQueryAndHeaders(Case each) throws Exception {
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      each.check(server.call(version, each.method(), each.uri(), each.headers(), each.body()));
    }
  }

  @Test
  void takeItOverWebSocketToo() throws Exception {
    for (String first : List.of("join", "chat")) {
      String uri = "/" + first + "/n?anInt32=3";
      String answer =
          first.equals("join")
              ? "{\"aString\":\"n\",\"numbers\":[3]}"
              : "{\"anInt32\":3,\"anInt64\":\"5\",\"aString\":\"n\"}";
      try (RawWebSocket socket = new RawWebSocket(server.port(), uri, "X-Number: 5\r\n")) {
        assertThat(socket.readToClose()).hasSize(2).startsWith(answer);
      }
    }
  }
}
