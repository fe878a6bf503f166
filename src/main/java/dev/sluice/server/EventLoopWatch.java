package dev.sluice.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether event loops turn: how late they are, and what blocks them.
 *
 * <ul>
 *   <li>{@code eventloop.lag}: by how much a tick came late on an event loop; a histogram;
 *   <li>{@code eventloop.blocked}: how often a thread was found blocked.
 * </ul>
 *
 * <p>Safe for concurrent use.
 */
final class EventLoopWatch {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoopWatch.class);
  private static final long TICK_MILLIS = 200;
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2)
  };

  /** What stands between the code that blocks and the thread's beginning, or under it. */
  private static final List<String> LIBRARIES =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "io.netty.", "io.vertx.core.");

  private final Timer lag;
  private final Counter blocked;
  private final TickingClock clock;

  private EventLoopWatch(MeterRegistry registry, TickingClock clock) {
    this.clock = clock;
    this.lag =
        Timer.builder("eventloop.lag")
            .description("By how much event loops are late")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.blocked =
        Counter.builder("eventloop.blocked")
            .description("How often a thread was found blocked for too long")
            .register(registry);
  }

  /**
   * Has the threads of a Vert.x instance watched, to be done once.
   *
   * @param clock is kept going by the event loops that are measured
   */
  static EventLoopWatch of(Vertx vertx, MeterRegistry registry, TickingClock clock) {
    EventLoopWatch watch = new EventLoopWatch(registry, clock);
    ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(watch::report);
    return watch;
  }

  /** Measures on the current event loop, for as long as its context lives. */
  void measure(Vertx vertx) {
    long[] due = {System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)};
    vertx.setPeriodic(
        TICK_MILLIS,
        tick -> {
          clock.tick();
          long now = System.nanoTime();
          lag.record(Math.max(0, now - due[0]), TimeUnit.NANOSECONDS);
          due[0] = now + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        });
  }

  private void report(BlockedThreadEvent event) {
    blocked.increment();
    StackTraceElement[] stack = event.thread().getStackTrace();
    String message =
        String.format(
            Locale.ROOT,
            "Thread %s has been blocked for %d ms, in %s",
            event.thread().getName(),
            TimeUnit.NANOSECONDS.toMillis(event.duration()),
            culprit(stack));
    if (event.duration() <= event.warningExceptionTime()) {
      LOG.warn(message);
    } else {
      Throwable trace = new Throwable("the thread's stack");
      trace.setStackTrace(stack);
      LOG.warn(message, trace);
    }
  }

  /** The innermost method that is not a library's, or else the innermost. */
  static String culprit(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith)) {
        return text(frame);
      }
    }
    return stack.length == 0 ? "an unknown place" : text(stack[0]);
  }

  private static String text(StackTraceElement frame) {
    return "%s.%s(%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }
}
