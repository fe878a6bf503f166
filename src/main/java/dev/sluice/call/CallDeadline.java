package dev.sluice.call;

import io.vertx.core.Timer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.grpc.common.GrpcLocal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The deadline of a call, from when the call has started. Not safe for concurrent use. */
final class CallDeadline {

  private final long timeoutMillis;
  private final long expiryNanos;
  private @Nullable Timer timer;

  private CallDeadline(long timeoutMillis, long expiryNanos) {
    this.timeoutMillis = timeoutMillis;
    this.expiryNanos = expiryNanos;
  }

  /**
   * Starts a deadline, and makes it that of the calls which are made from the same context with
   * Vert.x's gRPC client.
   *
   * @param context the context of the call
   * @param startNanos when the call was made, as of {@link System#nanoTime}
   * @param nanos how much time it has, more than none
   * @param expire who is told when it has passed, on the context
   */
  static CallDeadline start(ContextInternal context, long startNanos, long nanos, Runnable expire) {
    // Rounded up: a deadline may come late by less than a millisecond, never early.
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    CallDeadline deadline = new CallDeadline(millis, startNanos + nanos);
    if (context.isDuplicate()) {
      context.putLocal(
          GrpcLocal.CONTEXT_LOCAL_KEY,
          AccessMode.CONCURRENT,
          new GrpcLocal(System.currentTimeMillis() + millis));
    }
    Timer timer = context.timer(millis, TimeUnit.MILLISECONDS);
    deadline.timer = timer;
    timer.onSuccess(v -> expire.run());
    return deadline;
  }

  /** How much time the call had, in milliseconds. */
  long timeoutMillis() {
    return timeoutMillis;
  }

  /** How much time is left, zero if none is. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, expiryNanos - System.nanoTime()));
  }

  /** The timer that runs, or null once the call has ended. */
  @Nullable Timer timer() {
    return timer;
  }

  /** Has nobody told any more. */
  void cancel() {
    Timer running = timer;
    if (running != null) {
      timer = null;
      running.cancel();
    }
  }
}
