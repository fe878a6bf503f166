package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What hostile and broken clients send to one server, which has to give each its answer, live on,
 * and come back to its level of calls, connections and memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class AttackSuite {

  private static final long SLACK_BYTES = 16 << 20;

  private AttackServer server;
  private long heapBefore;

  /** Starts the server. */
  abstract AttackServer open() throws Exception;

  /** What is sent to it. */
  abstract Stream<Attack> attacks();

  /** Connects as a client does that is welcome. */
  Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /** Headers of a call by who may make it. */
  String credentials() {
    return "";
  }

  final int port() {
    return server.port();
  }

  @BeforeAll
  void start() throws Exception {
    server = open();
    get("/v1/hello/x");
    get("/openapi.json");
    heapBefore = heap();
  }

  @AfterAll
  void returnsToItsLevel() throws Exception {
    try (AttackServer stopped = server) {
      assertThat(stopped.port()).isPositive();
      assertThat(get("/v1/hello/x")).endsWith("{\"message\":\"Hello, x\"}");
      await().atMost(Duration.ofSeconds(20)).untilAsserted(this::assertNothingIsLeft);
      assertThat(heap()).isLessThan(heapBefore + SLACK_BYTES);
    }
  }

  /** Collects garbage first: clients of the JDK close their connections when they are collected. */
  private void assertNothingIsLeft() throws IOException {
    System.gc();
    List<String> metrics = get("/metrics").lines().toList();
    assertThat(metrics).contains("http_server_connections 1.0", "rpc_server_buffered_bytes 0.0");
    assertThat(metrics)
        .filteredOn(line -> line.startsWith("rpc_server_active{"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" 0.0"));
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private String get(String path) throws IOException {
    try (Socket socket = connect(server.port())) {
      socket.setSoTimeout(10_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + credentials() + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void givesEachItsAnswer(Attack attack) throws Exception {
    assertThat(attack.exchange().run(server.port())).isEqualTo(attack.answer());
  }
}
