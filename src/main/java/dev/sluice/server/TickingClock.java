package dev.sluice.server;

import io.micrometer.core.instrument.Clock;

/**
 * The clock of metrics. Its wall time is that of the last tick: meters ask for it at each record,
 * only to know the minute that a maximum is of.
 *
 * <p>Safe for concurrent use.
 */
final class TickingClock implements Clock {

  private volatile long wallTime = System.currentTimeMillis();

  /** Sets the wall time anew. */
  void tick() {
    wallTime = System.currentTimeMillis();
  }

  @Override
  public long wallTime() {
    return wallTime;
  }

  @Override
  public long monotonicTime() {
    return System.nanoTime();
  }
}
