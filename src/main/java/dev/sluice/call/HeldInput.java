package dev.sluice.call;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/** What one call takes of the {@link InputBudget}. Not safe for concurrent use. */
final class HeldInput {

  /** What a call may hold for nothing: most messages are smaller, and the count costs time. */
  private static final int FREE = 4096;

  private final InputBudget budget;
  private long bytes;
  private long taken;

  HeldInput(InputBudget budget) {
    this.budget = budget;
  }

  /**
   * Sets how much the call holds.
   *
   * @throws StatusException RESOURCE_EXHAUSTED if all calls together would hold too much
   */
  void set(long held) {
    bytes = held;
    long counted = held <= FREE ? 0 : held;
    if (counted > taken) {
      if (!budget.take(counted - taken)) {
        throw new StatusException(
            GrpcStatus.RESOURCE_EXHAUSTED,
            "all calls together hold "
                + budget.heldBytes()
                + " bytes of requests (expected: at most "
                + budget.maxBytes()
                + ")");
      }
      taken = counted;
    } else if (counted < taken) {
      budget.giveBack(taken - counted);
      taken = counted;
    }
  }

  long bytes() {
    return bytes;
  }

  /** Gives all back. */
  void release() {
    if (taken > 0) {
      budget.giveBack(taken);
      taken = 0;
    }
  }
}
