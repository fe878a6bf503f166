package dev.sluice.rest;

import io.vertx.core.Timer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a peer is gone which does not say so: after each interval the peer is asked, and
 * if nothing is heard of it in the next one, it is gone.
 *
 * <p>Belongs to one context.
 */
final class Heartbeat {

  private final ContextInternal context;
  private final Runnable ask;
  private final Runnable gone;
  private @Nullable Timer timer;
  private long intervalMillis;
  private boolean asked;
  private boolean deaf;

  /**
   * Makes a heartbeat; {@link #start} runs it.
   *
   * @param context where it beats
   * @param ask asks the peer
   * @param gone what to do if it does not answer
   */
  Heartbeat(ContextInternal context, Runnable ask, Runnable gone) {
    this.context = context;
    this.ask = ask;
    this.gone = gone;
  }

  /** Starts, or starts anew, with an interval; none if it is zero. */
  void start(Duration interval) {
    stop();
    asked = false;
    intervalMillis = interval.toMillis();
    if (intervalMillis > 0) {
      arm();
    }
  }

  private void arm() {
    Timer next = context.timer(intervalMillis, TimeUnit.MILLISECONDS);
    timer = next;
    next.onSuccess(v -> beat());
  }

  private void beat() {
    if (asked && !deaf) {
      timer = null;
      gone.run();
      return;
    }
    asked = true;
    arm();
    ask.run();
  }

  /** Takes note of a sign of life. */
  void heard() {
    asked = false;
  }

  /** Says whether signs of life can come in: while nobody listens, silence means nothing. */
  void setDeaf(boolean deaf) {
    if (deaf != this.deaf) {
      this.deaf = deaf;
      asked = false;
    }
  }

  /** Stops, for good unless it is started again. */
  void stop() {
    Timer current = timer;
    if (current != null) {
      timer = null;
      current.cancel();
    }
  }
}
