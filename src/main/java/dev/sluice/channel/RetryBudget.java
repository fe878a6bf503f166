package dev.sluice.channel;

/**
 * How many retries there may be, as in <a
 * href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs">A6</a>.
 * Safe for concurrent use.
 */
final class RetryBudget {

  private final RetryOptions.Budget options;
  private double tokens;

  RetryBudget(RetryOptions.Budget options) {
    this.options = options;
    this.tokens = options.maxTokens();
  }

  /** Takes note of a call that has gone well. */
  synchronized void succeeded() {
    tokens = Math.min(options.maxTokens(), tokens + options.tokenRatio());
  }

  /** Takes note of one that has failed; tells whether it may be retried. */
  synchronized boolean failed() {
    tokens = Math.max(0, tokens - 1);
    return tokens > options.maxTokens() / 2.0;
  }
}
