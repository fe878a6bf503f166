package dev.sluice.service.addressbook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process, which has a file locked while it lives. */
final class LockHolder implements AutoCloseable {

  private final Process process;

  /** Starts the process; when this returns, it has the lock. */
  LockHolder(Path file) throws IOException, URISyntaxException {
    Path classes =
        Path.of(LockHolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes.toString(),
                LockHolder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader();
    if (!"locked".equals(out.readLine())) {
      process.destroyForcibly();
      throw new AssertionError("not locked");
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }

  /** What the process does: it ends with its input. */
  public static void main(String[] args) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      System.out.println(lock == null ? "not locked" : "locked");
      if (lock != null) {
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }
}
