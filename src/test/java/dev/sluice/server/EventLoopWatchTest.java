package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EventLoopWatchTest {

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setBlockedThreadCheckInterval(20)
              .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
              .setMaxEventLoopExecuteTime(100)
              .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void namesTheMethodThatBlocksAnEventLoopAndCountsIt() {
    SharedMetrics metrics = SharedMetrics.of(vertx);
    CountDownLatch blocking = new CountDownLatch(1);
    try (LogCapture log = new LogCapture(EventLoopWatch.class)) {
      vertx.runOnContext(v -> blockUntil(blocking));

      // On a busy machine the loop may be found elsewhere before it comes to what blocks it.
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(
                          line ->
                              line.matches(
                                  "Thread vert\\.x-eventloop-thread-\\d+ has been blocked for"
                                      + " \\d+ ms, in .*EventLoopWatchTest\\.blockUntil"
                                      + "\\(EventLoopWatchTest\\.java:\\d+\\)")));
      blocking.countDown();
    }
    assertThat(value(metrics, "eventloop_blocked_total")).isPositive();
  }

  @Test
  void measuresByHowMuchEventLoopsAreLate() {
    SharedMetrics metrics = SharedMetrics.of(vertx);

    vertx.runOnContext(v -> metrics.eventLoops().measure(vertx));

    Awaitility.await().until(() -> value(metrics, "eventloop_lag_seconds_count") >= 2);
  }

  private static double value(SharedMetrics metrics, String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static void blockUntil(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
