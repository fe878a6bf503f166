package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Timestamp, Duration and FieldMask as strings.
 *
 * <p>Timestamps are <a href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</a> in upper case,
 * from the year 1 to 9999, without leap seconds. Durations are decimal seconds with the suffix
 * {@code s}, to 10,000 years either way. Both have up to nine fraction digits and are written with
 * 0, 3, 6 or 9.
 */
final class WellKnownText {

  static final long MIN_TIMESTAMP = -62_135_596_800L;
  static final long MAX_TIMESTAMP = 253_402_300_799L;
  static final long MAX_DURATION = 315_576_000_000L;

  private static final String TIMESTAMP = "an RFC 3339 timestamp like \"2026-01-31T12:34:56.789Z\"";
  private static final String DURATION = "a duration in seconds like \"1.5s\"";
  private static final long SECONDS_OF_DAY = 86_400;
  private static final int DATE_TIME_LENGTH = "2026-01-31T12:34:56".length();

  private WellKnownText() {}

  /** What is expected of a string, for messages. */
  static String expectation(MessageShape.Kind kind) {
    return switch (kind) {
      case TIMESTAMP -> TIMESTAMP;
      case DURATION -> DURATION;
      default -> "a field mask like \"name,page.size\"";
    };
  }

  /** A count of seconds, and nanoseconds within the second. */
  record Seconds(long seconds, int nanos) {}

  static Seconds parseTimestamp(byte[] c, int from, int to) throws JsonException {
    int i = from + DATE_TIME_LENGTH;
    boolean shaped =
        to > i
            && c[from + 4] == '-'
            && c[from + 7] == '-'
            && c[from + 10] == 'T'
            && c[from + 13] == ':'
            && c[from + 16] == ':';
    if (!shaped) {
      throw noTimestamp(c, from, to);
    }
    int year = PlainBytes.digits(c, from, 4);
    int month = PlainBytes.digits(c, from + 5, 2);
    int day = PlainBytes.digits(c, from + 8, 2);
    int hour = PlainBytes.digits(c, from + 11, 2);
    int minute = PlainBytes.digits(c, from + 14, 2);
    int second = PlainBytes.digits(c, from + 17, 2);
    int nanos = 0;
    if (c[i] == '.') {
      int end = digitsEnd(c, i + 1, to);
      nanos = nanos(c, i + 1, end);
      i = end;
    }
    int offset = offset(c, i, to);
    boolean valid =
        (year | month | day | hour | minute | second | nanos) >= 0
            && hour < 24
            && minute < 60
            && second < 60
            && offset != Integer.MIN_VALUE;
    if (valid) {
      try {
        long days = LocalDate.of(year, month, day).toEpochDay();
        long seconds = days * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second - offset;
        if (seconds >= MIN_TIMESTAMP && seconds <= MAX_TIMESTAMP) {
          return new Seconds(seconds, nanos);
        }
      } catch (DateTimeException e) {
        throw noTimestamp(c, from, to);
      }
    }
    throw noTimestamp(c, from, to);
  }

  private static JsonException noTimestamp(byte[] c, int from, int to) {
    return JsonException.expectedText(TIMESTAMP, new String(c, from, to - from, UTF_8));
  }

  /** The seconds of an offset that ends the text, or Integer.MIN_VALUE. */
  private static int offset(byte[] c, int from, int to) {
    int rest = to - from;
    if (rest == 1 && c[from] == 'Z') {
      return 0;
    }
    if (rest != 6 || c[from + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = PlainBytes.digits(c, from + 1, 2);
    int minutes = PlainBytes.digits(c, from + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return switch (c[from]) {
      case '+' -> seconds;
      case '-' -> -seconds;
      default -> Integer.MIN_VALUE;
    };
  }

  static Seconds parseDuration(byte[] c, int from, int to) throws JsonException {
    int end = to - 1;
    boolean negative = from < to && c[from] == '-';
    int start = negative ? from + 1 : from;
    int wholeEnd = digitsEnd(c, start, to);
    int whole = wholeEnd - start;
    if (whole < 1 || whole > 12 || wholeEnd == to || c[end] != 's') {
      throw noDuration(c, from, to);
    }
    long seconds = 0;
    for (int i = start; i < wholeEnd; i++) {
      seconds = seconds * 10 + c[i] - '0';
    }
    int nanos = 0;
    if (wholeEnd < end) {
      boolean fraction = c[wholeEnd] == '.' && digitsEnd(c, wholeEnd + 1, to) == end;
      nanos = fraction ? nanos(c, wholeEnd + 1, end) : -1;
    }
    if (nanos < 0 || seconds > MAX_DURATION || (seconds == MAX_DURATION && nanos > 0)) {
      throw noDuration(c, from, to);
    }
    return negative ? new Seconds(-seconds, -nanos) : new Seconds(seconds, nanos);
  }

  private static JsonException noDuration(byte[] c, int from, int to) {
    return JsonException.expectedText(DURATION, new String(c, from, to - from, UTF_8));
  }

  /** A timestamp in ASCII. */
  static byte[] timestamp(long seconds, int nanos) throws JsonException {
    if (seconds < MIN_TIMESTAMP || seconds > MAX_TIMESTAMP || nanos < 0 || nanos > 999_999_999) {
      throw new JsonException("a timestamp of " + seconds + " s, " + nanos + " ns is out of range");
    }
    long day = Math.floorDiv(seconds, SECONDS_OF_DAY);
    int second = (int) (seconds - day * SECONDS_OF_DAY);
    LocalDate date = LocalDate.ofEpochDay(day);
    byte[] text = new byte[DATE_TIME_LENGTH + 11];
    pad(text, 0, date.getYear(), 4);
    text[4] = '-';
    pad(text, 5, date.getMonthValue(), 2);
    text[7] = '-';
    pad(text, 8, date.getDayOfMonth(), 2);
    text[10] = 'T';
    pad(text, 11, second / 3600, 2);
    text[13] = ':';
    pad(text, 14, second / 60 % 60, 2);
    text[16] = ':';
    pad(text, 17, second % 60, 2);
    int end = DATE_TIME_LENGTH;
    if (nanos > 0) {
      int width = fractionWidth(nanos);
      text[end++] = '.';
      pad(text, end, nanos / (width == 3 ? 1_000_000 : width == 6 ? 1000 : 1), width);
      end += width;
    }
    text[end++] = 'Z';
    return Arrays.copyOf(text, end);
  }

  /** Writes a number in so many digits. */
  private static void pad(byte[] text, int start, int value, int width) {
    int rest = value;
    for (int i = start + width - 1; i >= start; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  static String duration(long seconds, int nanos) throws JsonException {
    boolean inRange =
        nanos >= -999_999_999
            && nanos <= 999_999_999
            && seconds >= -MAX_DURATION
            && seconds <= MAX_DURATION
            && !(seconds > 0 && nanos < 0)
            && !(seconds < 0 && nanos > 0);
    if (!inRange) {
      throw new JsonException("a duration of " + seconds + " s, " + nanos + " ns is out of range");
    }
    StringBuilder text = new StringBuilder(24);
    if (seconds < 0 || nanos < 0) {
      text.append('-');
    }
    text.append(Math.abs(seconds));
    fraction(text, Math.abs(nanos));
    return text.append('s').toString();
  }

  /** The paths of a mask in snake case. */
  static List<String> parseMask(String text) throws JsonException {
    Utf8.checkSurrogates(text);
    List<String> paths = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      if (end > start) {
        paths.add(maskPath(text.substring(start, end)));
      }
      start = end + 1;
    }
    return paths;
  }

  private static String maskPath(String camel) {
    StringBuilder path = new StringBuilder(camel.length() + 8);
    for (int i = 0; i < camel.length(); i++) {
      char ch = camel.charAt(i);
      if (ch >= 'A' && ch <= 'Z') {
        path.append('_').append((char) (ch + ('a' - 'A')));
      } else {
        path.append(ch);
      }
    }
    return path.toString();
  }

  /**
   * A path of a mask in camel case.
   *
   * @throws JsonException if the path would not read back as itself
   */
  static String maskJson(String path) throws JsonException {
    StringBuilder camel = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char ch = path.charAt(i);
      char next = i + 1 < path.length() ? path.charAt(i + 1) : 0;
      if (ch == '_' && next >= 'a' && next <= 'z') {
        camel.append((char) (next - ('a' - 'A')));
        i++;
      } else if (ch == '_' || ch == ',' || (ch >= 'A' && ch <= 'Z')) {
        throw new JsonException("the mask path " + JsonException.quote(path) + " has no JSON form");
      } else {
        camel.append(ch);
      }
    }
    return camel.toString();
  }

  /** The index of the first byte that is no digit, or the end. */
  private static int digitsEnd(byte[] c, int from, int to) {
    int i = from;
    while (i < to && c[i] >= '0' && c[i] <= '9') {
      i++;
    }
    return i;
  }

  /** Nanoseconds of one to nine fraction digits, or -1. */
  private static int nanos(byte[] c, int from, int to) {
    int count = to - from;
    if (count < 1 || count > 9) {
      return -1;
    }
    int nanos = 0;
    for (int i = from; i < to; i++) {
      nanos = nanos * 10 + c[i] - '0';
    }
    for (int i = count; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static int fractionWidth(int nanos) {
    return nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
  }

  private static void fraction(StringBuilder text, int nanos) {
    if (nanos == 0) {
      return;
    }
    int width = fractionWidth(nanos);
    text.append('.');
    int divisor = 100_000_000;
    for (int i = 0; i < width; i++, divisor /= 10) {
      text.append((char) ('0' + nanos / divisor % 10));
    }
  }
}
