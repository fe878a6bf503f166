package dev.sluice.openapi;

import org.jspecify.annotations.Nullable;

/**
 * Regular expressions of <a href="https://github.com/google/re2/wiki/Syntax">RE2</a>, as protos
 * have them, in those of <a href="https://tc39.es/ecma262/#sec-patterns">ECMA-262</a> with the flag
 * {@code u}, as schemas have them.
 */
final class EcmaPattern {

  private static final String SYNTAX = "^$\\.*+?()[]{}|/";

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private EcmaPattern(String source) {
    this.source = source;
  }

  /** The expression that means the same, or null if there is none that is known to. */
  static @Nullable String of(String re2) {
    EcmaPattern pattern = new EcmaPattern(re2);
    while (pattern.at < re2.length()) {
      if (!pattern.next()) {
        return null;
      }
    }
    return pattern.out.toString();
  }

  private boolean next() {
    char c = source.charAt(at);
    return switch (c) {
      case '\\' -> escape(false);
      case '[' -> characters();
      case '.' -> put("[^\\n]", 1);
      case ']', '}' -> put("\\" + c, 1);
      case '{' -> quantifier();
      // Of what may follow, names and flags are written otherwise.
      case '(' -> (!source.startsWith("(?", at) || source.startsWith("(?:", at)) && put("(", 1);
      default -> put(String.valueOf(c), 1);
    };
  }

  private boolean put(String text, int read) {
    out.append(text);
    at += read;
    return true;
  }

  /** {@code {2}}, {@code {2,}} or {@code {2,3}}; in RE2 any other brace stands for itself. */
  private boolean quantifier() {
    int end = source.indexOf('}', at);
    if (end < 0 || !source.substring(at, end + 1).matches("\\{[0-9]+(,[0-9]*)?}")) {
      return put("\\{", 1);
    }
    return put(source.substring(at, end + 1), end + 1 - at);
  }

  private boolean characters() {
    put("[", 1);
    if (source.startsWith("^", at)) {
      put("^", 1);
    }
    if (source.startsWith("]", at)) {
      return false; // in RE2 one of the characters, in ECMA-262 the end
    }
    while (at < source.length() && source.charAt(at) != ']') {
      char c = source.charAt(at);
      if (source.startsWith("[:", at) || (c == '\\' && !escape(true))) {
        return false;
      }
      if (c == '[') {
        put("\\[", 1);
      } else if (c != '\\') {
        put(String.valueOf(c), 1);
      }
    }
    return at < source.length() && put("]", 1);
  }

  private boolean escape(boolean inClass) {
    if (at + 1 == source.length()) {
      return false;
    }
    char c = source.charAt(at + 1);
    if ("dwDWtnvfr".indexOf(c) >= 0 || (!inClass && (c == 'b' || c == 'B'))) {
      return put("\\" + c, 2);
    }
    if (c == 's') {
      return put(inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]", 2);
    }
    if (c == 'S' && !inClass) {
      return put("[^\\t\\n\\f\\r ]", 2);
    }
    if (c == 'p' || c == 'P') {
      // Of the properties, the general categories have the same names.
      int end = source.indexOf('}', at);
      String name = end < 0 ? "" : source.substring(at + 2, end + 1);
      return name.matches("\\{[CLMNPSZ][a-z]?}") && put("\\" + c + name, end + 1 - at);
    }
    if (c == 'x') {
      return hexadecimal();
    }
    if (Character.isLetterOrDigit(c)) {
      return false;
    }
    boolean syntax = SYNTAX.indexOf(c) >= 0 || (inClass && c == '-');
    return put((syntax ? "\\" : "") + c, 2);
  }

  private boolean hexadecimal() {
    int end = source.startsWith("{", at + 2) ? source.indexOf('}', at) + 1 : at + 4;
    if (end <= at || end > source.length()) {
      return false;
    }
    String digits = source.substring(at + 2, end).replaceAll("[{}]", "");
    if (!digits.matches("[0-9a-fA-F]{1,6}")) {
      return false;
    }
    // With four digits, as engines of other languages read it too.
    int c = Integer.parseInt(digits, 16);
    return Character.isBmpCodePoint(c)
        ? put("\\u%04X".formatted(c), end - at)
        : Character.isValidCodePoint(c) && put(Character.toString(c), end - at);
  }
}
