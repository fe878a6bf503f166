package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.interceptor.RefusedEntry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What is seen of requests that never become calls. */
@Timeout(30)
class RefusedRequestsTest {

  private final Vertx vertx = Vertx.vertx();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("sluice.access");
  private int port;

  @BeforeEach
  void startLog() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
  }

  private void start() throws Exception {
    ServerVerticle verticle = new ServerVerticle();
    JsonObject conf =
        new JsonObject()
            .put("port", 0)
            .put("host", "127.0.0.1")
            .put("logging", new JsonObject().put("access", true));
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    port = verticle.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    logger.detachAppender(log);
    logger.setLevel(null);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere/secret, x: y, rest, 404, NOT_FOUND",
    "DELETE, /v1/hello, x: y, rest, 405, UNIMPLEMENTED",
    "GET, /v1/hello/x, accept: image/png, rest, 406, INVALID_ARGUMENT",
    "POST, /v1/hello, content-type: text/plain, rest, 415, INVALID_ARGUMENT",
    "POST, /v1/hello, transfer-encoding: gzip, rest, 400, INVALID_ARGUMENT",
    "POST, /x/y, content-type: application/grpc-web, grpc-web, 200, UNIMPLEMENTED",
    "POST, /x/y, content-type: application/grpc+json, grpc, 415, INTERNAL",
    "GET, /x/y, content-type: application/grpc-web-text, grpc-web-text, 405, INTERNAL",
    "POST, /x/y, content-type: application/grpc, grpc, 426, INTERNAL"
  })
  void areCountedAndLogged(
      String method, String path, String header, String door, int http, String status)
      throws Exception {
    start();
    String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n";
    String answer = exchange(method + " " + path + end + header + "\r\n\r\nx");

    assertThat(answer).startsWith("HTTP/1.1 " + http);
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getKeyValuePairs().toString())
        .contains("door=\"" + door + "\"", "http_status=\"" + http + "\"")
        .contains("status=\"" + status + "\"", "peer=\"127.0.0.1:")
        .doesNotContain("secret");
    assertThat(exchange("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .contains(
            "http_server_refused_total{door=\""
                + door
                + "\",http_status=\""
                + http
                + "\",status=\""
                + status
                + "\"} 1.0");
  }

  @Test
  void goWhereTheHostHasItsAccessLog() throws Exception {
    List<RefusedEntry> refused = new CopyOnWriteArrayList<>();
    AccessLog.use(
        vertx,
        new AccessLog() {
          @Override
          public void add(AccessEntry entry) {}

          @Override
          public void addRefused(RefusedEntry entry) {
            refused.add(entry);
          }
        });
    start();

    String answer =
        exchange(
            "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ada-1\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 404").contains("x-request-id: ada-1");
    assertThat(refused)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.request()).isEqualTo("ada-1");
              assertThat(entry.door()).isEqualTo("rest");
              assertThat(entry.httpStatus()).isEqualTo(404);
              assertThat(entry.status()).isEqualTo("NOT_FOUND");
              assertThat(entry.message()).isEqualTo("no such path: /nowhere");
              assertThat(entry.peer().toString()).startsWith("127.0.0.1:");
              assertThat(entry.thread()).contains("eventloop");
              assertThat(entry.timeMillis()).isPositive();
            });
    assertThat(log.list).isEmpty();
  }
}
