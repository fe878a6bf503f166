package dev.sluice.rest;

import static dev.sluice.rest.Delimited.text;
import static dev.sluice.rest.StreamService.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams in protobuf: their answers, and how they flow, are held back, cancelled and cut short.
 */
@Timeout(30)
class ProtobufStreamTest {

  private static final Map<String, String> ACCEPTED = Map.of("accept", Delimited.TYPE);
  private static final Map<String, String> SENT = Map.of("content-type", Delimited.TYPE);

  private StreamService service;
  private RestServer server;

  @BeforeEach
  void start() throws Exception {
    service = new StreamService();
    server =
        RestServer.of(
            EverythingServiceGrpcService.of(service),
            Contract.parse(ProtobufStreamCases.CONTRACT),
            new RestConfig(null, RestServer.MAX_BODY, 20, Map.of(), true, RestServer.NEVER));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return ProtobufStreamCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers(Case each) throws Exception {
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      each.check(server.call(version, each.method(), each.uri(), each.headers(), each.body()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void carriesMessagesOfAllSizes(HttpVersion version) throws Exception {
    List<Everything> messages =
        IntStream.of(0, 1, 120, 125, 126, 127, 128, 129, 16_379, 16_380, 16_381, 16_385, 199_990)
            .mapToObj(size -> Everything.newBuilder().setAString("x".repeat(size)).build())
            .toList();
    RestServer.Answer answer =
        server.call(
            version,
            "POST",
            "/v1/chat",
            Map.of("content-type", List.of(Delimited.TYPE)),
            Buffer.buffer(Delimited.bytes(messages)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Delimited.read(answer.bytes().getBytes(), Everything.getDefaultInstance()))
        .isEqualTo(messages);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void carriesTenThousandMessages(HttpVersion version) throws Exception {
    RestServer.Answer answer =
        server.call(
            version,
            "POST",
            "/v1/split",
            Map.of("accept", List.of(Delimited.TYPE), "content-type", List.of("application/json")),
            Buffer.buffer("{\"aString\":\"count\",\"anInt32\":10000}"));

    List<Message> messages =
        Delimited.read(answer.bytes().getBytes(), Everything.getDefaultInstance());
    assertThat(messages).hasSize(10_000);
    assertThat(messages.get(9_999)).isEqualTo(number(9_999));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void carriesBothDirectionsAtOnce(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/chat", SENT);
    for (int i = 1; i < 5; i++) {
      String message = text(number(i));
      exchange.send(message);
      assertThat(exchange.readUntil(message)).isEqualTo(message);
    }
    assertThat(exchange.head().statusCode()).isEqualTo(200);
    exchange.end();
    assertThat(exchange.readAll()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void takesAMessageWhenItIsCompleteWhereverItIsSplit(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/chat", SENT);
    String message = text(number(5), Everything.newBuilder().setAString("abc").build());
    for (int i = 0; i < message.length(); i++) {
      exchange.send(message.substring(i, i + 1));
    }
    assertThat(exchange.readUntil(message)).isEqualTo(message);
    // A length of more bytes than it needs, so that the text has only ASCII.
    for (byte each : new byte[] {(byte) 0x82, (byte) 0x80, 0, 0x18, 9}) {
      exchange.push(Buffer.buffer(new byte[] {each}));
    }
    assertThat(exchange.readUntil(text(number(9)))).isEqualTo(text(number(9)));
    exchange.end();
    assertThat(exchange.readAll()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void holdsTheServiceBackWhenTheClientDoesNotRead(HttpVersion version) throws Exception {
    StreamExchange exchange =
        StreamExchange.open(server, version, "/v1/split", ACCEPTED)
            .pauseAnswer()
            .send("{\"aString\":\"flood\"}")
            .end();
    StreamFlowTest.checkIsHeldBack(service, exchange);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void holdsTheClientBackWhenTheServiceTakesNoMore(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/join", SENT);
    exchange.push(bytes(Everything.newBuilder().setAString("pause").build()));
    Everything.Builder large = Everything.newBuilder().setAnInt32(1);
    large.getNestedBuilder().setText("x".repeat(10_000));
    int sent = StreamFlowTest.pushUntilHeldBack(service, exchange, bytes(large.build()));
    assertThat(exchange.head().statusCode()).isEqualTo(200);
    assertThat(service.taken.get()).isEqualTo(sent + 1);
  }

  private static Buffer bytes(Everything message) {
    return Buffer.buffer(Delimited.bytes(List.of(message)));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsTheServiceThatTheClientHasGone(HttpVersion version) throws Exception {
    StreamExchange exchange = split(version, "{\"numbers\":[1],\"aString\":\"hang\"}", "10S");
    exchange.readUntil(text(number(1)));
    exchange.cancel();
    assertThat(failure()).isEqualTo(GrpcStatus.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void tellsTheServiceThatTheClientHasGoneWithinAMessage(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/join", SENT);
    exchange.send("\0\5\30");
    await().until(() -> service.taken.get() == 1);
    exchange.cancel();
    assertThat(failure()).isEqualTo(GrpcStatus.CANCELLED);
  }

  private GrpcStatus failure() throws Exception {
    return service.failed.get(10, TimeUnit.SECONDS);
  }

  private StreamExchange split(HttpVersion version, String request, String timeout)
      throws Exception {
    Map<String, String> headers = Map.of("accept", Delimited.TYPE, "grpc-timeout", timeout);
    return StreamExchange.open(server, version, "/v1/split", headers).send(request).end();
  }

  /** Requests that fail after the first message, with how long they may take. */
  enum Failing {
    AT_ONCE("{\"numbers\":[1],\"aString\":\"fail\"}", "10S"),
    BY_ITS_DEADLINE("{\"numbers\":[1],\"aString\":\"hang\"}", "1S");

    final String request;
    final String timeout;

    Failing(String request, String timeout) {
      this.request = request;
      this.timeout = timeout;
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetsAStreamThatFailsAfterItsFirstMessage(Failing each) throws Exception {
    StreamExchange exchange = split(HttpVersion.HTTP_2, each.request, each.timeout);
    assertThat(exchange.head().statusCode()).isEqualTo(200);
    assertThat(exchange.readAll()).startsWith(text(number(1))).contains("StreamReset");
  }

  @ParameterizedTest
  @EnumSource
  void closesTheConnectionOfAStreamThatFailsAfterItsFirstMessage(Failing each) throws Exception {
    try (Wire wire = new Wire(server.port())) {
      wire.send(request("HTTP/1.1", each, "TE: trailers\r\n"));
      String answer = wire.readAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\r\n" + text(number(1)));
      assertThat(answer).doesNotContain("\r\n0\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWithinALengthWhereTheTransportHidesThatItIsCutOff(Failing each) throws Exception {
    try (Wire wire = new Wire(server.port())) {
      wire.send(request("HTTP/1.0", each, ""));
      wire.readUntil("\r\n\r\n");
      byte[] body = wire.readBytes();
      assertThat(body).isEqualTo(new byte[] {2, 0x18, 1, (byte) 0x80});
      assertThatThrownBy(() -> Delimited.read(body, Everything.getDefaultInstance()))
          .isInstanceOf(InvalidProtocolBufferException.class);
    }
  }

  private static String request(String version, Failing each, String header) {
    return "POST /v1/split "
        + version
        + "\r\nHost: x\r\nAccept: application/x-protobuf\r\nGrpc-Timeout: "
        + each.timeout
        + "\r\n"
        + header
        + "Content-Length: "
        + each.request.length()
        + "\r\n\r\n"
        + each.request;
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void cutsOffAStreamWhoseHeadIsSent(HttpVersion version) throws Exception {
    StreamExchange exchange = split(version, "{\"aString\":\"head\"}", "10S");
    assertThat(exchange.head().statusCode()).isEqualTo(200);
    assertThat(exchange.readAll()).containsAnyOf("StreamReset", "Closed");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void cutsOffAnAnswerWhenTheRequestGoesWrong(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/chat", SENT);
    exchange.send(text(number(1)));
    exchange.readUntil(text(number(1)));
    exchange.send("\1\7");
    assertThat(exchange.readAll()).containsAnyOf("StreamReset", "Closed");
    assertThat(failure()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void refusesABadMessageWhileTheRequestGoesOn(HttpVersion version) throws Exception {
    StreamExchange exchange = StreamExchange.open(server, version, "/v1/join", SENT);
    exchange.send("\0\0\1\7");
    assertThat(exchange.head().statusCode()).isEqualTo(400);
    assertThat(exchange.readAll()).contains("element 2: ");
    assertThat(failure()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @Test
  void refusesAMessageThatIsTooLargeBeforeItComes() throws Exception {
    StreamExchange exchange = StreamExchange.open(server, HttpVersion.HTTP_2, "/v1/join", SENT);
    exchange.push(Buffer.buffer(new byte[] {0, (byte) 0xC1, (byte) 0x9A, 0x0C}));
    assertThat(exchange.head().statusCode()).isEqualTo(413);
    assertThat(exchange.readAll()).contains("element 1: the message is larger than the 200000");
  }

  @Test
  void sendsTrailingMetadataBehindTheBodyToThoseWhoTakeIt() throws Exception {
    String body = "{\"numbers\":[1],\"aString\":\"trailers\"}";
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          "POST /v1/split HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n"
              + "Accept: application/x-protobuf\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(wire.readAll()).endsWith("\r\n0\r\ngrpc-trailer-cost: 7\r\n\r\n");
    }
  }

  @Test
  void readsWhatIsSentOnASocketByteByByte() throws Exception {
    byte[] body =
        Delimited.bytes(
            List.of(number(300), Everything.newBuilder().setAString("x".repeat(200)).build()));
    try (Wire wire = new Wire(server.port())) {
      wire.send(
          "POST /v1/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/protobuf\r\n"
              + "Accept: application/json\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      for (byte each : body) {
        wire.send(new String(new byte[] {each}, StandardCharsets.ISO_8859_1));
      }
      assertThat(wire.read().body())
          .isEqualTo("{\"aString\":\"" + "x".repeat(200) + "\",\"numbers\":[300,0]}");
    }
    assertThat(Arrays.copyOf(body, 2)).isEqualTo(new byte[] {3, 0x18});
  }
}
