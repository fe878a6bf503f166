package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Locale;

/**
 * Values of path and query parameters: the bare text of a field's type.
 *
 * <p>Numbers are spelled as in JSON, booleans are {@code true} or {@code false}, enums are names or
 * numbers, bytes are base64 of either alphabet, padded or not. Of the messages, those whose JSON is
 * one scalar have a text: the wrappers, and Timestamp, Duration and FieldMask as in JSON but
 * without the quotes; {@code google.protobuf.Value} takes any text as a string.
 *
 * <p>Stateless and safe for use from any thread.
 */
public final class TextValues {

  private TextValues() {}

  /**
   * Parses the value of a field, or of one element if the field is repeated; names of enums are
   * read as they are written.
   *
   * @see #parse(Message.Builder, FieldDescriptor, String, boolean)
   */
  public static Object parse(Message.Builder parent, FieldDescriptor field, String text)
      throws JsonException {
    return parse(parent, field, text, false);
  }

  /**
   * Parses the value of a field, or of one element if the field is repeated.
   *
   * @param parent a builder of the field's message, generated or dynamic; it makes the builders of
   *     message values and is not changed
   * @param field a field of that message, not a map
   * @param text the text, percent-decoded
   * @param ignoreCase whether names of enums are read in any case
   * @return what {@link Message.Builder#setField} or {@link Message.Builder#addRepeatedField} takes
   * @throws JsonException if the text is no such value ({@code expected int32, got "abc"}) or the
   *     field's values have no text; without position
   */
  public static Object parse(
      Message.Builder parent, FieldDescriptor field, String text, boolean ignoreCase)
      throws JsonException {
    if (field.isMapField()) {
      throw noText(field);
    }
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? message(parent.newBuilderForField(field), field, text)
        : scalar(field, text, ignoreCase);
  }

  private static Object scalar(FieldDescriptor field, String text, boolean ignoreCase)
      throws JsonException {
    byte[] c = text.getBytes(UTF_8);
    return switch (field.getType()) {
      case STRING -> wellFormed(text);
      case BOOL -> bool(text);
      case BYTES -> ByteString.copyFrom(Base64Text.decode(c, 0, c.length));
      case ENUM -> enumeration(field, text, ignoreCase);
      default -> Numbers.parse(field.getType(), c, 0, c.length);
    };
  }

  static boolean bool(String text) throws JsonException {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw JsonException.expectedText("true or false", text);
    };
  }

  private static String wellFormed(String text) throws JsonException {
    Utf8.checkSurrogates(text);
    return text;
  }

  private static EnumValueDescriptor enumeration(
      FieldDescriptor field, String text, boolean ignoreCase) throws JsonException {
    EnumDescriptor type = field.getEnumType();
    EnumValueDescriptor value = type.findValueByName(text);
    if (value == null && ignoreCase) {
      String lower = text.toLowerCase(Locale.ROOT);
      value =
          type.getValues().stream()
              .filter(each -> each.getName().toLowerCase(Locale.ROOT).equals(lower))
              .findFirst()
              .orElse(null);
    }
    if (value == null) {
      try {
        byte[] c = text.getBytes(UTF_8);
        int number = (int) Numbers.integer(FieldDescriptor.Type.INT32, c, 0, c.length);
        value =
            field.legacyEnumFieldTreatedAsClosed()
                ? type.findValueByNumber(number)
                : type.findValueByNumberCreatingIfUnknown(number);
      } catch (JsonException e) {
        value = null;
      }
    }
    if (value == null) {
      throw JsonException.expectedText(EnumShape.expectation(type), text);
    }
    return value;
  }

  private static Message message(Message.Builder builder, FieldDescriptor field, String text)
      throws JsonException {
    Descriptor type = builder.getDescriptorForType();
    byte[] utf8 = text.getBytes(UTF_8);
    switch (MessageShape.Kind.of(type)) {
      case WRAPPER -> {
        FieldDescriptor value = type.findFieldByNumber(1);
        builder.setField(value, scalar(value, text, false));
      }
      case TIMESTAMP -> seconds(builder, WellKnownText.parseTimestamp(utf8, 0, utf8.length));
      case DURATION -> seconds(builder, WellKnownText.parseDuration(utf8, 0, utf8.length));
      case FIELD_MASK -> {
        for (String path : WellKnownText.parseMask(text)) {
          builder.addRepeatedField(type.findFieldByNumber(1), path);
        }
      }
      case VALUE -> builder.setField(type.findFieldByName("string_value"), wellFormed(text));
      default -> throw noText(field);
    }
    return builder.build();
  }

  private static void seconds(Message.Builder builder, WellKnownText.Seconds value) {
    Descriptor type = builder.getDescriptorForType();
    builder.setField(type.findFieldByNumber(1), value.seconds());
    builder.setField(type.findFieldByNumber(2), value.nanos());
  }

  private static JsonException noText(FieldDescriptor field) {
    String what =
        field.isMapField() ? "a map" : "a message of type " + field.getMessageType().getFullName();
    return new JsonException(what + " cannot be given as text");
  }
}
