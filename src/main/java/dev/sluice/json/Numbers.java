package dev.sluice.json;

import com.fasterxml.jackson.core.io.NumberInput;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
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
  private static final int PLAIN_DIGITS = 18;
  private static final long NOT_PLAIN = Long.MIN_VALUE;

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

  /** An integer of any type; uint64 is returned as the signed number of the same bits. */
  static long integer(FieldDescriptor.Type type, char[] c, int offset, int length)
      throws JsonException {
    long value = plain(c, offset, length);
    if (value == NOT_PLAIN) {
      return whole(type, c, offset, length);
    }
    boolean fits =
        switch (type) {
          case INT32, SINT32, SFIXED32 -> value == (int) value;
          case UINT32, FIXED32 -> value >>> 32 == 0;
          case UINT64, FIXED64 -> value >= 0;
          default -> true;
        };
    if (!fits) {
      throw refused(type, c, offset, length);
    }
    return value;
  }

  static double float64(char[] c, int offset, int length) throws JsonException {
    return real(FieldDescriptor.Type.DOUBLE, c, offset, length);
  }

  static float float32(char[] c, int offset, int length) throws JsonException {
    double exact = real(FieldDescriptor.Type.FLOAT, c, offset, length);
    float value = (float) exact;
    if (Float.isInfinite(value) && !Double.isInfinite(exact)) {
      throw refused(FieldDescriptor.Type.FLOAT, c, offset, length);
    }
    return value;
  }

  private static double real(FieldDescriptor.Type type, char[] c, int offset, int length)
      throws JsonException {
    if (isNumber(c, offset, length)) {
      double value = NumberInput.parseDouble(c, offset, length, true);
      if (Double.isInfinite(value)) {
        throw refused(type, c, offset, length);
      }
      return value;
    }
    return switch (new String(c, offset, length)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw refused(type, c, offset, length);
    };
  }

  /** The value of plain digits that surely fit a long, or {@link #NOT_PLAIN}. */
  private static long plain(char[] c, int offset, int length) {
    int i = offset;
    int end = offset + length;
    boolean negative = length > 0 && c[i] == '-';
    if (negative) {
      i++;
    }
    int digits = end - i;
    if (digits < 1 || digits > PLAIN_DIGITS || (c[i] == '0' && digits > 1)) {
      return NOT_PLAIN;
    }
    long value = 0;
    for (; i < end; i++) {
      int digit = c[i] - '0';
      if (digit < 0 || digit > 9) {
        return NOT_PLAIN;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private static long whole(FieldDescriptor.Type type, char[] c, int offset, int length)
      throws JsonException {
    if (isNumber(c, offset, length)) {
      try {
        BigDecimal value = new BigDecimal(c, offset, length).stripTrailingZeros();
        if (value.scale() <= 0 && (long) value.precision() - value.scale() <= UINT64_DIGITS) {
          BigInteger whole = value.toBigIntegerExact();
          if (fits(type, whole)) {
            return whole.longValue();
          }
        }
      } catch (ArithmeticException | NumberFormatException e) {
        throw refused(type, c, offset, length);
      }
    }
    throw refused(type, c, offset, length);
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
  private static boolean isNumber(char[] c, int offset, int length) {
    int end = offset + length;
    int i = length > 0 && c[offset] == '-' ? offset + 1 : offset;
    int whole = digits(c, i, end);
    if (length > MAX_LENGTH || whole == i || (c[i] == '0' && whole > i + 1)) {
      return false;
    }
    i = whole;
    if (i < end && c[i] == '.') {
      int fraction = digits(c, i + 1, end);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < end && (c[i] == 'e' || c[i] == 'E')) {
      i++;
      if (i < end && (c[i] == '+' || c[i] == '-')) {
        i++;
      }
      int exponent = digits(c, i, end);
      if (exponent == i) {
        return false;
      }
      i = exponent;
    }
    return i == end;
  }

  private static int digits(char[] c, int start, int end) {
    int i = start;
    while (i < end && c[i] >= '0' && c[i] <= '9') {
      i++;
    }
    return i;
  }

  private static JsonException refused(
      FieldDescriptor.Type type, char[] c, int offset, int length) {
    return JsonException.expectedText(name(type), new String(c, offset, length));
  }
}
