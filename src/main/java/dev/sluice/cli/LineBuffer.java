package dev.sluice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of the log as bytes in UTF-8, until they are written. Not safe for concurrent use. */
final class LineBuffer {

  private static final int INITIAL = 1 << 10;
  private static final int KEPT = 64 << 10;
  private static final int MAX_DIGITS = 20;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[INITIAL];
  private int size;

  int size() {
    return size;
  }

  /** Drops what comes after the first {@code size} bytes. */
  void cut(int size) {
    this.size = size;
  }

  LineBuffer add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  LineBuffer add(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return add(text.substring(i).getBytes(StandardCharsets.UTF_8));
      }
      bytes[size++] = (byte) c;
    }
    return this;
  }

  LineBuffer add(long number) {
    if (number < 0) {
      return add(Long.toString(number));
    }
    reserve(MAX_DIGITS);
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    size += digits;
    int at = size;
    long rest = number;
    do {
      bytes[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return this;
  }

  /** Adds a number of a certain number of digits, zeros before it included. */
  LineBuffer add(int number, int digits) {
    reserve(digits);
    int rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /** Adds a text with what JSON wants escaped within quotes. */
  LineBuffer addEscaped(String text) {
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        add(text.substring(plain, i));
        plain = i + 1;
        reserve(6);
        bytes[size++] = '\\';
        if (c < ' ') {
          bytes[size++] = 'u';
          bytes[size++] = '0';
          bytes[size++] = '0';
          bytes[size++] = HEX[c >> 4];
          bytes[size++] = HEX[c & 15];
        } else {
          bytes[size++] = (byte) c;
        }
      }
    }
    return add(plain == 0 ? text : text.substring(plain));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
    }
  }

  /** Writes all, and is empty then, even if it could not be written. */
  void writeTo(OutputStream out) throws IOException {
    try {
      out.write(bytes, 0, size);
      out.flush();
    } finally {
      size = 0;
      if (bytes.length > KEPT) {
        bytes = new byte[INITIAL];
      }
    }
  }
}
