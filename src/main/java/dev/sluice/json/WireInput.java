package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Protobuf wire bytes as a serialiser of the library wrote them: the fields of each message in the
 * order of their numbers, the values of each field together.
 */
final class WireInput {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private int position;

  WireInput(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  /** Whether the next tag before an end is the given one, which is then passed. */
  boolean passTag(int tag, int end) {
    if (position == end) {
      return false;
    }
    int before = position;
    if (varint32() == tag) {
      return true;
    }
    position = before;
    return false;
  }

  int varint32() {
    return (int) varint64();
  }

  long varint64() {
    long value = bytes[position++];
    if (value >= 0) {
      return value;
    }
    value &= 0x7F;
    for (int shift = 7; ; shift += 7) {
      long next = bytes[position++];
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  int fixed32() {
    int value = (int) INT.get(bytes, position);
    position += 4;
    return value;
  }

  long fixed64() {
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  /** Passes the length of something and returns where it ends. */
  int end() {
    int length = varint32();
    return position + length;
  }

  String string() {
    int end = end();
    String text = new String(bytes, position, end - position, UTF_8);
    position = end;
    return text;
  }

  byte[] lengthDelimited() {
    int end = end();
    byte[] content = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return content;
  }

  /** Passes the value of a tag that was just read. */
  void skip(int tag) {
    switch (WireTag.wireType(tag)) {
      case 0 -> varint64();
      case 1 -> position += 8;
      case 2 -> position = end();
      case 3 -> {
        int inner = varint32();
        while (WireTag.wireType(inner) != 4) {
          skip(inner);
          inner = varint32();
        }
      }
      default -> position += 4;
    }
  }
}
