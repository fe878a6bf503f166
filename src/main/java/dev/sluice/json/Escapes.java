package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The escapes within a JSON string. */
final class Escapes {

  /** The length of {@code u} and its digits. */
  private static final int UNICODE = 5;

  private Escapes() {}

  /**
   * The end of an escape, of which the letter after the backslash is given; the complement of the
   * index of what is wrong if it is not well-formed.
   */
  static int end(byte[] json, int letter, int end) {
    if (letter == end) {
      return ~end;
    }
    switch (json[letter]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return letter + 1;
      }
      case 'u' -> {
        for (int i = letter + 1; i < letter + UNICODE; i++) {
          if (i == end || Character.digit(json[i], 16) < 0) {
            return ~i;
          }
        }
        return letter + UNICODE;
      }
      default -> {
        return ~letter;
      }
    }
  }

  /** The text of the inside of a string whose escapes are well-formed. */
  static String unescaped(byte[] json, int from, int to) {
    String raw = new String(json, from, to - from, UTF_8);
    int backslash = raw.indexOf('\\');
    if (backslash < 0) {
      return raw;
    }
    StringBuilder made = new StringBuilder(raw.length());
    int done = 0;
    for (; backslash >= 0; backslash = raw.indexOf('\\', done)) {
      made.append(raw, done, backslash);
      char letter = raw.charAt(backslash + 1);
      done = backslash + 2;
      switch (letter) {
        case 'b' -> made.append('\b');
        case 'f' -> made.append('\f');
        case 'n' -> made.append('\n');
        case 'r' -> made.append('\r');
        case 't' -> made.append('\t');
        case 'u' -> {
          made.append((char) Integer.parseInt(raw, done, done + 4, 16));
          done += 4;
        }
        default -> made.append(letter);
      }
    }
    return made.append(raw, done, raw.length()).toString();
  }
}
