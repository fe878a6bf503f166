package dev.sluice.config;

import java.time.Duration;

/**
 * How the server stops: {@code drain}. The two together are less than the two minutes that the
 * launchers wait for Vert.x to close.
 *
 * @param delay {@code delaySeconds}: how long the server says that it is not ready, and goes on
 *     serving, so that those who send it clients can take note
 * @param timeout {@code timeoutSeconds}: how long calls that are open may take to end after that,
 *     before they are ended with UNAVAILABLE
 */
public record DrainConfig(Duration delay, Duration timeout) {

  private static final int LONGEST_SECONDS = 100;

  /** How long the server may take to stop. */
  public Duration total() {
    return delay.plus(timeout);
  }

  static DrainConfig read(ConfReader conf) {
    DrainConfig drain =
        new DrainConfig(
            conf.seconds("delaySeconds", 0, 0, LONGEST_SECONDS),
            conf.seconds("timeoutSeconds", 10, 0, LONGEST_SECONDS));
    if (drain.total().toSeconds() > LONGEST_SECONDS) {
      conf.reject("delaySeconds", "with timeoutSeconds no more than " + LONGEST_SECONDS);
    }
    return drain;
  }
}
