package dev.sluice.cli;

import dev.sluice.interceptor.LogEntry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The strings of objects that many lines of the log have in common, such as the peer's address, as
 * bytes. Keeps a few, found by identity. Not safe for concurrent use.
 */
final class TextCache {

  private static final int SIZE = 64;

  private final Function<String, byte[]> encoder;
  private final @Nullable Object[] objects = new Object[SIZE];
  private final byte[][] texts = new byte[SIZE][];

  TextCache(Function<String, byte[]> encoder) {
    this.encoder = encoder;
  }

  /** The string of an immutable object, as one line. */
  byte[] of(Object object) {
    int slot = System.identityHashCode(object) & (SIZE - 1);
    if (objects[slot] != object) {
      texts[slot] = encoder.apply(LogEntry.printable(object.toString()));
      objects[slot] = object;
    }
    return texts[slot];
  }
}
