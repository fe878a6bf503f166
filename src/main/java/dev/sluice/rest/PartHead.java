package dev.sluice.rest;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a part of a form.
 *
 * @param name the name of the part
 * @param contentType the type that it says it has, or that of any file, or null
 * @param end the index of the first byte behind them
 */
record PartHead(String name, @Nullable String contentType, int end) {

  /** How a part may say that it is encoded: not at all. */
  private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

  /** A backslash with the quote or backslash that is meant. */
  private static final Pattern PAIR = Pattern.compile("\\\\([\\\\\"])");

  private static final Pattern FOLD = Pattern.compile("\r?\n");

  /**
   * Reads the headers of a part. A line that begins with a space or a tab goes on with the header
   * before it.
   *
   * @param text the body, a character a byte
   * @param start where the first one begins
   * @return the head, or null if it does not end, has a line that is no header, names no part of a
   *     form or tells its name or type twice, or if the part is encoded
   */
  static @Nullable PartHead read(String text, int start) {
    Map<String, String> disposition = null;
    String type = null;
    int at = start;
    while (true) {
      int end = headerEnd(text, at);
      if (end < 0) {
        return null;
      }
      String line = utf8(FOLD.matcher(text.substring(at, end)).replaceAll(""));
      at = end + 1;
      if (line.isEmpty()) {
        return of(disposition, type, at);
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || isSpace(line.charAt(0)) || isSpace(line.charAt(colon - 1))) {
        return null;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> {
          if (disposition != null || !MediaType.is(value, "form-data")) {
            return null;
          }
          disposition = parameters(value);
          if (disposition == null) {
            return null;
          }
        }
        case "content-type" -> {
          if (type != null) {
            return null;
          }
          type = value;
        }
        case "content-transfer-encoding" -> {
          if (PLAIN.stream().noneMatch(value::equalsIgnoreCase)) {
            return null;
          }
        }
        default -> {}
      }
    }
  }

  private static @Nullable PartHead of(
      @Nullable Map<String, String> disposition, @Nullable String type, int end) {
    if (disposition == null) {
      return null;
    }
    String name = disposition.get("name");
    if (name == null) {
      return null;
    }
    boolean file = disposition.containsKey("filename");
    return new PartHead(name, type == null && file ? HttpBodies.UNKNOWN_TYPE : type, end);
  }

  /** The index of the newline that ends a header and all lines that go on with it, or -1. */
  private static int headerEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    boolean ends = isLineEnd(text, from, end);
    while (!ends && end >= 0 && end + 1 < text.length() && isSpace(text.charAt(end + 1))) {
      end = text.indexOf('\n', end + 1);
    }
    return end;
  }

  /** Whether nothing is in a line: nothing goes on with that. */
  private static boolean isLineEnd(String text, int from, int end) {
    return end == from || (end == from + 1 && text.charAt(from) == '\r');
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private static String utf8(String line) {
    int end = line.endsWith("\r") ? line.length() - 1 : line.length();
    return new String(
        line.substring(0, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /**
   * The parameters of a header's value by their names in lower case, of several of a name the
   * first. Each is a token, or what is quoted.
   *
   * <p>In quotes a backslash stands before a quote or a backslash that is meant. Before anything
   * else it is itself, for many clients send paths of Windows as they are: {@code "C:\dir\x"}.
   *
   * @return null if a quote is not closed
   */
  static @Nullable Map<String, String> parameters(String value) {
    Map<String, String> parameters = new HashMap<>();
    int i = value.indexOf(';');
    while (i >= 0 && i < value.length()) {
      int equals = i + 1;
      while (equals < value.length() && "=;".indexOf(value.charAt(equals)) < 0) {
        equals++;
      }
      if (equals == value.length() || value.charAt(equals) == ';') {
        i = equals;
        continue;
      }
      String name = value.substring(i + 1, equals).strip().toLowerCase(Locale.ROOT);
      int start = equals + 1;
      while (start < value.length() && isSpace(value.charAt(start))) {
        start++;
      }
      boolean quoted = start < value.length() && value.charAt(start) == '"';
      int end = quoted ? closingQuote(value, start + 1) : end(value, start);
      if (end < 0) {
        return null;
      }
      parameters.putIfAbsent(
          name,
          quoted
              ? PAIR.matcher(value.substring(start + 1, end)).replaceAll("$1")
              : value.substring(start, end).strip());
      i = end(value, end);
    }
    return parameters;
  }

  private static int closingQuote(String value, int from) {
    int i = from;
    while (i < value.length() && value.charAt(i) != '"') {
      boolean pair = value.startsWith("\\\"", i) || value.startsWith("\\\\", i);
      i += pair ? 2 : 1;
    }
    return i < value.length() ? i : -1;
  }

  private static int end(String value, int from) {
    int semicolon = value.indexOf(';', from);
    return semicolon < 0 ? value.length() : semicolon;
  }
}
