package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import java.time.Duration;

/**
 * Pauses that become longer.
 *
 * @param initial {@code initialBackoffMillis}: the first one
 * @param max {@code maxBackoffMillis}: the longest
 * @param multiplier how many times longer each is than the one before
 * @param jitter by which part each is made longer or shorter at random, from 0 to 1
 */
public record BackoffOptions(Duration initial, Duration max, double multiplier, double jitter) {

  static BackoffOptions read(ConfReader conf, int initialMillis, int maxMillis) {
    Duration initial = conf.millis("initialBackoffMillis", initialMillis, 1, 3_600_000);
    int least = (int) Math.max(maxMillis, initial.toMillis());
    Duration max = conf.millis("maxBackoffMillis", least, 1, 3_600_000);
    if (max.compareTo(initial) < 0) {
      conf.reject("maxBackoffMillis", "no less than initialBackoffMillis");
    }
    return new BackoffOptions(
        initial, max, conf.decimal("multiplier", 2, 1, 100), conf.decimal("jitter", 0.2, 0, 1));
  }

  /**
   * The length of a pause.
   *
   * @param round which it is, from 0
   * @param random from 0 to 1
   */
  Duration pause(int round, double random) {
    double nanos = initial.toNanos() * Math.pow(multiplier, Math.min(round, 1_000));
    double bounded = Math.min(nanos, (double) max.toNanos());
    return Duration.ofNanos((long) (bounded * (1 + jitter * (2 * random - 1))));
  }
}
