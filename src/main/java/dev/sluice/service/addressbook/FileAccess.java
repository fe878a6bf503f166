package dev.sluice.service.addressbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a file and who may use it, to be the same for files that are made of it.
 *
 * @param attributes as the file had them; null where the system knows no such thing
 */
record FileAccess(@Nullable PosixFileAttributes attributes) {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  static FileAccess of(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return new FileAccess(view == null ? null : view.readAttributes());
  }

  /** With what a file is created, so that nobody else can use it yet. */
  FileAttribute<?>[] whenCreated() {
    return attributes == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)};
  }

  /** Gives access to a file, which this process has created. */
  void give(Path file) throws IOException {
    if (attributes == null) {
      return;
    }
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributes current = view.readAttributes();
    try {
      if (!current.owner().equals(attributes.owner())) {
        view.setOwner(attributes.owner());
      }
      if (!current.group().equals(attributes.group())) {
        view.setGroup(attributes.group());
      }
    } catch (IOException e) {
      // Only some may give files away.
    }
    view.setPermissions(attributes.permissions());
  }
}
