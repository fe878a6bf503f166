package dev.sluice.rest;

import io.vertx.core.Timer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action each time that nothing has happened for a while.
 *
 * <p>What happens costs no more than a look at the clock: the timer runs on, and when it fires is
 * set again for what is left. To be used on its context.
 */
final class IdleTimer {

  private final ContextInternal context;
  private final long idleNanos;
  private final Runnable action;
  private long since;
  private boolean stopped;
  private @Nullable Timer timer;

  /**
   * Starts a timer.
   *
   * @param idle how long nothing happens before the action is run; zero for never
   */
  IdleTimer(ContextInternal context, Duration idle, Runnable action) {
    this.context = context;
    this.idleNanos = idle.toNanos();
    this.action = action;
    this.since = System.nanoTime();
    this.stopped = idle.isZero();
    if (!stopped) {
      schedule(idleNanos);
    }
  }

  /** Takes note that something has happened. */
  void touch() {
    if (!stopped) {
      since = System.nanoTime();
    }
  }

  /** Ends it. */
  void stop() {
    stopped = true;
    Timer running = timer;
    if (running != null) {
      timer = null;
      running.cancel();
    }
  }

  private void schedule(long nanos) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    Timer next = context.timer(millis, TimeUnit.MILLISECONDS);
    timer = next;
    next.onSuccess(v -> fire());
  }

  private void fire() {
    if (stopped) {
      return;
    }
    long left = idleNanos - (System.nanoTime() - since);
    if (left <= 0) {
      touch();
      left = idleNanos;
      action.run();
    }
    if (!stopped) {
      schedule(left);
    }
  }
}
