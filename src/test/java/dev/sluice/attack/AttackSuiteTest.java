package dev.sluice.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
class AttackSuiteTest {

  private static final long SLACK_BYTES = 16 << 20;

  private AttackServer server;
  private long heapBefore;

  @BeforeAll
  void start() throws Exception {
    server = new AttackServer("{}");
    get("/v1/hello/x");
    get("/openapi.json");
    heapBefore = heap();
  }

  @AfterAll
  void returnsToItsLevel() throws Exception {
    try (AttackServer stopped = server) {
      assertThat(stopped.port()).isPositive();
      assertThat(get("/v1/hello/x")).endsWith("{\"message\":\"Hello, x\"}");
      await().atMost(Duration.ofSeconds(10)).untilAsserted(this::assertNothingIsLeft);
      assertThat(heap()).isLessThan(heapBefore + SLACK_BYTES);
    }
  }

  private void assertNothingIsLeft() throws IOException {
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
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Stream<Attack> attacks() {
    return Stream.<Supplier<List<Attack>>>of(
            Http1Attacks::all,
            Http2Attacks::all,
            Http2FrameAttacks::all,
            Http2HeaderAttacks::all,
            GrpcAttacks::all,
            RestAttacks::all,
            WebSocketAttacks::all)
        .flatMap(attacks -> attacks.get().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void givesEachItsAnswer(Attack attack) throws Exception {
    assertThat(attack.exchange().run(server.port())).isEqualTo(attack.answer());
  }

  @Test
  void hasAtLeast150Cases() {
    assertThat(attacks()).hasSizeGreaterThan(150);
  }
}
