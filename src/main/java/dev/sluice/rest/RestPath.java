package dev.sluice.rest;

import dev.sluice.openapi.PathTemplate;
import dev.sluice.openapi.PathTemplate.Multi;
import dev.sluice.openapi.PathTemplate.Variable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request in segments, as it was sent and decoded.
 *
 * <p>Text is compared decoded ({@code /v1/%68ello} is {@code /v1/hello}), but only slashes and
 * colons that were sent as such have a meaning ({@code %2F} and {@code %3A} are text).
 */
final class RestPath {

  private static final String[] NONE = {};

  private final String[] raw;
  private final String[] decoded;
  private final boolean plain;

  private RestPath(String[] raw, String[] decoded, boolean plain) {
    this.raw = raw;
    this.decoded = decoded;
    this.plain = plain;
  }

  /**
   * Splits a path that is decoded before: what was encoded counts like what was not.
   *
   * @param path the path without the query
   * @return its segments, or null if one of them is empty, so that no template matches
   * @throws RefusedException if it is not percent-encoded UTF-8
   */
  static @Nullable RestPath parseDecoded(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (!UriText.isAllowed(path.charAt(i))) {
        throw badEncoding(path);
      }
    }
    String text = UriText.decode(path, UriText.Mode.ALL);
    if (text == null) {
      throw badEncoding(path);
    }
    if (text.equals("/")) {
      return new RestPath(NONE, NONE, true);
    }
    String[] segments = text.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        return null;
      }
    }
    if (segments.length < 2 || !segments[0].isEmpty()) {
      return null;
    }
    String[] all = Arrays.copyOfRange(segments, 1, segments.length);
    return new RestPath(all, all, true);
  }

  /**
   * Splits a path.
   *
   * @param path the path without the query
   * @return its segments, or null if one of them is empty, so that no template matches
   * @throws RefusedException if it is not percent-encoded UTF-8
   */
  static @Nullable RestPath parse(String path) {
    int length = path.length();
    int slashes = 0;
    boolean encoded = false;
    boolean empty = length == 0 || path.charAt(0) != '/';
    for (int i = 0; i < length; i++) {
      char c = path.charAt(i);
      if (c == '/') {
        slashes++;
        empty |= i + 1 == length || path.charAt(i + 1) == '/';
      } else if (c == '%') {
        encoded = true;
      } else if (!UriText.isAllowed(c)) {
        throw badEncoding(path);
      }
    }
    if (length == 1 && slashes == 1) {
      return new RestPath(NONE, NONE, false);
    }
    if (encoded && UriText.decode(path, UriText.Mode.ALL) == null) {
      throw badEncoding(path);
    }
    if (empty) {
      return null;
    }
    String[] raw = new String[slashes];
    int start = 1;
    for (int i = 0; i < slashes; i++) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? length : slash;
      raw[i] = path.substring(start, end);
      start = end + 1;
    }
    return new RestPath(raw, encoded ? decodeAll(path, raw) : raw, false);
  }

  private static String[] decodeAll(String path, String[] raw) {
    String[] decoded = new String[raw.length];
    for (int i = 0; i < raw.length; i++) {
      String text = UriText.decode(raw[i], UriText.Mode.ALL);
      if (text == null) {
        throw badEncoding(path);
      }
      decoded[i] = text;
    }
    return decoded;
  }

  private static RefusedException badEncoding(String path) {
    return RefusedException.bad(
        "path: " + RefusedException.echo(path) + " (expected: percent-encoded UTF-8)");
  }

  int size() {
    return decoded.length;
  }

  /** A segment, decoded. */
  String segment(int index) {
    return decoded[index];
  }

  /** What follows the last colon of the last segment, decoded; null if there is no such verb. */
  @Nullable String verb() {
    int colon = verbColon();
    return colon < 0 ? null : decode(raw[raw.length - 1].substring(colon + 1), UriText.Mode.ALL);
  }

  /** This path without its verb. */
  RestPath withoutVerb() {
    int last = raw.length - 1;
    String[] shortRaw = raw.clone();
    shortRaw[last] = raw[last].substring(0, verbColon());
    String[] shortDecoded = Arrays.copyOf(decoded, decoded.length);
    shortDecoded[last] =
        Objects.requireNonNull(decode(shortRaw[last], UriText.Mode.ALL), "checked before");
    return new RestPath(shortRaw, shortDecoded, plain);
  }

  private int verbColon() {
    if (raw.length == 0) {
      return -1;
    }
    String last = raw[raw.length - 1];
    int colon = last.lastIndexOf(':');
    return colon > 0 && colon < last.length() - 1 ? colon : -1;
  }

  private @Nullable String decode(String text, UriText.Mode mode) {
    return plain ? text : UriText.decode(text, mode);
  }

  /**
   * The value of a variable of the template that this path matched.
   *
   * <p>A variable of one segment is decoded wholly; of one that may span several, the mode can
   * leave {@code %2F} as it is, so that it cannot be taken for a slash between segments.
   */
  String value(PathTemplate template, Variable variable, UriText.Mode mode) {
    int start = variable.start();
    boolean open = template.segments().get(variable.end() - 1) instanceof Multi;
    if (!open && variable.end() - start == 1) {
      return decoded[start];
    }
    int end = open ? raw.length : variable.end();
    StringBuilder value = new StringBuilder();
    for (int i = start; i < end; i++) {
      if (i > start) {
        value.append('/');
      }
      value.append(decode(raw[i], mode));
    }
    return value.toString();
  }
}
