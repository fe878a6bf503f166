package dev.sluice.service.addressbook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes changes: all that have come while it was at work it makes together.
 *
 * <p>What waits, and what is being made, has bounds. Anyone may offer changes, without waiting.
 */
final class CommitThread {

  private static final Logger LOG = LoggerFactory.getLogger(CommitThread.class);

  private final Consumer<List<Change<?>>> commit;
  private final int maxWaiting;
  private final long maxWaitingBytes;
  private final CountDownLatch ended = new CountDownLatch(1);

  private List<Change<?>> waiting = new ArrayList<>();
  private int count;
  private long bytes;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param name the thread's name
   * @param commit makes changes, and tells what came of each
   * @param maxWaiting how many changes may wait
   * @param maxWaitingBytes how many bytes they may take
   */
  CommitThread(
      String name, Consumer<List<Change<?>>> commit, int maxWaiting, long maxWaitingBytes) {
    this.commit = commit;
    this.maxWaiting = maxWaiting;
    this.maxWaitingBytes = maxWaitingBytes;
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Has a change made after those that wait already. Its promise fails with RESOURCE_EXHAUSTED if
   * too much waits, and with UNAVAILABLE if the thread is closed.
   */
  void submit(Change<?> change) {
    RuntimeException refusal = offer(change);
    if (refusal != null) {
      change.promise().fail(refusal);
    }
  }

  private synchronized @Nullable RuntimeException offer(Change<?> change) {
    if (closed) {
      return StoreFaults.unavailable("the address book is closed");
    }
    if (count >= maxWaiting || bytes + change.bytes() > maxWaitingBytes) {
      return StoreFaults.exhausted(
          "too many changes are waiting (expected: at most "
              + maxWaiting
              + ", and "
              + maxWaitingBytes
              + " bytes)");
    }
    waiting.add(change);
    count++;
    bytes += change.bytes();
    notifyAll();
    return null;
  }

  private void run() {
    try {
      for (List<Change<?>> next = take(); !next.isEmpty(); next = take()) {
        make(next);
      }
    } finally {
      ended.countDown();
    }
  }

  private void make(List<Change<?>> changes) {
    try {
      commit.accept(changes);
    } catch (Throwable e) {
      LOG.error("Changes of the address book failed", e);
      changes.forEach(change -> change.promise().tryFail(e));
    } finally {
      made(changes);
    }
  }

  private synchronized void made(List<Change<?>> changes) {
    count -= changes.size();
    changes.forEach(change -> bytes -= change.bytes());
  }

  /** What waits; nothing when the thread is to end. */
  private synchronized List<Change<?>> take() {
    boolean interrupted = false;
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody has a reason to: the thread ends when it is closed.
        interrupted = true;
      }
    }
    if (interrupted) {
      LOG.warn("{} was interrupted", Thread.currentThread().getName());
    }
    List<Change<?>> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  /** Takes no more changes, and waits until those that wait are made. */
  void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    ended.await();
  }
}
