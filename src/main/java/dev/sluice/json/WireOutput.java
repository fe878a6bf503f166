package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedInputStream;
import java.util.Arrays;

/**
 * A growing array of protobuf wire bytes.
 *
 * <p>The length of a message is known only after its content: {@link #begin} leaves one byte for it
 * and {@link #end} moves the content when it needs more.
 */
final class WireOutput {

  /** A level of a Struct is a Value within a map entry within a Struct. */
  private static final int MESSAGES_PER_LEVEL = 3;

  /** What {@link PlainBytes#copy} may write beyond what it is to copy. */
  private static final int SLACK = 7;

  private byte[] bytes;
  private int size;

  WireOutput(int capacity) {
    bytes = new byte[Math.max(16, capacity) + SLACK];
  }

  int size() {
    return size;
  }

  /** What was written, to be parsed as a message that JSON of the given depth can spell. */
  CodedInputStream toInput(int jsonDepth) {
    CodedInputStream input = CodedInputStream.newInstance(bytes, 0, size);
    input.setRecursionLimit(MESSAGES_PER_LEVEL * (jsonDepth + 1));
    return input;
  }

  /** What was written from one size to another. */
  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** Drops what was written after the given size. */
  void truncate(int to) {
    size = to;
  }

  void varint32(int value) {
    reserve(5);
    raw32(value);
  }

  void varint64(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void fixed32(int value) {
    reserve(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void fixed64(long value) {
    reserve(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void lengthDelimited(byte[] value) {
    lengthDelimited(value, 0, value.length);
  }

  void lengthDelimited(byte[] from, int start, int end) {
    int length = end - start;
    reserve(length + 5);
    raw32(length);
    PlainBytes.copy(from, start, bytes, size, length);
    size += length;
  }

  /** Opens something length-delimited; what it returns goes to {@link #end}. */
  int begin() {
    reserve(1);
    return ++size;
  }

  void end(int start) {
    int length = size - start;
    int prefix = varintSize(length);
    if (prefix > 1) {
      reserve(prefix - 1);
      System.arraycopy(bytes, start, bytes, start + prefix - 1, length);
    }
    size = start - 1;
    raw32(length);
    size += length;
  }

  /**
   * Writes a string, length first.
   *
   * @throws JsonException if half of a surrogate pair stands alone
   */
  void string(String value) throws JsonException {
    checkSurrogates(value);
    lengthDelimited(value.getBytes(UTF_8));
  }

  /** Refuses text that has no UTF-8. */
  static void checkSurrogates(String text) throws JsonException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          throw loneSurrogate();
        }
        i++;
      }
    }
  }

  private static JsonException loneSurrogate() {
    return new JsonException("half of a surrogate pair stands alone in a string");
  }

  private void raw32(int value) {
    if (value >= 0 && value < 0x80) {
      bytes[size++] = (byte) value;
      return;
    }
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private void reserve(int more) {
    if (bytes.length - size < more + SLACK) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more + SLACK, bytes.length * 2));
    }
  }
}
