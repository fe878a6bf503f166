package dev.sluice.service.addressbook;

/**
 * Text that can be shown to a person as it is.
 *
 * <p>What cannot is left out of what is taken, and escaped where it comes from a file: control
 * characters, which a terminal obeys; line and paragraph separators; the controls that turn the
 * direction of what follows; code points that are not characters. Joiners are plain: scripts and
 * emoji need them.
 */
public final class PlainText {

  private static final int SHOWN_LENGTH = 80;
  private static final int REPLACEMENT = 0xFFFD;

  private PlainText() {}

  /**
   * A text with all that is not plain escaped in the manner of Java.
   *
   * @param text any text
   * @return one line of text, for example {@code Ada\u001B[2J}
   */
  public static String escape(String text) {
    if (text.codePoints().allMatch(PlainText::isPlain)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                escaped.appendCodePoint(c);
              } else if (Character.isBmpCodePoint(c)) {
                escaped.append("\\u%04X".formatted(c));
              } else {
                escaped.append(
                    "\\u%04X\\u%04X"
                        .formatted(
                            (int) Character.highSurrogate(c), (int) Character.lowSurrogate(c)));
              }
            });
    return escaped.toString();
  }

  /** Whether a text may be taken: it is plain, and nothing was lost when it was decoded. */
  static boolean isAcceptable(String text) {
    return text.codePoints().allMatch(c -> isPlain(c) && c != REPLACEMENT);
  }

  /** A value in quotes for a message, escaped, and cut when it is long. */
  static String quote(String text) {
    int length = text.codePointCount(0, text.length());
    String shown =
        length <= SHOWN_LENGTH
            ? text
            : text.substring(0, text.offsetByCodePoints(0, SHOWN_LENGTH)) + "…";
    return '"' + escape(shown) + '"';
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.UNASSIGNED -> (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF);
      case Character.FORMAT -> !turnsDirection(c);
      default -> true;
    };
  }

  private static boolean turnsDirection(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
