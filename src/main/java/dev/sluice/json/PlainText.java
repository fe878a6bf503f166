package dev.sluice.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where text stops being that which a JSON string may hold as it is. */
final class PlainText {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;

  private PlainText() {}

  /**
   * The index of the first quote, backslash or control character of UTF-8 in an array, or the end.
   */
  static int end(byte[] utf8, int from, int end) {
    int i = from;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      long word = (long) LONG.get(utf8, i);
      // A borrow reaches only bytes above one that was found, so the lowest found is right.
      long control = word - ONES * ' ';
      long quote = (word ^ ONES * '"') - ONES;
      long backslash = (word ^ ONES * '\\') - ONES;
      long found = (control | quote | backslash) & ~word & HIGH_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < end && (utf8[i] < 0 || (utf8[i] >= ' ' && utf8[i] != '"' && utf8[i] != '\\'))) {
      i++;
    }
    return i;
  }
}
