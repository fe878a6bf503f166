package dev.sluice.channel;

import dev.sluice.config.ConfReader;
import dev.sluice.config.MethodPattern;
import io.vertx.grpc.common.GrpcStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which calls are made again: {@code retry}; the policy of <a
 * href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">A6</a>.
 *
 * <p>Nothing of a response may have come. What no server can have begun is made again whatever the
 * policy says.
 *
 * @param maxAttempts how often a call is made at most; 1 for no retries
 * @param methods the methods that may be made again, which have to be such as do no harm when
 *     carried out twice
 * @param statusCodes the statuses after which a call is made again
 * @param backoff how long it waits before that, unless the server says
 * @param buffer how much of its requests is kept for that
 * @param budget how many retries there may be in all
 */
public record RetryOptions(
    int maxAttempts,
    List<MethodPattern> methods,
    Set<GrpcStatus> statusCodes,
    BackoffOptions backoff,
    Buffer buffer,
    Budget budget) {

  private static final Set<GrpcStatus> CODES = EnumSet.complementOf(EnumSet.of(GrpcStatus.OK));

  /**
   * How much of the requests of open calls is kept; a call with more is not made again.
   *
   * @param perCall {@code maxBufferedBytesPerCall}
   * @param total {@code maxBufferedBytes}, of all calls of the channel
   */
  public record Buffer(int perCall, long total) {}

  /**
   * Retries stop while too many calls fail: each failure takes a token, each success gives a part
   * of one back, and there are retries while more than half of the tokens are there.
   *
   * @param maxTokens how many there are; half of it is how many calls may fail at once and be
   *     retried
   * @param tokenRatio which part a success gives back
   */
  public record Budget(int maxTokens, double tokenRatio) {}

  /** Copies the lists. */
  public RetryOptions {
    methods = List.copyOf(methods);
    statusCodes = Set.copyOf(statusCodes);
  }

  static RetryOptions read(ConfReader conf) {
    return new RetryOptions(
        conf.integer("maxAttempts", 3, 1, 100),
        MethodPattern.readAll(conf, "methods"),
        statusCodes(conf),
        BackoffOptions.read(conf, 50, 1_000),
        new Buffer(
            conf.integer("maxBufferedBytesPerCall", 256 << 10, 0, Integer.MAX_VALUE),
            conf.longInteger("maxBufferedBytes", 16 << 20, 0, Long.MAX_VALUE)),
        conf.object(
            "budget",
            budget ->
                new Budget(
                    budget.integer("maxTokens", 1_000, 1, 1_000_000),
                    budget.decimal("tokenRatio", 0.1, 0.001, 1_000))));
  }

  private static Set<GrpcStatus> statusCodes(ConfReader conf) {
    String names = CODES.stream().map(Enum::name).collect(Collectors.joining(", "));
    return conf
        .strings(
            "statusCodes",
            List.of("UNAVAILABLE"),
            "one of " + names,
            text -> CODES.stream().anyMatch(code -> code.name().equals(text)))
        .stream()
        .map(GrpcStatus::valueOf)
        .collect(Collectors.toSet());
  }

  /** Whether a method may be made again. */
  boolean covers(String service, String method) {
    return maxAttempts > 1
        && methods.stream().anyMatch(each -> each.matches(service + "/" + method));
  }

  /** The same with so many attempts. */
  RetryOptions withMaxAttempts(int attempts) {
    return new RetryOptions(attempts, methods, statusCodes, backoff, buffer, budget);
  }
}
