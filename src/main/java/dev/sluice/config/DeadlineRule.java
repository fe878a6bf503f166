package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of some methods may take: an element of {@code deadlines}.
 *
 * @param method which methods, as the text of a {@link MethodPattern}
 * @param fallback {@code defaultMillis}: the deadline of a call that sets none; null for none
 * @param max {@code maxMillis}: the longest deadline that a call may set; null for any
 */
public record DeadlineRule(String method, @Nullable Duration fallback, @Nullable Duration max) {

  /**
   * Whether the rule is for a method.
   *
   * @param fullName the method's name with its service's
   */
  public boolean matches(String fullName) {
    return new MethodPattern(method).matches(fullName);
  }

  static DeadlineRule read(ConfReader conf) {
    String method = MethodPattern.read(conf, "method").text();
    Duration fallback = conf.millis("defaultMillis", 0, 0, Integer.MAX_VALUE);
    Duration max = conf.millis("maxMillis", 0, 0, Integer.MAX_VALUE);
    if (!max.isZero() && fallback.compareTo(max) > 0) {
      conf.reject("defaultMillis", "at most maxMillis");
    }
    return new DeadlineRule(method, fallback.isZero() ? null : fallback, max.isZero() ? null : max);
  }
}
