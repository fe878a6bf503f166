package dev.sluice.call;

import dev.sluice.config.DeadlineRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What calls may take of the server, at every door alike. Belongs to one event loop.
 *
 * @param input what all calls together may hold of their clients' input
 * @param open where calls are kept until they end
 * @param deadlines how long calls may take; of several rules for a method, the first counts
 */
public record CallLimits(InputBudget input, OpenCalls open, List<DeadlineRule> deadlines) {

  /** Copies the list. */
  public CallLimits {
    deadlines = List.copyOf(deadlines);
  }

  /** No limits. */
  public static CallLimits none() {
    return new CallLimits(new InputBudget(Long.MAX_VALUE), new OpenCalls(), List.of());
  }

  /** The rule for a method, or null if there is none. */
  @Nullable DeadlineRule deadline(String fullName) {
    for (DeadlineRule rule : deadlines) {
      if (rule.method().matches(fullName)) {
        return rule;
      }
    }
    return null;
  }
}
