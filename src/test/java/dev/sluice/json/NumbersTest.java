package dev.sluice.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class NumbersTest {

  private static final int TRIES = 100_000;

  @ParameterizedTest
  @EnumSource(names = {"INT32", "UINT32", "INT64", "UINT64"})
  void readsIntegersInAnySpellingAsTheirValueIs(FieldDescriptor.Type type) {
    Random random = new Random(7);
    for (int i = 0; i < TRIES; i++) {
      String text = spelled(random);

      assertThat(read(type, text)).as(text).isEqualTo(value(type, text));
    }
  }

  private static String spelled(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
    if (random.nextInt(4) == 0) {
      text.append('0');
    } else {
      text.append(1 + random.nextInt(9));
      digits(text, random.nextInt(12), random);
    }
    if (random.nextBoolean()) {
      text.append('.').append(random.nextInt(10));
      digits(text, random.nextInt(12), random);
    }
    if (random.nextBoolean()) {
      text.append(random.nextBoolean() ? 'e' : 'E');
      text.append(new String[] {"", "+", "-"}[random.nextInt(3)]);
      text.append("0".repeat(random.nextInt(3))).append(random.nextInt(22));
    }
    return text.toString();
  }

  /** Adds digits, most of them zeros. */
  private static void digits(StringBuilder text, int count, Random random) {
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(3) > 0 ? 0 : random.nextInt(10));
    }
  }

  private static @Nullable Long read(FieldDescriptor.Type type, String text) {
    try {
      return Numbers.integer(type, text.getBytes(US_ASCII), 0, text.length());
    } catch (JsonException e) {
      return null;
    }
  }

  private static @Nullable Long value(FieldDescriptor.Type type, String text) {
    BigInteger value;
    try {
      value = new BigDecimal(text).toBigIntegerExact();
    } catch (ArithmeticException e) {
      return null;
    }
    int bits = type == FieldDescriptor.Type.INT32 || type == FieldDescriptor.Type.UINT32 ? 32 : 64;
    boolean signed = type == FieldDescriptor.Type.INT32 || type == FieldDescriptor.Type.INT64;
    boolean fits =
        signed ? value.bitLength() < bits : value.bitLength() <= bits && value.signum() >= 0;
    return fits ? value.longValue() : null;
  }

  static Stream<String> longSpellings() {
    return Stream.of(
        "7" + "0".repeat(900) + "e-900",
        "7." + "0".repeat(990),
        "0." + "0".repeat(900) + "7e901",
        "700e-" + "0".repeat(900) + "2");
  }

  @ParameterizedTest
  @MethodSource("longSpellings")
  void readsALongSpellingOfASmallInteger(String text) {
    assertThat(read(FieldDescriptor.Type.INT32, text)).isEqualTo(7);
  }

  static Stream<String> none() {
    return Stream.of(
        "1e999999999999999999999",
        "1e-999999999999999999999",
        "10" + "0".repeat(900) + "e-902",
        "1" + "0".repeat(20),
        "18446744073709551616",
        "1.000000000000000000000000000001",
        "1e",
        "1." + "0".repeat(1000));
  }

  @ParameterizedTest
  @MethodSource("none")
  void refusesWhatIsNoInteger(String text) {
    assertThat(read(FieldDescriptor.Type.UINT64, text)).isNull();
  }
}
