package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by name, found by the bytes of the name, so that no string is made of each name that is
 * read. Immutable; which names share a slot is settled when it is made, whatever is looked up.
 */
final class NameTable<T> {

  private final byte[] @Nullable [] names;
  private final @Nullable Object[] values;
  private final int mask;

  NameTable(Map<String, T> entries) {
    int slots = Integer.highestOneBit(Math.max(entries.size(), 1)) << 2;
    names = new byte[slots] @Nullable [];
    values = new @Nullable Object[slots];
    mask = slots - 1;
    entries.forEach(this::put);
  }

  private void put(String name, T value) {
    byte[] utf8 = name.getBytes(UTF_8);
    int slot = slot(utf8, 0, utf8.length);
    while (names[slot] != null) {
      slot = slot + 1 & mask;
    }
    names[slot] = utf8;
    values[slot] = value;
  }

  /** The value of the name that the bytes spell, or null if there is none. */
  @SuppressWarnings("unchecked") // only put fills the slots
  @Nullable T get(byte[] bytes, int from, int to) {
    for (int slot = slot(bytes, from, to); ; slot = slot + 1 & mask) {
      byte[] name = names[slot];
      if (name == null) {
        return null;
      }
      if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return (T) values[slot];
      }
    }
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ hash >>> 15) & mask;
  }
}
