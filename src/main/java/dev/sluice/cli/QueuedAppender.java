package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Has another appender write on a thread of its own, so that no event loop ever waits for a slow
 * console.
 *
 * <p>What finds the queue full is dropped, and a line says how many were. Safe for concurrent use.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final int CAPACITY = 8192;
  private static final Duration FLUSH_TIME = Duration.ofSeconds(2);
  private static final long IDLE_MILLIS = 100;

  private final Appender<ILoggingEvent> target;
  private final Logger own;
  private final BlockingQueue<ILoggingEvent> queue;
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean stopping;

  QueuedAppender(Appender<ILoggingEvent> target, Logger own) {
    this(target, own, CAPACITY);
  }

  /**
   * Makes an appender.
   *
   * @param target who writes
   * @param own the logger in whose name it says what was dropped
   * @param capacity how many lines wait at most
   */
  QueuedAppender(Appender<ILoggingEvent> target, Logger own, int capacity) {
    this.target = target;
    this.own = own;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.writer = new Thread(this::write, "sluice-log");
    writer.setDaemon(true);
  }

  @Override
  public void start() {
    super.start();
    writer.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    if (stopping || !queue.offer(event)) {
      dropped.increment();
    }
  }

  private void write() {
    try {
      while (!stopping || !queue.isEmpty()) {
        ILoggingEvent event = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          target.doAppend(event);
        }
        sayWhatWasDropped(dropped.sumThenReset());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayWhatWasDropped(long lines) {
    if (lines > 0) {
      target.doAppend(
          new LoggingEvent(
              QueuedAppender.class.getName(),
              own,
              Level.WARN,
              "Lines of the log that were dropped, for the output is too slow: " + lines,
              null,
              null));
    }
  }

  /** Writes what waits, for as long as two seconds. */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    stopping = true;
    super.stop();
    try {
      writer.join(FLUSH_TIME.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
