package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.NumberInput;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigInteger;

/**
 * Numbers in JSON's spelling, of each protobuf type.
 *
 * <p>Integers may be written with a fraction or an exponent as long as they are whole ({@code 1.0},
 * {@code 1e3}). No exponent, however large, is ever expanded. Floating point also has the names
 * {@code NaN}, {@code Infinity} and {@code -Infinity}.
 */
final class Numbers {

  /** The longest number that is read, in characters. */
  static final int MAX_LENGTH = 1000;

  private static final int UINT64_DIGITS = 20;
  private static final int MAX_EXPONENT = 1_000_000;
  private static final int PLAIN_DIGITS = 18;
  private static final long NOT_PLAIN = Long.MIN_VALUE;

  /** So many digits a double holds whatever they are. */
  private static final int EXACT_DIGITS = 15;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Numbers() {}

  /** The type as its users know it, since JSON does not tell int32, sint32 and sfixed32 apart. */
  static String name(FieldDescriptor.Type type) {
    return switch (type) {
      case INT32, SINT32, SFIXED32 -> "int32";
      case UINT32, FIXED32 -> "uint32";
      case INT64, SINT64, SFIXED64 -> "int64";
      case UINT64, FIXED64 -> "uint64";
      case FLOAT -> "float";
      default -> "double";
    };
  }

  /**
   * A number of any type, as messages have it: Integer, Long, Float or Double; unsigned integers as
   * the signed number of the same bits.
   */
  static Object parse(FieldDescriptor.Type type, byte[] c, int from, int to) throws JsonException {
    return switch (type) {
      case FLOAT -> float32(c, from, to);
      case DOUBLE -> real(type, c, from, to);
      case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> integer(type, c, from, to);
      default -> (int) integer(type, c, from, to);
    };
  }

  /** An integer of any type; uint64 is returned as the signed number of the same bits. */
  static long integer(FieldDescriptor.Type type, byte[] c, int from, int to) throws JsonException {
    long value = plain(c, from, to);
    if (value == NOT_PLAIN) {
      return whole(type, c, from, to);
    }
    boolean fits =
        switch (type) {
          case INT32, SINT32, SFIXED32 -> value == (int) value;
          case UINT32, FIXED32 -> value >>> 32 == 0;
          case UINT64, FIXED64 -> value >= 0;
          default -> true;
        };
    if (!fits) {
      throw refused(type, c, from, to);
    }
    return value;
  }

  private static float float32(byte[] c, int from, int to) throws JsonException {
    double exact = real(FieldDescriptor.Type.FLOAT, c, from, to);
    float value = (float) exact;
    if (Float.isInfinite(value) && !Double.isInfinite(exact)) {
      throw refused(FieldDescriptor.Type.FLOAT, c, from, to);
    }
    return value;
  }

  private static double real(FieldDescriptor.Type type, byte[] c, int from, int to)
      throws JsonException {
    if (isNumber(c, from, to)) {
      double value = fewDigits(c, from, to);
      if (Double.isNaN(value)) {
        value = NumberInput.parseDouble(text(c, from, to), true);
      }
      if (Double.isInfinite(value)) {
        throw refused(type, c, from, to);
      }
      return value;
    }
    return switch (text(c, from, to)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw refused(type, c, from, to);
    };
  }

  /**
   * The value of a number of few digits and without exponent, else NaN. Digits and power of ten are
   * exact then, so that their quotient is the value that is nearest.
   */
  private static double fewDigits(byte[] c, int from, int to) {
    if (to - from > EXACT_DIGITS) {
      return Double.NaN;
    }
    boolean negative = c[from] == '-';
    long digits = 0;
    int fraction = 0;
    boolean inFraction = false;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      int digit = c[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        fraction += inFraction ? 1 : 0;
      } else if (c[i] == '.') {
        inFraction = true;
      } else {
        return Double.NaN;
      }
    }
    double value = digits / POWERS_OF_TEN[fraction];
    return negative ? -value : value;
  }

  /** The value of plain digits that surely fit a long, or {@link #NOT_PLAIN}. */
  private static long plain(byte[] c, int from, int to) {
    int i = from;
    boolean negative = from < to && c[i] == '-';
    if (negative) {
      i++;
    }
    int digits = to - i;
    if (digits < 1 || digits > PLAIN_DIGITS || (c[i] == '0' && digits > 1)) {
      return NOT_PLAIN;
    }
    long value = 0;
    for (int count = (digits - 1) % Long.BYTES + 1; i < to; i += count, count = Long.BYTES) {
      int part = PlainBytes.digits(c, i, count);
      if (part < 0) {
        return NOT_PLAIN;
      }
      value = value * 100_000_000 + part;
    }
    return negative ? -value : value;
  }

  /**
   * An integer that may have a fraction and an exponent. Its zeros are counted and not computed, so
   * that the time is linear in its length.
   */
  private static long whole(FieldDescriptor.Type type, byte[] c, int from, int to)
      throws JsonException {
    if (!isNumber(c, from, to)) {
      throw refused(type, c, from, to);
    }
    StringBuilder digits = new StringBuilder(UINT64_DIGITS);
    long zeros = 0;
    boolean inFraction = false;
    long power = 0;
    int i = from;
    for (; i < to && c[i] != 'e' && c[i] != 'E'; i++) {
      inFraction |= c[i] == '.';
      if (c[i] < '0' || c[i] > '9') {
        continue;
      }
      power -= inFraction ? 1 : 0;
      if (c[i] == '0') {
        zeros += digits.isEmpty() ? 0 : 1;
        continue;
      }
      if (digits.length() + zeros >= UINT64_DIGITS) {
        throw refused(type, c, from, to);
      }
      digits.append("0".repeat((int) zeros)).append((char) c[i]);
      zeros = 0;
    }
    if (digits.isEmpty()) {
      return 0;
    }
    power += zeros + (i < to ? exponent(c, i + 1, to) : 0);
    if (power < 0 || digits.length() + power > UINT64_DIGITS) {
      throw refused(type, c, from, to);
    }
    BigInteger size = new BigInteger(digits.append("0".repeat((int) power)).toString());
    BigInteger value = c[from] == '-' ? size.negate() : size;
    if (!fits(type, value)) {
      throw refused(type, c, from, to);
    }
    return value.longValue();
  }

  /** An exponent, cut where it is larger than any number is long. */
  private static int exponent(byte[] c, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (c[i] >= '0' && c[i] <= '9') {
        value = Math.min(MAX_EXPONENT, value * 10 + c[i] - '0');
      }
    }
    return c[from] == '-' ? -value : value;
  }

  private static boolean fits(FieldDescriptor.Type type, BigInteger value) {
    return switch (type) {
      case INT32, SINT32, SFIXED32 -> value.bitLength() <= 31;
      case UINT32, FIXED32 -> value.bitLength() <= 32 && value.signum() >= 0;
      case UINT64, FIXED64 -> value.bitLength() <= 64 && value.signum() >= 0;
      default -> value.bitLength() <= 63;
    };
  }

  /** Whether the text is a number by JSON's grammar and no longer than {@link #MAX_LENGTH}. */
  private static boolean isNumber(byte[] c, int from, int to) {
    return to - from <= MAX_LENGTH && end(c, from, to) == to;
  }

  /**
   * The end of the number that begins a part of an array, by JSON's grammar; the complement of the
   * index of what is wrong if there is none.
   */
  static int end(byte[] c, int from, int to) {
    int i = from < to && c[from] == '-' ? from + 1 : from;
    i = i < to && c[i] == '0' ? i + 1 : digitsEnd(c, i, to);
    if (i >= 0 && i < to && c[i] == '.') {
      i = digitsEnd(c, i + 1, to);
    }
    if (i >= 0 && i < to && (c[i] == 'e' || c[i] == 'E')) {
      i++;
      boolean signed = i < to && (c[i] == '+' || c[i] == '-');
      i = digitsEnd(c, signed ? i + 1 : i, to);
    }
    return i;
  }

  /** The end of at least one digit, or the complement of the index where it should be. */
  private static int digitsEnd(byte[] c, int first, int to) {
    int i = first;
    while (i < to && c[i] >= '0' && c[i] <= '9') {
      i++;
    }
    return i == first ? ~i : i;
  }

  private static JsonException refused(FieldDescriptor.Type type, byte[] c, int from, int to) {
    return JsonException.expectedText(name(type), text(c, from, to));
  }

  private static String text(byte[] c, int from, int to) {
    return new String(c, from, to - from, UTF_8);
  }
}
