package dev.sluice;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Set;

/** What is logged of the machine that the tests run on, and not of the server. */
public final class MachineLog {

  private static final Set<String> BLOCKED_THREADS =
      Set.of("dev.sluice.server.EventLoopWatch", "io.vertx.core.impl.BlockedThreadChecker");

  private MachineLog() {}

  /**
   * Whether an event is of a thread that was blocked, as all are on a machine that stands still.
   */
  public static boolean has(ILoggingEvent event) {
    return BLOCKED_THREADS.contains(event.getLoggerName());
  }
}
