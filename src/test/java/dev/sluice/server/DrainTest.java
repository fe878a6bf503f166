package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static dev.sluice.Waiting.awaitRefusal;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.Http2Wire;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of calls and connections when the server is told to stop. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DrainTest {

  private static final int GOAWAY = 7;
  private static final int PING = 6;
  private static final String SAY_HELLO = "/helloworld.Greeter/SayHello";
  private static final byte[] HELLO = HelloRequest.getDefaultInstance().toByteArray();

  /** A way to say hello, and what comes back: the HTTP status, a space and the body. */
  private enum Way {
    REST(HttpVersion.HTTP_1_1, false),
    REST_OVER_H2(HttpVersion.HTTP_2, false),
    GRPC_WEB(HttpVersion.HTTP_1_1, true),
    GRPC_WEB_OVER_H2(HttpVersion.HTTP_2, true);

    private final HttpVersion version;
    private final boolean web;
    private final String answered;
    private final String ended;

    Way(HttpVersion version, boolean web) {
      this.version = version;
      this.web = web;
      this.answered = web ? "200 " + frame(0, "") + frame(0x80, "grpc-status:0\r\n") : "200 {}";
      this.ended =
          web
              ? "200 " + frame(0x80, "grpc-status:14\r\ngrpc-message:the server is stopping\r\n")
              : "503 {\"code\":14,\"message\":\"the server is stopping\"}";
    }

    private static String frame(int flags, String text) {
      return Buffer.buffer()
          .appendByte((byte) flags)
          .appendInt(text.length())
          .appendString(text)
          .toString(ISO_8859_1);
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final HeldGreeter greeter = new HeldGreeter();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String deployment;
  private int port;
  private int admin;

  // Kept, for a client that nobody refers to closes itself.
  private io.vertx.core.http.HttpClient client;
  private WebSocketClient sockets;

  private void start(int delaySeconds, int timeoutSeconds) throws Exception {
    start(
        new JsonObject()
            .put(
                "drain",
                new JsonObject()
                    .put("delaySeconds", delaySeconds)
                    .put("timeoutSeconds", timeoutSeconds)));
  }

  private void start(JsonObject more) throws Exception {
    ServerVerticle verticle = new ServerVerticle(List.of(greeter));
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put("services", new JsonObject("{\"greeter\": {\"enabled\": false}}"))
            .mergeIn(more);
    deployment = await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    port = verticle.actualPort();
    admin = verticle.actualAdminPort();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void saysThatItIsNotReadyAndServesDuringTheDelay() throws Exception {
    start(60, 5);
    try (Http2Wire wire = new Http2Wire(port, 65_535)) {
      assertThat(get(port, "/readyz").statusCode()).isEqualTo(200);
      assertThat(health(wire, 1)).isEqualTo(ServingStatus.SERVING);

      Future<Void> stopped = vertx.undeploy(deployment);

      Awaitility.await().until(() -> get(port, "/readyz").statusCode() == 503);
      assertThat(health(wire, 3)).isEqualTo(ServingStatus.NOT_SERVING);
      wire.call(5, SAY_HELLO).message(5, HELLO, true).flush();
      greeter.next().complete(HelloReply.getDefaultInstance());
      assertThat(wire.next(Http2Wire.HEADERS, 5).headers()).containsEntry(":status", "200");
      assertThat(wire.next(Http2Wire.HEADERS, 5).headers()).containsEntry("grpc-status", "0");
      for (Way way : Way.values()) {
        Future<String> answer = call(way);
        greeter.next().complete(HelloReply.getDefaultInstance());
        assertThat(await(answer)).isEqualTo(way.answered);
      }
      assertThat(wire.seen(GOAWAY)).isZero();
      assertThat(stopped.isComplete()).isFalse();
      // Nobody waits for it: Vert.x closes without what is about to stop.
    }
  }

  @Test
  void stopsWhenTheDelayIsOver() throws Exception {
    start(1, 5);
    long before = System.nanoTime();

    await(vertx.undeploy(deployment));

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    awaitRefusal("localhost", port);
  }

  private static ServingStatus health(Http2Wire wire, int stream) throws IOException {
    wire.call(stream, "/grpc.health.v1.Health/Check").message(stream, new byte[0], true).flush();
    byte[] message = wire.next(Http2Wire.DATA, stream).payload().getBytes();
    wire.next(Http2Wire.HEADERS, stream);
    return HealthCheckResponse.parseFrom(Arrays.copyOfRange(message, 5, message.length))
        .getStatus();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void letsOpenCallsEnd(Way way) throws Exception {
    start(0, 10);
    Future<String> answer = call(way);
    Promise<HelloReply> call = greeter.next();

    Future<Void> stopped = vertx.undeploy(deployment);

    awaitRefusal("localhost", port);
    call.complete(HelloReply.getDefaultInstance());
    assertThat(await(answer)).isEqualTo(way.answered);
    await(stopped);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void endsCallsThatDoNotEndInTime(Way way) throws Exception {
    start(0, 1);
    Future<String> answer = call(way);
    greeter.next();

    await(vertx.undeploy(deployment));

    assertThat(await(answer)).isEqualTo(way.ended);
  }

  @Test
  void endsGrpcCallsThatDoNotEndInTime() throws Exception {
    start(0, 1);
    try (Http2Wire wire = new Http2Wire(port, 65_535)) {
      wire.call(1, SAY_HELLO).message(1, HELLO, true).flush();
      greeter.next();

      Future<Void> stopped = vertx.undeploy(deployment);

      Http2Wire.Frame status = wire.next(Http2Wire.HEADERS, 1);
      assertThat(status.endsStream()).isTrue();
      assertThat(status.payload().toString(US_ASCII)).contains("14");
      await(stopped);
    }
  }

  @Test
  void endsStreamsInBandThatDoNotEndInTime() throws Exception {
    start(0, 1);
    try (Socket socket = new Socket("localhost", port)) {
      String note = "{\"location\":{\"latitude\":1},\"message\":\"a\"}\n";
      socket
          .getOutputStream()
          .write(
              ("POST /v1/routes:chat HTTP/1.1\r\nhost: localhost\r\n"
                      + "content-type: application/x-ndjson\r\naccept: application/x-ndjson\r\n"
                      + "transfer-encoding: chunked\r\n\r\n"
                      + Integer.toHexString(2 * note.length())
                      + "\r\n"
                      + note.repeat(2)
                      + "\r\n")
                  .getBytes(US_ASCII));
      assertThat(readUntil(socket, "\"message\":\"a\"}")).contains(" 200 OK");

      Future<Void> stopped = vertx.undeploy(deployment);

      assertThat(readUntil(socket, "\r\n0\r\n\r\n"))
          .contains("{\"error\":{\"code\":14,\"message\":\"the server is stopping\"}}");
      await(stopped);
    }
  }

  @Test
  void closesWebSocketsWhoseCallsDoNotEndInTime() throws Exception {
    start(0, 1);
    CompletableFuture<Short> closed = new CompletableFuture<>();
    Vertx client = Vertx.vertx();
    try {
      sockets = client.createWebSocketClient();
      await(
          sockets
              .connect(port, "localhost", "/v1/routes:chat")
              .onSuccess(
                  socket -> socket.closeHandler(v -> closed.complete(socket.closeStatusCode()))));

      await(vertx.undeploy(deployment));

      assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo((short) 4014);
    } finally {
      await(client.close());
    }
  }

  @Test
  void letsAWebSocketCallEndWhenItStops() throws Exception {
    start(0, 20);
    CompletableFuture<Short> closed = new CompletableFuture<>();
    Vertx client = Vertx.vertx();
    try {
      sockets = client.createWebSocketClient();
      var socket = await(sockets.connect(port, "localhost", "/v1/routes:chat"));
      socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));

      Future<Void> stopped = vertx.undeploy(deployment);
      vertx.timer(100, TimeUnit.MILLISECONDS).onSuccess(v -> socket.writeTextMessage(""));

      assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo((short) 1000);
      await(stopped);
    } finally {
      await(client.close());
    }
  }

  @Test
  void takesHttp2StreamsUntilTheClientKnowsThatItStops() throws Exception {
    start(0, 10);
    try (Http2Wire wire = new Http2Wire(port, 65_535)) {
      wire.call(1, SAY_HELLO).message(1, HELLO, true).flush();
      Promise<HelloReply> first = greeter.next();

      Future<Void> stopped = vertx.undeploy(deployment);

      assertThat(lastStream(wire.next(GOAWAY, 0))).isEqualTo(Integer.MAX_VALUE);
      Http2Wire.Frame ping = wire.next(PING, 0);
      wire.call(3, SAY_HELLO).message(3, HELLO, true);
      wire.frame(PING, 1, 0, ping.payload().getBytes()).flush();
      assertThat(lastStream(wire.next(GOAWAY, 0))).isEqualTo(3);
      first.complete(HelloReply.getDefaultInstance());
      assertThat(wire.next(Http2Wire.DATA, 1).payload().length()).isEqualTo(5);
      greeter.next().complete(HelloReply.getDefaultInstance());
      assertThat(wire.next(Http2Wire.DATA, 3).payload().length()).isEqualTo(5);
      await(stopped);
    }
  }

  @Test
  void answersOneMoreRequestOfAnHttp1Connection() throws Exception {
    start(0, 10);
    byte[] request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n".getBytes(US_ASCII);
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(request);
      assertThat(readUntil(socket, "ok\n")).doesNotContain("close");

      Future<Void> stopped = vertx.undeploy(deployment);
      Awaitility.await()
          .until(
              () -> {
                socket.getOutputStream().write(request);
                String answer = readUntil(socket, "ok\n");
                assertThat(answer).contains(" 200 OK");
                return answer.contains("connection: close");
              });

      assertThat(socket.getInputStream().read()).isNegative();
      await(stopped);
    }
  }

  @Test
  void saysOnThePortOfItsOwnThatItIsNotReadyUntilAllCallsHaveEnded() throws Exception {
    start(new JsonObject().put("admin", new JsonObject().put("port", 0).put("host", "localhost")));
    assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(admin, "/metrics").body()).contains("jvm_memory_used_bytes");
    assertThat(get(admin, "/v1/hello/you").statusCode()).isEqualTo(404);
    assertThat(get(port, "/readyz").statusCode()).isEqualTo(404);
    assertThat(get(port, "/metrics").statusCode()).isEqualTo(404);
    CompletableFuture<HttpResponse<String>> answer = getLater(port, "/v1/hello/you");
    Promise<HelloReply> call = greeter.next();

    Future<Void> stopped = vertx.undeploy(deployment);

    Awaitility.await().until(() -> get(admin, "/readyz").statusCode() == 503);
    assertThat(get(admin, "/metrics").body()).containsPattern("http_server_connections [1-9]");
    call.complete(HelloReply.getDefaultInstance());
    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    await(stopped);
  }

  private Future<String> call(Way way) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(way.version)
                .setHttp2ClearTextUpgrade(false));
    return client
        .request(HttpMethod.POST, port, "localhost", way.web ? SAY_HELLO : "/v1/hello")
        .compose(
            request ->
                way.web
                    ? request
                        .putHeader("content-type", "application/grpc-web+proto")
                        .send(Buffer.buffer(new byte[5]))
                    : request.send(Buffer.buffer("{}")))
        .compose(
            response ->
                response
                    .body()
                    .map(body -> response.statusCode() + " " + body.toString(ISO_8859_1)));
  }

  private static int lastStream(Http2Wire.Frame goAway) {
    return goAway.payload().getInt(0);
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("after " + text).isNotNegative();
      text.append((char) next);
    }
    return text.toString();
  }

  private HttpResponse<String> get(int at, String path) throws Exception {
    return getLater(at, path).get(20, TimeUnit.SECONDS);
  }

  private CompletableFuture<HttpResponse<String>> getLater(int at, String path) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create("http://localhost:" + at + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
