package dev.sluice.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
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
    Charset charset = Charset.defaultCharset();
    int code =
        commandLine()
            .setOut(new PrintWriter(System.out, true, charset))
            .setErr(new PrintWriter(System.err, true, charset))
            .execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new SluiceCommand()).setUsageHelpAutoWidth(true);
  }
}
