package dev.sluice.service.addressbook;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** What the store asks of the system, where the system can fail. */
interface Disk {

  /** Opens a file. */
  default FileChannel open(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return FileChannel.open(file, options, attributes);
  }

  /** Gives a file the name of another, which is then gone: at no time is there neither. */
  default void replace(Path file, Path with) throws IOException {
    Files.move(with, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes the names in a folder last, where the system can. */
  default void syncFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Not every system can open a folder.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }
}
