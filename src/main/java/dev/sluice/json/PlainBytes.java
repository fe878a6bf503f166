package dev.sluice.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Looks at text eight bytes a time: where it stops being what a JSON string may hold as it is, and
 * what number its digits are.
 */
final class PlainBytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long HIGH_NIBBLES = 0xF0F0F0F0F0F0F0F0L;
  private static final long ZEROS = ONES * '0';

  /** Up to here it is faster to copy words. */
  private static final int MAX_WORDS = 4 * Long.BYTES;

  private PlainBytes() {}

  /**
   * The index of the first quote, backslash or control character in a part of an array, or its end;
   * the complement of the index if not all bytes before it are ASCII.
   */
  static int end(byte[] bytes, int from, int end) {
    long seen = 0;
    int i = from;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      long word = word(bytes, i);
      int plain = plain(word);
      if (plain < Long.BYTES) {
        seen |= word & ((1L << (plain * Byte.SIZE)) - 1);
        return index(i + plain, seen);
      }
      seen |= word;
    }
    for (; i < end && isPlain(bytes[i]); i++) {
      seen |= bytes[i];
    }
    return index(i, seen);
  }

  private static int index(int i, long seen) {
    return (seen & HIGH_BITS) == 0 ? i : ~i;
  }

  /**
   * Copies bytes up to the first that is not plain; the target has room for seven more.
   *
   * @return how many were copied
   */
  static int copyPlain(byte[] from, byte[] to, int at) {
    int end = from.length;
    int i = 0;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      int plain = copyWord(word(from, i), to, at + i);
      if (plain < Long.BYTES) {
        return i + plain;
      }
    }
    if (i == end) {
      return end;
    }
    return end < Long.BYTES
        ? copyWord(fewBytes(from), to, at)
        : end - Long.BYTES + copyWord(word(from, end - Long.BYTES), to, at + end - Long.BYTES);
  }

  /** Writes a word, and tells how many of its bytes are plain before the first that is not. */
  static int copyWord(long word, byte[] to, int at) {
    word(to, at, word);
    return plain(word);
  }

  /** One to seven bytes as the lowest of a word, whose others are zero, which is not plain. */
  private static long fewBytes(byte[] bytes) {
    int last = bytes.length - 1;
    if (last < Integer.BYTES - 1) {
      int middle = bytes.length >> 1;
      return (bytes[0] & 0xFFL)
          | (bytes[middle] & 0xFFL) << (middle * Byte.SIZE)
          | (bytes[last] & 0xFFL) << (last * Byte.SIZE);
    }
    int tail = bytes.length - Integer.BYTES;
    return ((int) INT.get(bytes, 0) & 0xFFFFFFFFL)
        | ((int) INT.get(bytes, tail) & 0xFFFFFFFFL) << (tail * Byte.SIZE);
  }

  /** Whether a string may hold a byte as it is. */
  static boolean isPlain(byte b) {
    return b < 0 || (b >= ' ' && b != '"' && b != '\\');
  }

  /** How many of the eight bytes from an index, of which the first is the lowest, are plain. */
  static int plain(long word) {
    // A borrow reaches only bytes above one that was found, so the lowest found is right.
    long control = word - ONES * ' ';
    long quote = (word ^ ONES * '"') - ONES;
    long backslash = (word ^ ONES * '\\') - ONES;
    long found = (control | quote | backslash) & ~word & HIGH_BITS;
    return Long.numberOfTrailingZeros(found) / Byte.SIZE;
  }

  /** How many of the eight bytes from an index are ASCII, before the first that is not. */
  static int ascii(long word) {
    return Long.numberOfTrailingZeros(word & HIGH_BITS) / Byte.SIZE;
  }

  /** The number that one to eight digits spell, or -1 if they are no digits. */
  static int digits(byte[] bytes, int at, int count) {
    if (at + Long.BYTES > bytes.length) {
      return fewDigits(bytes, at, count);
    }
    long word = word(bytes, at) << ((Long.BYTES - count) * Byte.SIZE);
    if (count < Long.BYTES) {
      word |= ZEROS >>> (count * Byte.SIZE);
    }
    if ((word & HIGH_NIBBLES) != ZEROS || (word + ONES * 6 & HIGH_NIBBLES) != ZEROS) {
      return -1;
    }
    // Neighbours join to numbers of two digits, these to four, and these to eight.
    long pairs = ((word & ONES * 0x0F) * (10 << 8 | 1)) >>> 8;
    long fours = ((pairs & 0x00FF00FF00FF00FFL) * (100 << 16 | 1)) >>> 16;
    return (int) (((fours & 0x0000FFFF0000FFFFL) * (10_000L << 32 | 1)) >>> 32);
  }

  private static int fewDigits(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** Whether an array has the bytes of another from an index. */
  static boolean same(byte[] few, byte[] bytes, int at) {
    int length = few.length;
    if (length < Long.BYTES) {
      return Arrays.equals(few, 0, length, bytes, at, at + length);
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (word(few, i) != word(bytes, at + i)) {
        return false;
      }
    }
    return word(few, last) == word(bytes, at + last);
  }

  /** Eight bytes of an array, the first the lowest. */
  static long word(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  /** Writes eight bytes to an array, the lowest first. */
  static void word(byte[] bytes, int at, long word) {
    LONG.set(bytes, at, word);
  }

  /**
   * Copies bytes, up to seven more than are asked for: the target has room for these. Faster than
   * {@link System#arraycopy} for the few bytes that names and most texts have.
   */
  static void copy(byte[] from, int start, byte[] to, int at, int length) {
    int rounded = length + Long.BYTES - 1 & -Long.BYTES;
    if (rounded > MAX_WORDS || start + rounded > from.length) {
      System.arraycopy(from, start, to, at, length);
      return;
    }
    for (int i = 0; i < rounded; i += Long.BYTES) {
      word(to, at + i, word(from, start + i));
    }
  }
}
