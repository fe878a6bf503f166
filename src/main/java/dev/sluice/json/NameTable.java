package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, found by the bytes of the name, so that no string is made of each name that is
 * read. Immutable; which names share a slot is settled when it is made, whatever is looked up.
 *
 * <p>A name is known by its length and by its first and its last eight bytes; one of more than
 * sixteen is compared as a whole besides.
 */
final class NameTable<T> {

  private static final int WORDS = 2 * Long.BYTES;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[] @Nullable [] names;
  private final long[] heads;
  private final long[] tails;
  private final @Nullable Object[] values;
  private final int mask;

  NameTable(Map<String, T> entries) {
    int slots = Integer.highestOneBit(Math.max(entries.size(), 1)) << 2;
    names = new byte[slots] @Nullable [];
    heads = new long[slots];
    tails = new long[slots];
    values = new @Nullable Object[slots];
    mask = slots - 1;
    entries.forEach(this::put);
  }

  private void put(String name, T value) {
    byte[] utf8 = name.getBytes(UTF_8);
    long head = head(utf8, 0, utf8.length);
    long tail = tail(utf8, 0, utf8.length);
    int slot = slot(head, tail, utf8.length);
    while (names[slot] != null) {
      slot = slot + 1 & mask;
    }
    names[slot] = utf8;
    heads[slot] = head;
    tails[slot] = tail;
    values[slot] = value;
  }

  /** The value of the name that the bytes spell, or null if there is none. */
  @SuppressWarnings("unchecked") // only put fills the slots
  @Nullable T get(byte[] bytes, int from, int to) {
    int length = to - from;
    long head = head(bytes, from, length);
    long tail = tail(bytes, from, length);
    for (int slot = slot(head, tail, length); ; slot = slot + 1 & mask) {
      byte[] name = names[slot];
      if (name == null) {
        return null;
      }
      if (heads[slot] == head
          && tails[slot] == tail
          && name.length == length
          && (length <= WORDS || Arrays.equals(name, 0, length, bytes, from, to))) {
        return (T) values[slot];
      }
    }
  }

  /** The first eight bytes, or all that there are. */
  private static long head(byte[] bytes, int from, int length) {
    if (from + Long.BYTES <= bytes.length) {
      long word = PlainBytes.word(bytes, from);
      return length >= Long.BYTES ? word : word & (1L << (length * Byte.SIZE)) - 1;
    }
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (bytes[from + i] & 0xFFL) << (i * Byte.SIZE);
    }
    return word;
  }

  /** The last eight bytes of a name that has more than eight. */
  private static long tail(byte[] bytes, int from, int length) {
    return length > Long.BYTES ? PlainBytes.word(bytes, from + length - Long.BYTES) : 0;
  }

  private int slot(long head, long tail, int length) {
    long hash = (head ^ Long.rotateLeft(tail, 29) ^ length) * MIX;
    return (int) (hash >>> 40) & mask;
  }
}
