package dev.sluice.service.addressbook;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a book, locked for as long as it is open.
 *
 * <p>It is what it was when something fails, or else is made so before anything is written next.
 * For one thread at a time.
 */
final class BookFile implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(BookFile.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String TEMPORARY = ".sluice-rewrite";

  private final BookPath path;
  private final Disk disk;
  private final InstantSource clock;
  private final FileAccess access;
  private LockedFile file;
  private long length;

  /** How long the file may be instead, since it could not be given back its length. */
  private long doubtfulLength;

  private boolean settled = true;

  /** What is to be in a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Someone else has changed the file; the message says what they did. */
  static final class ChangedException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    ChangedException(String message) {
      super(message);
    }
  }

  private BookFile(BookPath path, Disk disk, InstantSource clock, LockedFile file)
      throws IOException {
    this.path = path;
    this.disk = disk;
    this.clock = clock;
    this.file = file;
    this.access = FileAccess.of(path.file());
    this.length = file.channel().size();
    Files.deleteIfExists(temporary());
  }

  /**
   * Opens and locks a file.
   *
   * @param path the file, which is there; not a link
   * @param disk what it is on
   * @param clock dates what is kept aside
   * @throws AddressBookException if it is in use, or may not be written
   */
  static BookFile open(BookPath path, Disk disk, InstantSource clock)
      throws AddressBookException, IOException {
    path.requireWritable();
    LockedFile file = LockedFile.open(path, disk, true);
    try {
      return new BookFile(path, disk, clock, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  BookPath path() {
    return path;
  }

  /** The only channel of this process on the file. */
  FileChannel channel() {
    return file.channel();
  }

  /** How many bytes the file has. */
  long length() {
    return length;
  }

  /**
   * Checks that no one else has changed the file.
   *
   * @throws ChangedException if it was removed or replaced, or has another length
   * @throws IOException if that cannot be told
   */
  void requireUnchanged() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path.file(), BasicFileAttributes.class);
      if (!file.isAt(path)) {
        throw new ChangedException("was replaced by another file");
      }
    } catch (NoSuchFileException e) {
      throw new ChangedException("was removed");
    }
    if (attributes.size() < length) {
      throw new ChangedException(
          "was truncated to " + attributes.size() + " of " + length + " bytes");
    }
    if (attributes.size() > Math.max(length, doubtfulLength)) {
      throw new ChangedException(
          "has " + attributes.size() + " bytes, though only " + length + " were written to it");
    }
  }

  /**
   * Writes at the end, durably.
   *
   * @param bytes what is written
   * @param whole whether a crash must not leave some of it
   * @throws IOException if it failed; it may then still be there after a crash
   */
  void append(ByteBuffer bytes, boolean whole) throws IOException {
    settle();
    long end = length + bytes.remaining();
    try {
      if (whole) {
        DurableAppend.writeWhole(channel(), bytes);
      } else {
        DurableAppend.write(channel(), bytes);
      }
    } catch (DurableAppend.HalfDoneException e) {
      doubtfulLength = end;
      throw e;
    }
    length = end;
  }

  /**
   * Puts another file in the place of this one, which is there only when it is whole and durable.
   * That its name lasts takes {@link #settle}.
   *
   * @param content what the file is to have
   * @throws IOException if it failed, and the file is as it was
   */
  void rewrite(Content content) throws AddressBookException, IOException {
    Files.deleteIfExists(temporary());
    LockedFile next = LockedFile.create(temporary(), disk, access.whenCreated());
    long nextLength;
    try {
      write(next.channel(), content);
      nextLength = next.channel().size();
      access.give(temporary());
      disk.replace(path.file(), temporary());
    } catch (IOException | RuntimeException e) {
      try (next) {
        Files.deleteIfExists(temporary());
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    LockedFile last = file;
    file = next;
    length = nextLength;
    doubtfulLength = 0;
    settled = false;
    try {
      last.close();
    } catch (IOException e) {
      LOG.warn("{}: the file as it was before could not be closed", path.name(), e);
    }
  }

  /** Makes up for what could not be done before, and makes the file's name last. */
  void settle() throws IOException {
    if (doubtfulLength > 0) {
      cut(length);
      doubtfulLength = 0;
    }
    if (!settled) {
      syncFolder();
      settled = true;
    }
  }

  /** Takes off the end, durably. */
  void cut(long end) throws IOException {
    channel().truncate(end);
    channel().force(true);
    length = end;
  }

  /**
   * Makes a file beside this one, durably.
   *
   * @param kind why, in a word
   * @param content what it has
   * @return the file
   */
  Path keepAside(String kind, Content content) throws IOException {
    Path aside = path.beside("." + kind + "-" + TIME.format(clock.instant()));
    for (int number = 2; ; number++) {
      try (FileChannel channel =
          disk.open(
              aside,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              access.whenCreated())) {
        try {
          write(channel, content);
          access.give(aside);
        } catch (IOException e) {
          Files.deleteIfExists(aside);
          throw e;
        }
        syncFolder();
        return aside;
      } catch (FileAlreadyExistsException e) {
        aside = path.beside("." + kind + "-" + TIME.format(clock.instant()) + "-" + number);
      }
    }
  }

  private static void write(FileChannel channel, Content content) throws IOException {
    // Not closed: that would close the channel.
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    content.writeTo(out);
    out.flush();
    channel.force(true);
  }

  private void syncFolder() throws IOException {
    Path folder = path.folder();
    if (folder != null) {
      disk.syncFolder(folder);
    }
  }

  private Path temporary() {
    return path.beside(TEMPORARY);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
