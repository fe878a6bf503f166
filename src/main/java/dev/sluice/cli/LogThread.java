package dev.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.sluice.interceptor.AccessEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that formats and writes the log, so that no event loop ever waits for a slow console.
 *
 * <p>A line that comes while the log is idle is written at once; those that come within the next
 * few milliseconds are written together. What finds the queue full is dropped, and a line says how
 * many were. Safe for concurrent use.
 */
final class LogThread {

  private static final int CAPACITY = 8192;
  private static final int BATCH_BYTES = 32 << 10;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration FLUSH_TIME = Duration.ofSeconds(2);

  private final LogLines lines;
  private final OutputStream out;
  private final Logger own;
  private final int capacity;
  private final LineBuffer buffer = new LineBuffer();
  private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();
  private final AtomicBoolean idle = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean stopping;

  LogThread(LogLines lines, OutputStream out, Logger own) {
    this(lines, out, own, CAPACITY);
  }

  /**
   * Makes the thread; {@link #start} starts it.
   *
   * @param lines the format
   * @param out where the log goes
   * @param own the logger in whose name it says what was dropped
   * @param capacity how many lines wait at most
   */
  LogThread(LogLines lines, OutputStream out, Logger own, int capacity) {
    this.lines = lines;
    this.out = out;
    this.own = own;
    this.capacity = capacity;
    this.thread = new Thread(this::run, "sluice-log");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes an event that is complete, whatever thread it is formatted by. */
  void add(ILoggingEvent event) {
    offer(event);
  }

  void add(AccessEntry entry) {
    offer(entry);
  }

  private void offer(Object line) {
    if (stopping) {
      dropped.increment();
    } else if (waiting.incrementAndGet() > capacity) {
      waiting.decrementAndGet();
      dropped.increment();
    } else {
      queue.add(line);
      if (idle.get() && idle.compareAndSet(true, false)) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void run() {
    while (true) {
      boolean last = stopping;
      boolean wrote = writeWaiting();
      if (last) {
        return;
      }
      if (wrote) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      } else {
        idle.set(true);
        if (queue.isEmpty() && !stopping) {
          LockSupport.park(this);
        }
        idle.set(false);
      }
    }
  }

  /** Writes what waits; whether that was anything. */
  private boolean writeWaiting() {
    boolean any = false;
    Object line = queue.poll();
    while (line != null) {
      any = true;
      waiting.decrementAndGet();
      format(line);
      if (buffer.size() >= BATCH_BYTES) {
        write();
      }
      line = queue.poll();
    }
    long lost = dropped.sumThenReset();
    if (lost > 0) {
      any = true;
      format(warning("Lines of the log that were dropped, for the output is too slow: " + lost));
    }
    write();
    return any;
  }

  private void format(Object line) {
    int start = buffer.size();
    try {
      if (line instanceof AccessEntry entry) {
        lines.add(entry, buffer);
      } else {
        lines.add((ILoggingEvent) line, buffer);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      buffer.cut(start);
      lines.add(
          warning("A line of the log could not be formatted: " + e.getClass().getName()), buffer);
    }
  }

  private LoggingEvent warning(String message) {
    return new LoggingEvent(LogThread.class.getName(), own, Level.WARN, message, null, null);
  }

  private void write() {
    if (buffer.size() > 0) {
      try {
        buffer.writeTo(out);
      } catch (IOException e) {
        // There is no other place to say so.
      }
    }
  }

  /** Writes what waits, for as long as two seconds. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(FLUSH_TIME.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
