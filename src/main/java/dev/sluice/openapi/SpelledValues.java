package dev.sluice.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonOptions;
import dev.sluice.openapi.JsonForm.Trait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values in schemas, such as defaults and examples, spelled as the JSON is that they are of. They
 * are known by the proto3 JSON mapping.
 */
final class SpelledValues {

  private static final List<String> VALUES = List.of("const", "default", "enum", "examples");
  private static final List<String> PARTS = List.of("items", "additionalProperties");

  private SpelledValues() {}

  /** Spells the values in the schema of a field. */
  static void spell(JsonObject schema, FieldDescriptor field, JsonForm form) {
    FieldDescriptor value =
        field.isMapField() ? field.getMessageType().findFieldByNumber(2) : field;
    for (String key : VALUES) {
      Object plain = schema.getValue(key);
      if (plain != null) {
        put(schema, key, value(plain, value, form));
      }
    }
    for (String part : PARTS) {
      if (schema.getValue(part) instanceof JsonObject inner && !inner.containsKey("properties")) {
        spell(inner, value, form);
      }
    }
  }

  private static void put(JsonObject schema, String key, @Nullable Object value) {
    if (value == null || (value instanceof JsonArray list && list.isEmpty())) {
      schema.remove(key);
    } else {
      schema.put(key, value);
    }
  }

  /** Spells the examples in the schema of a message. */
  static void spell(JsonObject schema, Descriptor type, JsonForm form) {
    if (schema.getValue("examples") instanceof JsonArray examples) {
      JsonArray spelled = new JsonArray();
      examples.stream()
          .map(each -> message(each, type, form))
          .filter(Objects::nonNull)
          .forEach(spelled::add);
      put(schema, "examples", spelled);
    }
  }

  /** Spells the values in the schema of an enum. */
  static void spell(JsonObject schema, EnumDescriptor type, JsonForm form) {
    for (String key : VALUES) {
      if (schema.containsKey(key)) {
        schema.put(key, value(schema.getValue(key), type, form));
      }
    }
  }

  private static @Nullable Object value(
      @Nullable Object value, EnumDescriptor type, JsonForm form) {
    if (value instanceof JsonArray list) {
      JsonArray spelled = new JsonArray();
      list.forEach(each -> spelled.add(value(each, type, form)));
      return spelled;
    }
    EnumValueDescriptor named =
        value instanceof String text && form.has(Trait.ENUM_NUMBERS)
            ? type.findValueByName(text)
            : null;
    return named == null ? value : (Object) named.getNumber();
  }

  /** A value of a field, or a list of values. */
  static @Nullable Object value(@Nullable Object value, FieldDescriptor field, JsonForm form) {
    if (value instanceof JsonArray list) {
      JsonArray spelled = new JsonArray();
      list.stream()
          .map(each -> each == null ? null : value(each, field, form))
          .forEach(spelled::add);
      return spelled;
    }
    if (field.getJavaType() == JavaType.MESSAGE) {
      Descriptor type = field.getMessageType();
      return WellKnown.isWrapper(type)
          ? value(value, type.findFieldByNumber(1), form)
          : message(value, type, form);
    }
    if (field.getJavaType() == JavaType.ENUM) {
      return value(value, field.getEnumType(), form);
    }
    return value instanceof String text
            && field.getJavaType() == JavaType.LONG
            && form.has(Trait.INT64_NUMBERS)
        ? number(text)
        : value;
  }

  private static Object number(String text) {
    if (!text.matches("-?\\d{1,20}")) {
      return text;
    }
    BigInteger number = new BigInteger(text);
    return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
  }

  /**
   * A message; as it is if it is not one, and null if it lacks fields that are always there, for
   * which nobody has given values.
   */
  static @Nullable Object message(@Nullable Object value, Descriptor type, JsonForm form) {
    if (!(value instanceof JsonObject object)
        || form.equals(JsonForm.PLAIN)
        || WellKnown.isWellKnown(type)) {
      return value;
    }
    try {
      DynamicMessage prototype = DynamicMessage.getDefaultInstance(type);
      Message message =
          codecs(JsonForm.PLAIN).codec(prototype).read(object.encode().getBytes(UTF_8));
      byte[] written = codecs(form).codec(prototype).write(message);
      byte[] given = codecs(form.partial()).codec(prototype).write(message);
      return Arrays.equals(written, given) ? new JsonObject(new String(written, UTF_8)) : null;
    } catch (JsonException e) {
      return value;
    }
  }

  private static JsonCodecs codecs(JsonForm form) {
    JsonOptions plain = JsonOptions.defaults();
    return JsonCodecs.create(
        new JsonOptions(
            plain.ignoreUnknownFields(),
            plain.maxDepth(),
            plain.caseInsensitiveEnums(),
            form.has(Trait.COMPLETE),
            form.has(Trait.PROTO_NAMES),
            form.has(Trait.ENUM_NUMBERS),
            form.has(Trait.INT64_NUMBERS)),
        TypeRegistry.getEmptyTypeRegistry());
  }
}
