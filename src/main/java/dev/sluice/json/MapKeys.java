package dev.sluice.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one map that were read already. */
final class MapKeys {

  /** Up to so many keys it is faster to look at each. */
  private static final int FEW = 8;

  private final Object[] few = new Object[FEW];
  private int count;
  private @Nullable Set<Object> many;

  /** Adds a key, and returns whether it was not there yet. */
  boolean add(Object key) {
    Set<Object> all = many;
    if (all == null) {
      for (int i = 0; i < count; i++) {
        if (few[i].equals(key)) {
          return false;
        }
      }
      if (count < FEW) {
        few[count++] = key;
        return true;
      }
      all = new HashSet<>(Arrays.asList(few));
      many = all;
    }
    return all.add(key);
  }
}
