package dev.sluice.channel;

import java.time.Duration;

/** The time of a channel: what its clock says, and what is run later, on the channel's context. */
interface Timers {

  /** Does nothing. */
  Runnable NONE = () -> {};

  /** Nanoseconds since some moment. */
  long nanos();

  /**
   * Runs something later, once.
   *
   * @return what keeps it from being run
   */
  Runnable after(Duration delay, Runnable action);

  /** From 0 to 1, at random. */
  double random();
}
