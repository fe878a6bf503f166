package dev.sluice.config;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long the calls of some methods may take: an element of {@code deadlines}.
 *
 * @param method which methods: one by its full name such as {@code helloworld.Greeter/SayHello},
 *     all of a service by {@code helloworld.Greeter/*}, all by {@code *}
 * @param fallback {@code defaultMillis}: the deadline of a call that sets none; null for none
 * @param max {@code maxMillis}: the longest deadline that a call may set; null for any
 */
public record DeadlineRule(String method, @Nullable Duration fallback, @Nullable Duration max) {

  private static final Pattern METHODS = Pattern.compile("\\*|[\\w.]+/(\\*|\\w+)");

  /**
   * Whether the rule is for a method.
   *
   * @param fullName the method's name with its service's
   */
  public boolean matches(String fullName) {
    if (method.endsWith("*")) {
      return fullName.startsWith(method.substring(0, method.length() - 1));
    }
    return method.equals(fullName);
  }

  static DeadlineRule read(ConfReader conf) {
    String method = conf.string("method", "*");
    if (!METHODS.matcher(method).matches()) {
      conf.reject("method", "pkg.Service/Method, pkg.Service/* or *");
    }
    Duration fallback = conf.millis("defaultMillis", 0, 0, Integer.MAX_VALUE);
    Duration max = conf.millis("maxMillis", 0, 0, Integer.MAX_VALUE);
    if (!max.isZero() && fallback.compareTo(max) > 0) {
      conf.reject("defaultMillis", "at most maxMillis");
    }
    return new DeadlineRule(method, fallback.isZero() ? null : fallback, max.isZero() ? null : max);
  }
}
