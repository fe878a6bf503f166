package dev.sluice.openapi;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation of grpc-gateway says of a schema, written into it.
 *
 * <p>{@code type}, {@code ref} and {@code format} of known types stay what the proto makes of them,
 * as JSON is read and written by the proto.
 */
final class AnnotatedSchema {

  private static final List<String> TEXTS = List.of("title", "pattern");
  private static final List<String> SIZES =
      List.of("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties");
  private static final List<String> OF_LISTS =
      List.of("title", "maxItems", "minItems", "uniqueItems");

  private AnnotatedSchema() {}

  /**
   * Writes a {@code JSONSchema} into a schema, but for its description, which takes the place of a
   * comment.
   *
   * @param schema the schema, which is changed
   * @param annotation the annotation; may be empty
   */
  static void apply(JsonObject schema, JsonObject annotation) {
    constrain(schema, annotation);
    if (annotation.getBoolean("readOnly", false)) {
      schema.put("readOnly", true);
    }
    example(schema, annotation);
  }

  /**
   * Writes what a {@code JSONSchema} says of values into the schema of a parameter.
   *
   * @param json whether a value is JSON in a text, of which only a list has keywords
   */
  static void applyToParameter(JsonObject schema, JsonObject annotation, boolean json) {
    if (!json) {
      constrain(schema, annotation);
      return;
    }
    JsonObject some = new JsonObject();
    OF_LISTS.stream()
        .filter(key -> annotation.containsKey(key))
        .filter(key -> key.equals("title") || "array".equals(schema.getValue("type")))
        .forEach(key -> some.put(key, annotation.getValue(key)));
    constrain(schema, some);
  }

  private static void constrain(JsonObject schema, JsonObject annotation) {
    for (String key : TEXTS) {
      if (annotation.containsKey(key)) {
        schema.put(key, annotation.getString(key));
      }
    }
    if (annotation.containsKey("format") && !schema.containsKey("format")) {
      schema.put("format", annotation.getString("format"));
    }
    for (String key : SIZES) {
      if (annotation.containsKey(key)) {
        schema.put(key, Long.parseLong(annotation.getString(key)));
      }
    }
    if (isNumber(schema)) {
      bound(schema, annotation, "maximum", "exclusiveMaximum");
      bound(schema, annotation, "minimum", "exclusiveMinimum");
      if (annotation.containsKey("multipleOf")) {
        schema.put("multipleOf", number(annotation.getDouble("multipleOf")));
      }
    }
    if (annotation.getBoolean("uniqueItems", false)) {
      schema.put("uniqueItems", true);
    }
    if (annotation.containsKey("default")) {
      schema.put("default", value(annotation.getString("default"), schema));
    }
    if (annotation.containsKey("enum")) {
      JsonArray values = new JsonArray();
      annotation.getJsonArray("enum").forEach(each -> values.add(value((String) each, schema)));
      schema.put("enum", values);
    }
    extend(schema, annotation);
  }

  /** Adds the {@code example} of an annotation. */
  static void example(JsonObject schema, JsonObject annotation) {
    if (annotation.containsKey("example")) {
      schema.put("examples", new JsonArray().add(value(annotation.getString("example"), schema)));
    }
  }

  /** Adds the {@code external_docs} of an annotation. */
  static JsonObject document(JsonObject target, JsonObject annotation) {
    if (annotation.containsKey("externalDocs")) {
      target.put("externalDocs", annotation.getJsonObject("externalDocs").copy());
    }
    return target;
  }

  /** Adds the {@code extensions} of an annotation that may be such. */
  static JsonObject extend(JsonObject target, JsonObject annotation) {
    JsonObject extensions = annotation.getJsonObject("extensions", new JsonObject());
    extensions.fieldNames().stream()
        .filter(name -> name.matches("x-(?!grpc-|generated-).+"))
        .sorted()
        .forEach(name -> target.put(name, extensions.getValue(name)));
    return target;
  }

  /** A value that is written as JSON, or as the text that it is. */
  static @Nullable Object value(String text, JsonObject schema) {
    Object value;
    try {
      value = Json.decodeValue(text);
    } catch (DecodeException e) {
      return text;
    }
    boolean wantsText = "string".equals(schema.getValue("type"));
    return wantsText && !(value instanceof String) ? text : value;
  }

  private static boolean isNumber(JsonObject schema) {
    return List.of("number", "integer").contains(String.valueOf(schema.getValue("type")));
  }

  private static void bound(
      JsonObject schema, JsonObject annotation, String inclusive, String exclusive) {
    if (annotation.containsKey(inclusive) || annotation.getBoolean(exclusive, false)) {
      boolean open = annotation.getBoolean(exclusive, false);
      schema.remove(open ? inclusive : exclusive);
      schema.put(open ? exclusive : inclusive, number(annotation.getDouble(inclusive, 0.0)));
    }
  }

  private static Number number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? (Number) (long) value
        : (Number) value;
  }
}
