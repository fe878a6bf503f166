package dev.sluice.call;

/**
 * What calls may take of the server, at every door alike.
 *
 * @param input what all calls together may hold of their clients' input
 */
public record CallLimits(InputBudget input) {

  /** No limits. */
  public static final CallLimits NONE = new CallLimits(new InputBudget(Long.MAX_VALUE));
}
