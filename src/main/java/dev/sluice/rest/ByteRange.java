package dev.sluice.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a body that a client asks for with {@code Range}, of <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110</a>.
 *
 * <p>One range of bytes counts, in a GET. Several at once, other units and what is malformed have
 * no effect, as the RFC allows: the body is answered as a whole.
 *
 * @param start the first byte
 * @param end the byte after the last one
 */
record ByteRange(int start, int end) {

  private static final String UNIT = "bytes=";
  private static final CharSequence RANGE = HttpHeaders.createOptimized("range");
  private static final CharSequence IF_RANGE = HttpHeaders.createOptimized("if-range");

  /** Whether a request asks for a part. */
  static boolean isAsked(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) && request.headers().contains(RANGE);
  }

  /**
   * The range of a request.
   *
   * @param entityTag the entity tag of the body, or null; {@code If-Range} has to name it
   * @param length the length of the body
   * @return the range, or null if the whole body is to be answered
   * @throws RefusedException 416 if the body has none of its bytes
   */
  static @Nullable ByteRange of(HttpServerRequest request, @Nullable String entityTag, int length) {
    if (!isAsked(request)) {
      return null;
    }
    List<String> values = request.headers().getAll(RANGE);
    return values.size() == 1 && holds(request.headers().getAll(IF_RANGE), entityTag)
        ? parse(values.get(0).strip(), length)
        : null;
  }

  /**
   * Whether the condition holds, by the strong comparison of <a
   * href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.5">section 13.1.5</a>. Tags of
   * answers are strong, so that a weak one is never the same text; a date never holds, as answers
   * have none.
   */
  private static boolean holds(List<String> conditions, @Nullable String entityTag) {
    return conditions.isEmpty() || (conditions.size() == 1 && conditions.get(0).equals(entityTag));
  }

  private static @Nullable ByteRange parse(String range, int length) {
    int dash = range.indexOf('-');
    if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < UNIT.length()) {
      return null;
    }
    String first = range.substring(UNIT.length(), dash).strip();
    String last = range.substring(dash + 1).strip();
    if (!isPosition(first) || !isPosition(last) || (first.isEmpty() && last.isEmpty())) {
      return null;
    }
    int to = last.isEmpty() ? Integer.MAX_VALUE : position(last);
    if (first.isEmpty()) {
      if (to == 0) {
        throw unsatisfiable(range, length);
      }
      return length == 0 ? null : new ByteRange(Math.max(0, length - to), length);
    }
    int from = position(first);
    if (to < from) {
      return null;
    }
    if (from >= length) {
      throw unsatisfiable(range, length);
    }
    return new ByteRange(from, to >= length ? length : to + 1);
  }

  private static boolean isPosition(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A position; all that are beyond what a body can have are one. */
  private static int position(String digits) {
    String plain = digits.replaceFirst("^0+(?=.)", "");
    return plain.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(plain);
  }

  private static RefusedException unsatisfiable(String range, int length) {
    return new RefusedException(
        416,
        "range: " + RefusedException.echo(range) + " (expected: some of the " + length + " bytes)");
  }

  /** The {@code Content-Range} of an answer with these bytes. */
  String of(int length) {
    return "bytes " + start + "-" + (end - 1) + "/" + length;
  }

  /** The {@code Content-Range} of an answer that has none of the bytes. */
  static String none(int length) {
    return "bytes */" + length;
  }
}
