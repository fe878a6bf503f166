package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Base64;

/** A growing array of JSON bytes. */
final class JsonOutput {

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  /** For each byte that needs an escape: its letter after a backslash. */
  private static final byte[] ESCAPES = new byte[128];

  static {
    Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
  }

  private static final int MAX_ESCAPED = 6;

  /** How much room there always is beyond what was written, for whole words to be copied. */
  private static final int SLACK = Long.BYTES;

  /** A number that is so many millionths, and within these, is written the shortest way so. */
  private static final double MICROS = 1e6;

  private static final int MICRO_DIGITS = 6;
  private static final double MIN_SHORT = 1e-3;
  private static final double MAX_SHORT = 1e7;

  private byte[] bytes;
  private int size;

  JsonOutput(int capacity) {
    bytes = new byte[Math.max(32, capacity) + SLACK];
  }

  /** What stands for a field that is not there. */
  static byte[] absent(boolean object) {
    return (object ? "{}" : "null").getBytes(ISO_8859_1);
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  void raw(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  /** Writes a comma unless something was just opened. */
  void separate() {
    if (isAfterValue()) {
      raw(',');
    }
  }

  private boolean isAfterValue() {
    byte last = size == 0 ? (byte) '[' : bytes[size - 1];
    return last != '{' && last != '[';
  }

  /** Writes a name that has its quotes and colon, after a comma if it is not the first. */
  void name(byte[] quoted) {
    reserve(quoted.length + 1);
    if (isAfterValue()) {
      bytes[size++] = ',';
    }
    PlainBytes.copy(quoted, 0, bytes, size, quoted.length);
    size += quoted.length;
  }

  void raw(byte[] ascii) {
    raw(ascii, 0, ascii.length);
  }

  void raw(byte[] from, int start, int end) {
    int length = end - start;
    reserve(length);
    PlainBytes.copy(from, start, bytes, size, length);
    size += length;
  }

  void raw(String ascii) {
    raw(ascii.getBytes(ISO_8859_1));
  }

  void quoted(String ascii) {
    quoted(ascii.getBytes(ISO_8859_1));
  }

  void quoted(byte[] ascii) {
    raw('"');
    raw(ascii);
    raw('"');
  }

  /** Writes a string, escaping what JSON requires. */
  void string(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int end = utf8.length;
    reserve(end + 2);
    bytes[size++] = '"';
    int plain = PlainBytes.copyPlain(utf8, bytes, size);
    size += plain;
    if (plain < end) {
      escaped(utf8, plain);
    }
    raw('"');
  }

  private void escaped(byte[] utf8, int start) {
    int end = utf8.length;
    int i = start;
    while (i < end) {
      if (!PlainBytes.isPlain(utf8[i])) {
        escape(utf8[i++]);
        reserve(end - i + 1);
      } else if (i + Long.BYTES <= end) {
        int plain = PlainBytes.copyWord(PlainBytes.word(utf8, i), bytes, size);
        size += plain;
        i += plain;
      } else {
        bytes[size++] = utf8[i++];
      }
    }
  }

  private void escape(byte b) {
    reserve(MAX_ESCAPED);
    byte letter = ESCAPES[b];
    bytes[size++] = '\\';
    bytes[size++] = letter;
    if (letter == 'u') {
      bytes[size++] = '0';
      bytes[size++] = '0';
      bytes[size++] = HEX[b >> 4];
      bytes[size++] = HEX[b & 0xF];
    }
  }

  void base64(ByteString data) {
    quoted(Base64.getEncoder().encode(data.toByteArray()));
  }

  void integer(long value) {
    if (value == Long.MIN_VALUE) {
      raw(Long.toString(value));
      return;
    }
    reserve(20);
    long rest = value;
    if (rest < 0) {
      bytes[size++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long limit = 10; digits < 19 && rest >= limit; limit *= 10) {
      digits++;
    }
    size += digits;
    int i = size;
    do {
      long quotient = rest / 10;
      bytes[--i] = (byte) ('0' + (rest - quotient * 10));
      rest = quotient;
    } while (rest > 0);
  }

  /** Writes the shortest number that reads back as the value. */
  void real(double value) {
    if (Math.abs(value) < MAX_SHORT && Math.abs(value) >= MIN_SHORT) {
      long micros = Math.round(value * MICROS);
      if (micros / MICROS == value) {
        decimal(micros);
        return;
      }
    }
    if (Double.isFinite(value)) {
      raw(NumberOutput.toString(value, true));
    } else {
      quoted(Double.toString(value));
    }
  }

  /** Writes millionths as the number of units that they are, with at least one decimal. */
  private void decimal(long micros) {
    if (micros < 0) {
      raw('-');
    }
    long value = Math.abs(micros);
    integer(value / (long) MICROS);
    reserve(1 + MICRO_DIGITS);
    bytes[size++] = '.';
    int rest = (int) (value % (long) MICROS);
    do {
      int digit = rest / (int) (MICROS / 10);
      bytes[size++] = (byte) ('0' + digit);
      rest = (rest - digit * (int) (MICROS / 10)) * 10;
    } while (rest > 0);
  }

  void real(float value) {
    if (Float.isFinite(value)) {
      raw(NumberOutput.toString(value, true));
    } else {
      quoted(Float.toString(value));
    }
  }

  private void reserve(int more) {
    if (bytes.length - size < more + SLACK) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more + SLACK, bytes.length * 2));
    }
  }
}
