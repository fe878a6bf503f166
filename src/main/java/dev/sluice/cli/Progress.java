package dev.sluice.cli;

import java.io.Console;
import java.io.PrintWriter;

/**
 * How far something has come: a bar on a terminal, elsewhere a line for each tenth.
 *
 * <p>Used by one thread at a time.
 */
final class Progress {

  private static final int BAR_WIDTH = 40;
  private static final int TENTHS = 10;

  private final long total;
  private final PrintWriter out;
  private final boolean terminal;
  private long shownSteps;
  private boolean lineOpen;

  /**
   * Makes it.
   *
   * @param total how many there are in all; with none nothing is shown
   * @param out where it is shown
   * @param terminal whether that is a terminal, on which a line can be written over
   */
  Progress(long total, PrintWriter out, boolean terminal) {
    this.total = total;
    this.out = out;
    this.terminal = terminal;
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
    int stepsInAll = terminal ? BAR_WIDTH : TENTHS;
    long steps = done * stepsInAll / total;
    if (steps == shownSteps) {
      return;
    }
    shownSteps = steps;
    long percent = done * 100 / total;
    String count = "%3d %%  %d of %d".formatted(percent, done, total);
    if (terminal) {
      int full = (int) steps;
      out.print("\r[" + "#".repeat(full) + "-".repeat(BAR_WIDTH - full) + "] " + count);
      out.flush();
      lineOpen = true;
    } else {
      out.println(count);
    }
  }

  /** Leaves the bar's line, for what is written next. */
  void finish() {
    if (lineOpen) {
      lineOpen = false;
      out.println();
    }
  }
}
