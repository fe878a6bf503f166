package dev.sluice.config;

import java.time.Duration;

/**
 * How the server stops: {@code drain}.
 *
 * @param timeout {@code timeoutSeconds}: how long calls that are open may take to end, before they
 *     are cut; less than the two minutes that the launchers wait for Vert.x to close
 */
public record DrainConfig(Duration timeout) {

  static DrainConfig read(ConfReader conf) {
    return new DrainConfig(conf.seconds("timeoutSeconds", 10, 0, 100));
  }
}
