package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Messages that come too slowly, at each door. All begin at once, for the server leaves a message
 * alone for ten seconds.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlowBodiesTest {

  private static final int PAUSE_MILLIS = 250;
  private static final String SAY_HELLO = "/helloworld.Greeter/SayHello";
  private static final String RECORD = "/v1/routes:record";
  private static final String TOO_SLOW =
      "the request comes too slowly (expected: at least 240 bytes per second)";
  private static final String IDLE = "neither side has sent anything for 2000 ms";
  private static final String JSON = "{\"name\":\"";
  private static final String NDJSON = "{\"latitude\":1}\n{\"latitude\":";
  private static final String FRAME = "\0\0\0\3\u00e8\n";

  private static final Vertx VERTX = Vertx.vertx();
  // Kept, for a client that nobody refers to closes itself.
  private static final List<HttpClient> CLIENTS = new ArrayList<>();
  private static final WebSocketClient SOCKETS = VERTX.createWebSocketClient();
  private static final Map<Way, Future<String>> ANSWERS = new EnumMap<>(Way.class);
  private static int port;

  /** How a message begins that does not end, where, and how the answer ends. */
  private enum Way {
    REST(HttpVersion.HTTP_1_1, "application/json", "/v1/hello", JSON, rest(TOO_SLOW)),
    REST_H2(HttpVersion.HTTP_2, "application/json", "/v1/hello", JSON, rest(TOO_SLOW)),
    RECORDS(HttpVersion.HTTP_1_1, "application/x-ndjson", RECORD, NDJSON, rest(IDLE)),
    RECORDS_H2(HttpVersion.HTTP_2, "application/x-ndjson", RECORD, NDJSON, rest(IDLE)),
    GRPC(HttpVersion.HTTP_2, "application/grpc", SAY_HELLO, FRAME, "200 4 " + TOO_SLOW),
    WEB(HttpVersion.HTTP_1_1, "application/grpc-web", SAY_HELLO, FRAME, web(TOO_SLOW)),
    WEB_H2(HttpVersion.HTTP_2, "application/grpc-web", SAY_HELLO, FRAME, web(TOO_SLOW)),
    WEB_SOCKET(HttpVersion.HTTP_1_1, "", RECORD, "{", "4004 " + IDLE);

    private final HttpVersion version;
    private final String type;
    private final String path;
    private final String begin;
    private final String answer;

    Way(HttpVersion version, String type, String path, String begin, String answer) {
      this.version = version;
      this.type = type;
      this.path = path;
      this.begin = begin;
      this.answer = answer;
    }

    private static String rest(String message) {
      return "504 {\"code\":4,\"message\":\"" + message + "\"}";
    }

    private static String web(String message) {
      return "grpc-status:4\r\ngrpc-message:" + message + "\r\n";
    }

    Future<String> call() {
      return this == WEB_SOCKET ? callOnWebSocket() : callOverHttp();
    }

    private Future<String> callOverHttp() {
      HttpClientOptions options =
          new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false);
      HttpClient client = VERTX.createHttpClient(options);
      CLIENTS.add(client);
      return client
          .request(HttpMethod.POST, port, "127.0.0.1", path)
          .compose(
              request -> {
                // It is told by the response, or the lack of one, as well.
                request.exceptionHandler(e -> {});
                request.putHeader("content-type", type).setChunked(true);
                send(request);
                return request
                    .response()
                    .compose(response -> response.body().map(body -> whole(response, body)));
              });
    }

    /** A message byte by byte; the one of a stream stops, since silence is what ends a stream. */
    private void send(HttpClientRequest request) {
      request.write(Buffer.buffer(begin, "ISO-8859-1")).onFailure(e -> {});
      if (!type.contains("ndjson")) {
        long timer =
            VERTX.setPeriodic(
                PAUSE_MILLIS, id -> request.write(Buffer.buffer("x")).onFailure(e -> {}));
        request.response().onComplete(done -> VERTX.cancelTimer(timer));
      }
    }

    private static String whole(HttpClientResponse response, Buffer body) {
      // There is no message before the status, which is why it is in the headers.
      String status = response.getHeader("grpc-status");
      return response.statusCode()
          + " "
          + (status == null
              ? body.toString(ISO_8859_1)
              : status + " " + response.getHeader("grpc-message"));
    }

    private Future<String> callOnWebSocket() {
      return SOCKETS
          .connect(port, "127.0.0.1", path)
          .compose(
              socket -> {
                Promise<String> closed = Promise.promise();
                socket.closeHandler(
                    v -> closed.complete(socket.closeStatusCode() + " " + socket.closeReason()));
                return socket
                    .writeFrame(WebSocketFrame.textFrame(begin, false))
                    .compose(v -> closed.future());
              });
    }
  }

  @BeforeAll
  static void begin() throws Exception {
    ServerVerticle server = new ServerVerticle();
    JsonObject conf =
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("rest", new JsonObject().put("streamIdleTimeoutSeconds", 2));
    await(VERTX.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
    port = server.actualPort();
    for (Way way : Way.values()) {
      ANSWERS.put(way, way.call());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    await(VERTX.close());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void endWithAStatusThatSaysSo(Way way) throws Exception {
    assertThat(await(ANSWERS.get(way))).endsWith(way.answer);
  }
}
