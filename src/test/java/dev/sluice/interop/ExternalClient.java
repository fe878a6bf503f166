package dev.sluice.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A client that is a program of its own, found by an environment variable or on the path. */
public final class ExternalClient {

  private static final long PATIENCE_SECONDS = 60;

  /** How a run of it ended. */
  public record Ended(int code, String out, String err) {}

  private final String program;

  /**
   * Names a program.
   *
   * @param variable the environment variable that says where it is
   * @param fallback what to look for on the path if the variable is not set
   */
  public ExternalClient(String variable, String fallback) {
    String program = System.getenv(variable);
    this.program = program == null || program.isEmpty() ? fallback : program;
  }

  /** Whether it is installed and runs well with these arguments. */
  public boolean canRun(String... arguments) throws Exception {
    try {
      return run(Path.of("."), arguments).code() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs it to its end. */
  public Ended run(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + command);
      }
      return new Ended(process.exitValue(), out.get(), err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }
}
