package dev.sluice.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** A file with a secret and nothing else, such as a token or a password. */
public final class SecretFile {

  private static final int MAX_BYTES = 65_536;

  private SecretFile() {}

  /**
   * Reads a file. Blocks.
   *
   * @return what it has, with the end of its line; may be empty
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException telling what it has instead if that is more than 64 KiB, or
   *     not UTF-8
   */
  public static String read(Path file) throws IOException {
    byte[] bytes = ConfFile.read(file, MAX_BYTES);
    try {
      return ConfFile.text(bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("bytes that are not UTF-8", e);
    }
  }
}
