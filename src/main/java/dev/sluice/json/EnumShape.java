package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An enum, compiled: its names by number and its numbers by name. */
final class EnumShape {

  private static final String NULL_VALUE = "google.protobuf.NullValue";

  private final EnumDescriptor descriptor;
  private final boolean ignoreCase;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, byte[]> names = new HashMap<>();

  EnumShape(EnumDescriptor descriptor, JsonOptions options) {
    this.descriptor = descriptor;
    this.ignoreCase = options.caseInsensitiveEnums();
    for (EnumValueDescriptor value : descriptor.getValues()) {
      numbers.put(value.getName(), value.getNumber());
      if (!options.enumsAsNumbers()) {
        names.putIfAbsent(value.getNumber(), ('"' + value.getName() + '"').getBytes(UTF_8));
      }
    }
    if (ignoreCase) {
      for (EnumValueDescriptor value : descriptor.getValues()) {
        numbers.putIfAbsent(value.getName().toLowerCase(Locale.ROOT), value.getNumber());
      }
    }
  }

  static boolean isNullValue(EnumDescriptor descriptor) {
    return descriptor.getFullName().equals(NULL_VALUE);
  }

  /** The name of a number as JSON, or null if it is written as a number. */
  byte @Nullable [] name(int number) {
    return names.get(number);
  }

  /** The number of a name, or null if there is none. */
  @Nullable Integer number(String name) {
    Integer number = numbers.get(name);
    return number == null && ignoreCase ? numbers.get(name.toLowerCase(Locale.ROOT)) : number;
  }

  /** Whether fields of this enum keep a number: open enums keep any. */
  boolean keeps(int number) {
    return !descriptor.isClosed() || descriptor.findValueByNumber(number) != null;
  }

  /** What is expected of a value, for messages. */
  String expectation() {
    return expectation(descriptor);
  }

  static String expectation(EnumDescriptor descriptor) {
    return "a value of " + descriptor.getFullName();
  }
}
