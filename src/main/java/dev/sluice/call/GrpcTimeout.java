package dev.sluice.call;

import dev.sluice.config.DeadlineRule;
import dev.sluice.config.Excerpt;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The {@code grpc-timeout} header: one to eight digits and a unit, of <a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">PROTOCOL-HTTP2.md</a>.
 */
final class GrpcTimeout {

  /** No deadline. */
  static final long NONE = -1;

  private static final int SHOWN = 32;

  private GrpcTimeout() {}

  /**
   * The time that a call has.
   *
   * @param text the header, or null if the client sets no deadline
   * @param rule what the server says about it, or null
   * @return the time in nanoseconds, or {@link #NONE}
   * @throws StatusException INVALID_ARGUMENT if the text is not of the form
   */
  static long of(@Nullable String text, @Nullable DeadlineRule rule) {
    long asked = text == null ? NONE : parse(text);
    if (rule == null) {
      return asked;
    }
    Duration fallback = rule.fallback();
    Duration max = rule.max();
    if (asked == NONE && fallback != null) {
      return fallback.toNanos();
    }
    if (max == null) {
      return asked;
    }
    return asked == NONE ? max.toNanos() : Math.min(asked, max.toNanos());
  }

  /**
   * Parses a timeout.
   *
   * @return the time in nanoseconds, at most {@link Long#MAX_VALUE}{@code - 1_000_000}
   * @throws StatusException INVALID_ARGUMENT if the text is not of the form
   */
  static long parse(String text) {
    int digits = text.length() - 1;
    if (digits < 1 || digits > 8) {
      throw invalid(text);
    }
    long amount = 0;
    for (int i = 0; i < digits; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw invalid(text);
      }
      amount = amount * 10 + (c - '0');
    }
    TimeUnit unit =
        switch (text.charAt(digits)) {
          case 'H' -> TimeUnit.HOURS;
          case 'M' -> TimeUnit.MINUTES;
          case 'S' -> TimeUnit.SECONDS;
          case 'm' -> TimeUnit.MILLISECONDS;
          case 'u' -> TimeUnit.MICROSECONDS;
          case 'n' -> TimeUnit.NANOSECONDS;
          default -> throw invalid(text);
        };
    return Math.min(unit.toNanos(amount), Long.MAX_VALUE - 1_000_000);
  }

  private static StatusException invalid(String text) {
    return new StatusException(
        GrpcStatus.INVALID_ARGUMENT,
        "grpc-timeout: "
            + Excerpt.of(text, SHOWN)
            + " (expected: 1 to 8 digits and one of H, M, S, m, u, n)");
  }
}
