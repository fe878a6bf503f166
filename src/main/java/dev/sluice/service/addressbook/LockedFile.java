package dev.sluice.service.addressbook;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is open and locked, against other processes by a lock of the operating system, and
 * against the rest of this process.
 *
 * <p>The locks of POSIX belong to the process: when it closes any channel on a file, they are gone,
 * whichever channel they were taken through (<a
 * href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/fcntl.html">fcntl</a>). So no
 * file is opened a second time while it is locked, and which files are is known for the process as
 * a whole, as the system sees it.
 */
final class LockedFile implements Closeable {

  private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Object key;

  private LockedFile(FileChannel channel, Object key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Opens a file that is there, and locks it without waiting.
   *
   * @param path the file
   * @param disk opens it
   * @param write whether it is to be written, and not to be read by others meanwhile
   * @throws AddressBookException if it is in use, or was replaced by another before it was locked
   */
  static LockedFile open(BookPath path, Disk disk, boolean write)
      throws AddressBookException, IOException {
    Object key = path.key();
    Set<OpenOption> options =
        write
            ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
            : Set.of(StandardOpenOption.READ);
    return open(path, key, () -> disk.open(path.file(), options), write);
  }

  /**
   * Creates a file, and locks it.
   *
   * @param path the file, which must not be there
   * @param disk opens it
   * @param attributes what it is created with
   */
  static LockedFile create(Path path, Disk disk, FileAttribute<?>... attributes)
      throws AddressBookException, IOException {
    FileChannel channel =
        disk.open(
            path,
            Set.of(
                StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            attributes);
    try {
      BookPath created = new BookPath(path);
      return open(created, created.key(), () -> channel, true);
    } catch (AddressBookException | IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private interface Opening {
    FileChannel open() throws IOException;
  }

  private static LockedFile open(BookPath path, Object key, Opening opening, boolean write)
      throws AddressBookException, IOException {
    if (!HELD.add(key)) {
      throw inUse(path);
    }
    LockedFile file = null;
    try {
      file = new LockedFile(opening.open(), key);
      file.lock(path, write);
      if (!key.equals(path.key())) {
        throw path.fault("was replaced while it was opened; try again");
      }
      return file;
    } catch (AddressBookException | IOException | RuntimeException e) {
      if (file == null) {
        HELD.remove(key);
      } else {
        file.close();
      }
      throw e;
    }
  }

  private void lock(BookPath path, boolean write) throws AddressBookException, IOException {
    try {
      // Closing the channel releases it.
      if (channel.tryLock(0, Long.MAX_VALUE, !write) != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // In use by this process; said below.
    }
    throw inUse(path);
  }

  private static AddressBookException inUse(BookPath path) {
    return path.fault("is in use by another program; try again when it has ended");
  }

  /** The only channel of this process on the file. */
  FileChannel channel() {
    return channel;
  }

  /** Whether a path still leads to this file. */
  boolean isAt(BookPath path) throws IOException {
    return key.equals(path.key());
  }

  /** Closes the file, and so unlocks it. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
