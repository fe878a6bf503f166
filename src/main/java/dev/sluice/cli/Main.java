package dev.sluice.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The entry point of the runnable jar. */
public final class Main {

  private Main() {}

  /**
   * Runs a command; returns while the server that it started goes on.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Logging.routeToSlf4j();
    Logging.silence();
    int code =
        commandLine()
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .execute(args);
    if (code != 0) {
      Logging.flush();
      System.exit(code);
    }
  }

  static CommandLine commandLine() {
    return commandLine(System.in, InstantSource.system());
  }

  /** The command line with what its commands take from the world. */
  static CommandLine commandLine(InputStream in, InstantSource clock) {
    return new CommandLine(new SluiceCommand())
        .addSubcommand(new AddPersonCommand(in, clock))
        .addSubcommand(new ListPeopleCommand())
        .addSubcommand(new ImportPeopleCommand())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::explain);
  }

  /** Says what is wrong with a command line, and always what would be right. */
  private static int explain(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println(wrong.getMessage());
    command.usage(command.getErr());
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
