package dev.sluice.channel;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that a test moves on. */
final class FakeTimers implements Timers {

  private record Task(long at, long order, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
  private long now;
  private long order;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Runnable after(Duration delay, Runnable action) {
    Task task = new Task(now + delay.toNanos(), order++, action);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public double random() {
    return 0.5;
  }

  void advance(Duration time) {
    long until = now + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at() <= until) {
      Task next = tasks.remove();
      now = next.at();
      next.action().run();
    }
    now = until;
  }

  int pending() {
    return tasks.size();
  }
}
