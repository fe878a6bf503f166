package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The enum of a field, compiled: its names by number and its numbers by name. */
final class EnumShape {

  /** Names of the numbers below this are found without a look into the map. */
  private static final int LOW = 64;

  private static final String NULL_VALUE = "google.protobuf.NullValue";

  private final EnumDescriptor descriptor;
  private final boolean closed;
  private final boolean ignoreCase;
  private final NameTable<Integer> numbers;
  private final Map<Integer, byte[]> names = new HashMap<>();
  private final byte[] @Nullable [] lowNames = new byte[LOW] @Nullable [];

  EnumShape(FieldDescriptor field, JsonOptions options) {
    this.descriptor = field.getEnumType();
    this.closed = field.legacyEnumFieldTreatedAsClosed();
    this.ignoreCase = options.caseInsensitiveEnums();
    Map<String, Integer> byName = new HashMap<>();
    for (EnumValueDescriptor value : descriptor.getValues()) {
      byName.put(value.getName(), value.getNumber());
      if (!options.enumsAsNumbers()) {
        names.putIfAbsent(value.getNumber(), ('"' + value.getName() + '"').getBytes(UTF_8));
      }
    }
    if (ignoreCase) {
      for (EnumValueDescriptor value : descriptor.getValues()) {
        byName.putIfAbsent(value.getName().toLowerCase(Locale.ROOT), value.getNumber());
      }
    }
    for (int number = 0; number < LOW; number++) {
      lowNames[number] = names.get(number);
    }
    this.numbers = new NameTable<>(byName);
  }

  static boolean isNullValue(EnumDescriptor descriptor) {
    return descriptor.getFullName().equals(NULL_VALUE);
  }

  /** The name of a number as JSON, or null if it is written as a number. */
  byte @Nullable [] name(int number) {
    return number >= 0 && number < LOW ? lowNames[number] : names.get(number);
  }

  /** The number of the name that the bytes spell, or null if there is none. */
  @Nullable Integer number(byte[] bytes, int from, int to) {
    Integer number = numbers.get(bytes, from, to);
    if (number == null && ignoreCase) {
      byte[] lower =
          new String(bytes, from, to - from, UTF_8).toLowerCase(Locale.ROOT).getBytes(UTF_8);
      return numbers.get(lower, 0, lower.length);
    }
    return number;
  }

  /** Whether the field keeps a number: any, if it takes the enum to be open. */
  boolean keeps(int number) {
    return !closed || descriptor.findValueByNumber(number) != null;
  }

  /** What is expected of a value, for messages. */
  String expectation() {
    return expectation(descriptor);
  }

  static String expectation(EnumDescriptor descriptor) {
    return "a value of " + descriptor.getFullName();
  }
}
