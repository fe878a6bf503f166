package dev.sluice;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What is logged of the machine that the tests run on, and not of the server: threads that were
 * blocked because the whole machine stood still. A thread that does nothing but sleep sees that.
 *
 * <p>Safe for concurrent use.
 */
public final class MachineLog {

  private static final Set<String> BLOCKED_THREADS =
      Set.of("dev.sluice.server.EventLoopWatch", "io.vertx.core.impl.BlockedThreadChecker");

  private static final long TICK_MILLIS = 50;

  /** How long nothing runs for the machine to stand still. */
  private static final long STILL_MILLIS = 1_000;

  /** For how long afterwards threads are reported: they may be blocked for 2 s at the most. */
  private static final long REPORT_MILLIS = 4_000;

  private static final MachineLog OF_THIS = new MachineLog(System.currentTimeMillis());

  static {
    Thread thread = new Thread(OF_THIS::watch, "machine-log");
    thread.setDaemon(true);
    thread.start();
  }

  /** A time in which the machine stood still, in milliseconds of the clock. */
  private record Still(long start, long end) {

    boolean explains(long time) {
      return time > start && time < end + REPORT_MILLIS;
    }
  }

  private final List<Still> stills = new ArrayList<>();
  private long last;

  MachineLog(long now) {
    last = now;
  }

  /** That of this machine, which is watched from the first call of this on. */
  public static MachineLog ofThis() {
    return OF_THIS;
  }

  /**
   * Whether an event is of a thread that was blocked, as all are on a machine that stands still,
   * and this one did at the time.
   */
  public boolean has(ILoggingEvent event) {
    return has(event, System.currentTimeMillis());
  }

  private void watch() {
    while (true) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
      tick(System.currentTimeMillis());
    }
  }

  /** Says that the machine runs. */
  synchronized void tick(long now) {
    if (now - last > STILL_MILLIS) {
      stills.add(new Still(last, now));
    }
    last = now;
  }

  synchronized boolean has(ILoggingEvent event, long now) {
    tick(now);
    return BLOCKED_THREADS.contains(event.getLoggerName())
        && stills.stream().anyMatch(still -> still.explains(event.getTimeStamp()));
  }
}
