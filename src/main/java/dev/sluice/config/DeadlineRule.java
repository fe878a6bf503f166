package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of some methods may take: an element of {@code deadlines}.
 *
 * @param method which methods; of several rules for a method, the first counts
 * @param fallback {@code defaultMillis}: the deadline of a call that sets none; null for none
 * @param max {@code maxMillis}: the longest deadline that a call may set; null for any
 */
public record DeadlineRule(
    MethodPattern method, @Nullable Duration fallback, @Nullable Duration max) {

  static DeadlineRule read(ConfReader conf) {
    MethodPattern method = MethodPattern.read(conf, "method");
    Duration fallback = conf.millis("defaultMillis", 0, 0, Integer.MAX_VALUE);
    Duration max = conf.millis("maxMillis", 0, 0, Integer.MAX_VALUE);
    if (!max.isZero() && fallback.compareTo(max) > 0) {
      conf.reject("defaultMillis", "at most maxMillis");
    }
    return new DeadlineRule(method, fallback.isZero() ? null : fallback, max.isZero() ? null : max);
  }
}
