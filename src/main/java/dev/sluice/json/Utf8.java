package dev.sluice.json;

/** Checks that bytes are UTF-8, quickly where most of them are ASCII, and that text has UTF-8. */
final class Utf8 {

  private Utf8() {}

  /** The index of the first sequence in a part of an array that is not UTF-8; the end if all is. */
  static int validEnd(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end) {
      if (i + Long.BYTES <= end) {
        int ascii = PlainBytes.ascii(PlainBytes.word(bytes, i));
        i += ascii;
        if (ascii == Long.BYTES) {
          continue;
        }
      }
      int length = length(bytes, i, end);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return end;
  }

  /** How many bytes the sequence has that begins at an index, or 0 if it is not UTF-8. */
  private static int length(byte[] bytes, int at, int end) {
    int first = bytes[at];
    if (first >= 0) {
      return 1;
    }
    if (first < (byte) 0xE0) {
      return first >= (byte) 0xC2 && continues(bytes, at + 1, end) ? 2 : 0;
    }
    if (!continues(bytes, at + 1, end) || !continues(bytes, at + 2, end)) {
      return 0;
    }
    int second = bytes[at + 1];
    if (first < (byte) 0xF0) {
      boolean overlong = first == (byte) 0xE0 && second < (byte) 0xA0;
      boolean surrogate = first == (byte) 0xED && second >= (byte) 0xA0;
      return overlong || surrogate ? 0 : 3;
    }
    boolean overlong = first == (byte) 0xF0 && second < (byte) 0x90;
    boolean tooLarge = first > (byte) 0xF4 || (first == (byte) 0xF4 && second >= (byte) 0x90);
    return overlong || tooLarge || !continues(bytes, at + 3, end) ? 0 : 4;
  }

  private static boolean continues(byte[] bytes, int at, int end) {
    return at < end && bytes[at] < (byte) 0xC0;
  }

  /**
   * Refuses text that has no UTF-8.
   *
   * @throws JsonException if half of a surrogate pair stands alone
   */
  static void checkSurrogates(String text) throws JsonException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          throw new JsonException("half of a surrogate pair stands alone in a string");
        }
        i++;
      }
    }
  }
}
