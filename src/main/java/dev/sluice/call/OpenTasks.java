package dev.sluice.call;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the pieces of work that some threads have or that wait for one, of all instances together.
 * Safe for concurrent use.
 */
public final class OpenTasks {

  private final int max;
  private final String tooMany;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Makes a count.
   *
   * @param max how many there may be when a further call comes
   * @param tooMany what a call is told that comes when there are more
   */
  public OpenTasks(int max, String tooMany) {
    this.max = max;
    this.tooMany = tooMany;
  }

  /** How many there are. */
  public int open() {
    return open.get();
  }

  String tooMany() {
    return tooMany;
  }

  /** Counts the first one of a call, if it may come. */
  boolean admit() {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Counts a further one of a call that has been let in. */
  void add() {
    open.incrementAndGet();
  }

  void done() {
    open.decrementAndGet();
  }
}
