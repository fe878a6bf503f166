package dev.sluice.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The entry point of the runnable jar. */
public final class Main {

  private Main() {}

  /**
   * Runs a command; returns while the server that it started goes on.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Logging.routeVertxToSlf4j();
    Logging.silence();
    int code =
        commandLine()
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new SluiceCommand()).setUsageHelpAutoWidth(true);
  }
}
