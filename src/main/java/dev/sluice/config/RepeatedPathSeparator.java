package dev.sluice.config;

/** What stands between the values of a repeated field in a path: {@code repeatedPathSeparator}. */
public enum RepeatedPathSeparator {
  /** A comma. */
  CSV(','),
  /** A space. */
  SSV(' '),
  /** A tab. */
  TSV('\t'),
  /** A vertical bar. */
  PIPES('|');

  private final char character;

  RepeatedPathSeparator(char character) {
    this.character = character;
  }

  /** The character as a text. */
  public String text() {
    return String.valueOf(character);
  }

  /** The character, percent-encoded or not. */
  public char character() {
    return character;
  }
}
