package dev.sluice.service.addressbook;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that can be full, broken or read-only; it is none of these until it is told to be. */
final class FaultyDisk implements Disk {

  /** How many bytes can be written before the disk is full. */
  final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);

  /** How often a file was made to last. */
  final AtomicInteger forced = new AtomicInteger();

  volatile int bytesAtOnce = Integer.MAX_VALUE;
  volatile boolean forceable = true;
  volatile boolean truncatable = true;
  volatile boolean creatable = true;
  volatile boolean replaceable = true;
  volatile boolean folderForceable = true;

  /** Whether memory runs out just after a file was made to last. */
  volatile boolean exhausting;

  /** Makes it a good disk again. */
  void heal() {
    room.set(Integer.MAX_VALUE);
    forceable = true;
    truncatable = true;
    creatable = true;
    replaceable = true;
    folderForceable = true;
    exhausting = false;
  }

  @Override
  public FileChannel open(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (!creatable && options.contains(StandardOpenOption.CREATE_NEW)) {
      throw new AccessDeniedException(file.toString());
    }
    return new WorseChannel(FileChannel.open(file, options, attributes), this);
  }

  @Override
  public void replace(Path file, Path with) throws IOException {
    if (!replaceable) {
      throw new AccessDeniedException(file.toString());
    }
    Disk.super.replace(file, with);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    if (!folderForceable) {
      throw new IOException("Input/output error");
    }
    Disk.super.syncFolder(folder);
  }
}
