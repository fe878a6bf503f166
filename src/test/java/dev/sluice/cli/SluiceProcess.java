package dev.sluice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar in a process of its own, which ends with the test. */
final class SluiceProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("listening on https?://[^ ]*:(\\d+) .*");
  private static final long PATIENCE_SECONDS = 30;
  private static final int WARNS_OF_NATIVE_ACCESS = 24;

  /** What a process left behind. */
  record Ended(int code, String out, String err) {}

  private final Process process;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final CompletableFuture<String> out;
  private final CompletableFuture<String> err;

  private SluiceProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).start();
    out = CompletableFuture.supplyAsync(this::readOut, SluiceProcess::onThreadOfItsOwn);
    err =
        CompletableFuture.supplyAsync(
            () -> readAll(process.getErrorStream()), SluiceProcess::onThreadOfItsOwn);
  }

  /** The common pool has a thread a core, and what is read may not end before the test does. */
  private static void onThreadOfItsOwn(Runnable reading) {
    Thread thread = new Thread(reading, "reader");
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs {@code java -jar sluice.jar}. */
  static SluiceProcess jar(String... args) throws IOException {
    return java("-jar", List.of(jarFile()), args);
  }

  /** Runs {@code java -jar sluice.jar} with so little heap, for example {@code 48m}. */
  static SluiceProcess jarWithHeap(String size, String... args) throws IOException {
    return java("-Xmx" + size, List.of("-jar", jarFile()), args);
  }

  /** Runs the legacy launcher from the same jar. */
  static SluiceProcess legacyLauncher(String... args) throws IOException {
    return java("-cp", List.of(jarFile(), "io.vertx.core.Launcher"), args);
  }

  private static SluiceProcess java(String option, List<String> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (option.equals("-cp") && Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
      // The manifest, which permits it, counts for -jar only.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add(option);
    command.addAll(main);
    command.addAll(List.of(args));
    return new SluiceProcess(command);
  }

  private static String jarFile() {
    return System.getProperty("sluice.jar", "target/sluice.jar");
  }

  /** Waits for the line that says where it listens; returns the port. */
  int port() throws Exception {
    Matcher line = READY.matcher(readyLine());
    if (!line.find()) {
      throw new AssertionError("no port in: " + line);
    }
    return Integer.parseInt(line.group(1));
  }

  String readyLine() throws Exception {
    return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends it SIGTERM. */
  SluiceProcess terminate() {
    process.toHandle().destroy();
    return this;
  }

  /** Sends it SIGKILL, and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end. */
  Ended ended() throws Exception {
    return ended(PATIENCE_SECONDS);
  }

  /** Waits so many seconds for its end. */
  Ended ended(long seconds) throws Exception {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running");
    }
    return new Ended(
        process.exitValue(),
        out.get(PATIENCE_SECONDS, TimeUnit.SECONDS),
        err.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String readOut() {
    StringBuilder text = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        if (line.replace("\\/", "/").contains("listening on")) {
          ready.complete(line.replace("\\/", "/"));
        }
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    } finally {
      ready.completeExceptionally(new AssertionError("ended before it was ready: " + text));
    }
    return text.toString();
  }

  private static String readAll(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
