package dev.sluice.call;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all calls together may take for what their clients have sent: messages that are
 * not complete yet, and those of calls that take one message and have not ended.
 *
 * <p>Flow control bounds what a client sends that nobody reads. This bounds what is read of
 * messages that never end, of which a client may have as many as it has calls. Safe for concurrent
 * use.
 */
public final class InputBudget {

  private final long maxBytes;
  private final AtomicLong held = new AtomicLong();

  /**
   * Makes a budget.
   *
   * @param maxBytes how many bytes all calls may hold together
   */
  public InputBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many bytes may be held. */
  public long maxBytes() {
    return maxBytes;
  }

  /** How many bytes are held now. */
  public long heldBytes() {
    return held.get();
  }

  /** Takes bytes of the budget; false, and none taken, if there are not as many left. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) > maxBytes) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
