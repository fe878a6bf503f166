package dev.sluice.cli;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a server process that was told to stop.
 *
 * <p>A JVM that a signal ends exits with 128 and the signal's number, whatever its shutdown hooks
 * do; a server that has drained as it was told to has not failed. So the last hook halts the JVM.
 * The draining itself is bounded by the conf; should Vert.x not close for another reason, a
 * watchdog ends the process.
 */
final class ProcessExit {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private volatile boolean serving;

  /** The server listens: from now on the process ends only because it is told to. */
  void serving() {
    serving = true;
  }

  /**
   * The server has not come up. What its other instances do until the end fails, and is no news.
   */
  void failing() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> LOG.debug("{} failed at the end", thread.getName(), e));
  }

  /** Vert.x begins to close, on any thread. */
  void stopping(Duration drain) {
    if (!serving) {
      return;
    }
    LOG.info("Stopping: calls that are open have {} s to end", drain.toSeconds());
    Thread watchdog =
        new Thread(() -> haltAfter(drain.plus(GRACE)), ProcessExit.class.getSimpleName());
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /** Vert.x has closed; called in the JVM's shutdown, which does not go on if the server served. */
  void stopped() {
    if (serving) {
      LOG.info("Stopped");
      halt(0);
    }
  }

  /** Vert.x could not be closed; called in the JVM's shutdown. */
  void failed() {
    if (serving) {
      halt(1);
    }
  }

  private static void haltAfter(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      LOG.error("Not stopped after {} s: giving up", time.toSeconds());
      halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void halt(int code) {
    Logging.flush();
    Runtime.getRuntime().halt(code);
  }
}
