package dev.sluice.config;

/** The beginning of a text that came from outside, at a length that is fit to be shown. */
public final class Excerpt {

  private static final int LENGTH = 100;

  private Excerpt() {}

  /** The text; of one that is too long to be sent back, its beginning. */
  public static String of(String text) {
    return of(text, LENGTH);
  }

  /**
   * The text, or its beginning with an ellipsis after it; no character is cut in two.
   *
   * @param length how many chars may be shown, at least 1
   */
  public static String of(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "…";
  }
}
