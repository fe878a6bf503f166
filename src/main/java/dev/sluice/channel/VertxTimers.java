package dev.sluice.channel;

import io.vertx.core.Timer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Timers of Vert.x. */
final class VertxTimers implements Timers {

  private final ContextInternal context;

  VertxTimers(ContextInternal context) {
    this.context = context;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(delay.toNanos() + 999_999));
    Timer timer = context.timer(millis, TimeUnit.MILLISECONDS);
    timer.onSuccess(v -> action.run());
    return timer::cancel;
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
