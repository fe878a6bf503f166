package dev.sluice.rest;

import java.nio.charset.StandardCharsets;
import java.util.Set;
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

  /**
   * Reads the headers of a part.
   *
   * @param text the body, a character a byte
   * @param start where the first one begins
   * @return the head, or null if it does not end, names no part of a form, or one that is encoded
   */
  static @Nullable PartHead read(String text, int start) {
    String name = null;
    String type = null;
    boolean file = false;
    int at = start;
    while (true) {
      int lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) {
        return null;
      }
      String line = utf8(text.substring(at, lineEnd));
      at = lineEnd + 1;
      if (line.isEmpty()) {
        String told = type == null && file ? HttpBodies.UNKNOWN_TYPE : type;
        return name == null ? null : new PartHead(name, told, at);
      }
      int colon = line.indexOf(':');
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      String header = colon < 0 ? "" : line.substring(0, colon);
      if (header.equalsIgnoreCase("content-disposition")) {
        name = MediaType.is(value, "form-data") ? parameter(value, "name") : null;
        file = parameter(value, "filename") != null;
      } else if (header.equalsIgnoreCase("content-type")) {
        type = value;
      } else if (header.equalsIgnoreCase("content-transfer-encoding")
          && PLAIN.stream().noneMatch(value::equalsIgnoreCase)) {
        return null;
      }
    }
  }

  private static String utf8(String line) {
    int end = line.endsWith("\r") ? line.length() - 1 : line.length();
    return new String(
        line.substring(0, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /**
   * A parameter of a header's value: a token, or what is quoted, in which a backslash stands before
   * a quote that is meant. Null if there is none of the name.
   */
  static @Nullable String parameter(String value, String name) {
    int i = value.indexOf(';');
    while (i >= 0 && i < value.length()) {
      int equals = i + 1;
      while (equals < value.length() && "=;".indexOf(value.charAt(equals)) < 0) {
        equals++;
      }
      boolean wanted = value.substring(i + 1, equals).strip().equalsIgnoreCase(name);
      if (equals == value.length() || value.charAt(equals) == ';') {
        i = equals;
        continue;
      }
      int start = equals + 1;
      while (start < value.length() && value.charAt(start) == ' ') {
        start++;
      }
      boolean quoted = start < value.length() && value.charAt(start) == '"';
      int end = quoted ? closingQuote(value, start + 1) : end(value, start);
      if (wanted) {
        return quoted
            ? value.substring(start + 1, end).replace("\\\"", "\"")
            : value.substring(start, end).strip();
      }
      i = end(value, end);
    }
    return null;
  }

  private static int closingQuote(String value, int from) {
    int i = from;
    while (i < value.length() && value.charAt(i) != '"') {
      i += value.startsWith("\\\"", i) ? 2 : 1;
    }
    return Math.min(i, value.length());
  }

  private static int end(String value, int from) {
    int semicolon = value.indexOf(';', from);
    return semicolon < 0 ? value.length() : semicolon;
  }
}
