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
record ByteRange(long start, long end) {

  private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");

  private static final String UNIT = "bytes=";
  private static final CharSequence RANGE = HttpHeaders.createOptimized("range");
  private static final CharSequence IF_RANGE = HttpHeaders.createOptimized("if-range");
  private static final int MAX_DIGITS = 18;

  /**
   * What a client asks for.
   *
   * @param text how it says so
   * @param first the first byte, or -1 if it is the last so many bytes
   * @param last the last byte, a body may have less; or how many of the last bytes
   */
  record Asked(String text, long first, long last) {

    /**
     * What there is of it in a body.
     *
     * @param length the length of the body
     * @return the range, or null if the whole body is to be answered
     * @throws RefusedException 416 if the body has none of its bytes
     */
    @Nullable ByteRange in(long length) {
      if (first < 0 ? last == 0 : first >= length) {
        throw new RefusedException(
            416,
            "range: "
                + RefusedException.echo(text)
                + " (expected: some of the "
                + length
                + " bytes)");
      }
      if (first < 0) {
        return length == 0 ? null : new ByteRange(Math.max(0, length - last), length);
      }
      return new ByteRange(first, last >= length ? length : last + 1);
    }
  }

  /** Tells in the answer to a request that parts may be asked for, if they may by its method. */
  static void offer(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ACCEPT_RANGES, BYTES);
    }
  }

  /** Whether a request asks for a part. */
  static boolean isAsked(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET) && request.headers().contains(RANGE);
  }

  /**
   * What part a request asks for.
   *
   * @param entityTag the entity tag of the body, or null; {@code If-Range} has to name it
   * @return the part, or null if the whole body is to be answered
   */
  static @Nullable Asked asked(HttpServerRequest request, @Nullable String entityTag) {
    if (!isAsked(request)) {
      return null;
    }
    List<String> values = request.headers().getAll(RANGE);
    return values.size() == 1 && holds(request.headers().getAll(IF_RANGE), entityTag)
        ? parse(values.get(0).strip())
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

  private static @Nullable Asked parse(String range) {
    int dash = range.indexOf('-');
    if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < UNIT.length()) {
      return null;
    }
    String first = range.substring(UNIT.length(), dash).strip();
    String last = range.substring(dash + 1).strip();
    if (!isPosition(first) || !isPosition(last) || (first.isEmpty() && last.isEmpty())) {
      return null;
    }
    long from = first.isEmpty() ? -1 : position(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : position(last);
    return to < from ? null : new Asked(range, from, to);
  }

  private static boolean isPosition(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A position; all that are beyond what a body can have are one. */
  private static long position(String digits) {
    String plain = digits.replaceFirst("^0+(?=.)", "");
    return plain.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(plain);
  }

  /** The {@code Content-Range} of an answer with these bytes. */
  String of(String length) {
    return "bytes " + start + "-" + (end - 1) + "/" + length;
  }

  /** The {@code Content-Range} of an answer that has none of the bytes. */
  static String none(long length) {
    return "bytes */" + length;
  }
}
