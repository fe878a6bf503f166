package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import java.time.Duration;

/**
 * How often names are looked up: {@code resolve}.
 *
 * @param interval {@code intervalSeconds}: how long an answer counts at most; the life of SRV
 *     records shortens it
 * @param minInterval {@code minIntervalMillis}: how long it counts at least, though addresses fail
 * @param timeout {@code timeoutMillis}: how long a DNS server may take
 */
public record ResolveOptions(Duration interval, Duration minInterval, Duration timeout) {

  static ResolveOptions read(ConfReader conf) {
    return new ResolveOptions(
        conf.seconds("intervalSeconds", 30, 1, 86_400),
        conf.millis("minIntervalMillis", 1_000, 1, 3_600_000),
        conf.millis("timeoutMillis", 5_000, 1, 60_000));
  }
}
