package dev.sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * How a command ended, and what it said.
 *
 * @param code the exit code
 * @param out what it said
 * @param err what it said of faults
 */
record CommandRun(int code, String out, String err) {

  /** Runs a command, which is answered as a person would. */
  static CommandRun of(InstantSource clock, byte[] answers, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.commandLine(new ByteArrayInputStream(answers), clock)
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .execute(args);
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs a command that is told all in its arguments. */
  static CommandRun of(String... args) {
    return of(InstantSource.system(), new byte[0], args);
  }
}
