package dev.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file that the configuration names, such as a contract, a certificate or a list of keys. */
public final class ConfFile {

  private static final int MAX_BYTES = 16 << 20;

  private ConfFile() {}

  /**
   * Reads a file that a key names. Blocks.
   *
   * @return all that it has, 16 MiB at most
   * @throws ConfigException naming key and file, and saying why it cannot be read
   */
  public static byte[] read(String key, String file) {
    try {
      return read(file);
    } catch (IllegalArgumentException e) {
      throw fault(key, file, e);
    }
  }

  /**
   * Reads a file of text that a key names. Blocks.
   *
   * @throws ConfigException naming key and file, and saying why it cannot be read
   */
  public static String readText(String key, String file) {
    try {
      return readText(file);
    } catch (IllegalArgumentException e) {
      throw fault(key, file, e);
    }
  }

  private static ConfigException fault(String key, String file, Exception why) {
    return new ConfigException(List.of(key + ": " + file + ": " + why.getMessage()));
  }

  /**
   * Reads a file. Blocks.
   *
   * @return all that it has, 16 MiB at most
   * @throws IllegalArgumentException saying why it cannot be read, or that it has more
   */
  public static byte[] read(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new IllegalArgumentException("is a directory (expected: a file)");
      }
      return read(path, MAX_BYTES);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new IllegalArgumentException("no such file", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("cannot be read: permission denied", e);
    } catch (FileSystemException e) {
      // Its message begins with the file, which is named already.
      String reason = e.getReason() == null ? "" : ": " + e.getReason();
      throw new IllegalArgumentException("cannot be read" + reason, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file of text. Blocks.
   *
   * @throws IllegalArgumentException saying why it cannot be read, or that it is not UTF-8
   */
  public static String readText(String file) {
    try {
      return text(read(file));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not UTF-8", e);
    }
  }

  /**
   * Reads a file up to a bound. Blocks.
   *
   * @throws IllegalArgumentException saying that it has more
   */
  static byte[] read(Path path, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IllegalArgumentException("more than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  /**
   * Decodes UTF-8.
   *
   * @throws CharacterCodingException if it is none
   */
  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
