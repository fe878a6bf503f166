package dev.sluice.service.addressbook;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an address book is, and what can be told of it without opening it.
 *
 * @param file the file, which need not be there
 */
record BookPath(Path file) {

  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private static final int MAX_LINKS = 40;

  /** Whether there is no such file. */
  boolean isMissing() {
    return Files.notExists(file);
  }

  /** What tells the file from all others, whatever their names: it changes when it is replaced. */
  Object key() throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath() : key;
  }

  /** The folder that the file is in; null for the root of a file system. */
  @Nullable Path folder() {
    return file.toAbsolutePath().getParent();
  }

  /** A file beside this one, with something after its name. */
  Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /**
   * Creates the file, empty, unless it is there; or what a link leads to. A file that is there is
   * not opened: closing it would take away the lock that this process may have on it.
   */
  void createIfMissing() throws IOException {
    Path target = file;
    for (int links = 0; links < MAX_LINKS && Files.isSymbolicLink(target); links++) {
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    try {
      Files.createFile(target);
    } catch (FileAlreadyExistsException e) {
      // Someone else was faster.
    }
  }

  void requireRegular() throws AddressBookException, IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw fault("is a directory (expected: an address book file)");
    }
    if (!attributes.isRegularFile()) {
      throw fault("is a device or a pipe (expected: an address book file)");
    }
  }

  /** Also refuses root a file that nobody may write, although the system would let it. */
  void requireWritable() throws AddressBookException, IOException {
    requireRegular();
    if (!Files.isWritable(file) || !isWritableBySomeone()) {
      throw fault("cannot be written: it is read-only");
    }
  }

  private boolean isWritableBySomeone() throws IOException {
    try {
      return !Collections.disjoint(Files.getPosixFilePermissions(file), WRITE);
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }

  /** Checks that the file could be created. */
  void requireFolder() throws AddressBookException {
    Path folder = folder();
    if (folder != null && !Files.isDirectory(folder)) {
      throw fault("cannot be created: there is no folder " + PlainText.escape(folder.toString()));
    }
    if (folder != null && !Files.isWritable(folder)) {
      throw fault("cannot be created: its folder is read-only");
    }
  }

  /** The path, fit to be shown. */
  String name() {
    return PlainText.escape(file.toString());
  }

  /** A failure that begins with the file's name. */
  AddressBookException fault(String what) {
    return new AddressBookException(name() + ": " + what);
  }

  /** A failure of the system that begins with the file's name. */
  AddressBookException failure(String what, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new AddressBookException(name() + ": no such file", cause);
    }
    return new AddressBookException(name() + ": " + what + ": " + reason(cause), cause);
  }

  /** Why the system failed, without the name of a file. */
  static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
  }
}
