package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one map that were read already, in their wire form, which each key has one of. */
final class MapKeys {

  /** Up to so many keys it is faster to look at each. */
  private static final int FEW = 8;

  private final byte[][] few = new byte[FEW][];
  private int count;
  private @Nullable Set<String> many;

  /** Adds a key, and returns whether it was not there yet. */
  boolean add(byte[] key) {
    Set<String> all = many;
    if (all == null) {
      for (int i = 0; i < count; i++) {
        if (Arrays.equals(few[i], key)) {
          return false;
        }
      }
      if (count < FEW) {
        few[count++] = key;
        return true;
      }
      all = new HashSet<>();
      for (byte[] each : few) {
        all.add(new String(each, ISO_8859_1));
      }
      many = all;
    }
    return all.add(new String(key, ISO_8859_1));
  }
}
