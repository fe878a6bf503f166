package dev.sluice.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far something has come: a bar on a terminal, elsewhere a line for each tenth.
 *
 * <p>Used by one thread at a time.
 */
final class Progress {

  private static final int BAR_WIDTH = 40;
  private static final int TENTHS = 10;
  private static final long REDRAW_NANOS = 200_000_000;

  private final long total;
  private final PrintWriter out;
  private final boolean terminal;
  private final @Nullable LongSupplier clock;
  private final long startNanos;
  private long shownSteps;
  private long shownNanos;
  private int shownLength;
  private boolean lineOpen;

  /**
   * Makes it.
   *
   * @param total how many there are in all; with none nothing is shown
   * @param out where it is shown
   * @param terminal whether that is a terminal, on which a line can be written over
   */
  Progress(long total, PrintWriter out, boolean terminal) {
    this(total, out, terminal, null);
  }

  /**
   * Makes one that shows as well how many are done in a second, and how many seconds are left.
   *
   * @param clock tells the nanoseconds since some time; null to show neither
   */
  Progress(long total, PrintWriter out, boolean terminal, @Nullable LongSupplier clock) {
    this.total = total;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.startNanos = clock == null ? 0 : clock.getAsLong();
    this.shownNanos = startNanos;
  }

  /** Whether this process was started from a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null before JDK 22; isTerminal() since then
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Shows that so many are done. */
  void at(long done) {
    if (total == 0) {
      return;
    }
    int stepsInAll = terminal ? BAR_WIDTH : TENTHS;
    long steps = done * stepsInAll / total;
    if (steps == shownSteps && !isStale()) {
      return;
    }
    shownSteps = steps;
    long percent = done * 100 / total;
    String count = "%3d %%  %d of %d".formatted(percent, done, total) + pace(done);
    if (terminal) {
      int full = (int) steps;
      out.print("\r[" + "#".repeat(full) + "-".repeat(BAR_WIDTH - full) + "] " + count);
      out.print(" ".repeat(Math.max(0, shownLength - count.length())));
      out.flush();
      shownLength = count.length();
      lineOpen = true;
    } else {
      out.println(count);
    }
  }

  /** Whether the pace on a terminal is of some time ago. */
  private boolean isStale() {
    return terminal && clock != null && clock.getAsLong() - shownNanos >= REDRAW_NANOS;
  }

  private String pace(long done) {
    if (clock == null) {
      return "";
    }
    shownNanos = clock.getAsLong();
    long nanos = Math.max(1, shownNanos - startNanos);
    long perSecond = (long) (done * 1e9 / nanos);
    String pace = ", " + perSecond + "/s";
    return done == 0 || done == total
        ? pace
        : pace + ", " + (long) Math.ceil((total - done) * (nanos / 1e9) / done) + " s left";
  }

  /** Leaves the bar's line, for what is written next. */
  void finish() {
    if (lineOpen) {
      lineOpen = false;
      out.println();
    }
  }
}
