package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types whose JSON is their own (<a
 * href="https://protobuf.dev/programming-guides/json/">ProtoJSON</a>), known by name, so that those
 * of dynamic descriptors are meant as well.
 */
final class WellKnown {

  static final String ANY = "google.protobuf.Any";
  static final String STATUS = "google.rpc.Status";

  private static final String PACKAGE = "google.protobuf.";
  private static final Set<String> TEXTS =
      Set.of(PACKAGE + "Timestamp", PACKAGE + "Duration", PACKAGE + "FieldMask");
  private static final Set<String> WRAPPERS =
      Set.of(
          PACKAGE + "DoubleValue",
          PACKAGE + "FloatValue",
          PACKAGE + "Int64Value",
          PACKAGE + "UInt64Value",
          PACKAGE + "Int32Value",
          PACKAGE + "UInt32Value",
          PACKAGE + "BoolValue",
          PACKAGE + "StringValue",
          PACKAGE + "BytesValue");
  private static final String EMPTY = PACKAGE + "Empty";
  private static final Set<String> OPAQUE =
      Set.of(ANY, PACKAGE + "Struct", PACKAGE + "Value", PACKAGE + "ListValue");

  private WellKnown() {}

  static boolean isWellKnown(Descriptor message) {
    return isText(message) || isOpaque(message) || message.getFullName().equals(EMPTY);
  }

  /** Whether its JSON can be of many shapes, which no parameters are for. */
  static boolean isOpaque(Descriptor message) {
    return OPAQUE.contains(message.getFullName());
  }

  /** Whether its JSON is one scalar. */
  static boolean isText(Descriptor message) {
    return TEXTS.contains(message.getFullName()) || isWrapper(message);
  }

  static boolean isWrapper(Descriptor message) {
    return WRAPPERS.contains(message.getFullName());
  }

  static boolean isNull(FieldDescriptor field) {
    return field.getJavaType() == JavaType.ENUM
        && field.getEnumType().getFullName().equals(PACKAGE + "NullValue");
  }

  /** The schema of a type other than {@code Any}; null if it is an ordinary message. */
  static @Nullable JsonObject schema(Descriptor message) {
    if (isWrapper(message)) {
      return scalar(message.findFieldByNumber(1).getType());
    }
    return switch (message.getFullName()) {
      case "google.protobuf.Timestamp" ->
          new JsonObject().put("type", "string").put("format", "date-time");
      case "google.protobuf.Duration" ->
          new JsonObject()
              .put("type", "string")
              .put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$")
              .put("description", "Seconds, for example `1.5s`.");
      case "google.protobuf.FieldMask" ->
          new JsonObject()
              .put("type", "string")
              .put("description", "Paths of fields, joined by commas.");
      case "google.protobuf.Empty" ->
          new JsonObject().put("type", "object").put("additionalProperties", false);
      case "google.protobuf.Struct" ->
          new JsonObject().put("type", "object").put("additionalProperties", true);
      case "google.protobuf.Value" -> new JsonObject().put("description", "Any JSON value.");
      case "google.protobuf.ListValue" ->
          new JsonObject()
              .put("type", "array")
              .put("items", new JsonObject().put("description", "Any JSON value."));
      default -> null;
    };
  }

  static JsonObject scalar(FieldDescriptor.Type type) {
    JsonObject schema = new JsonObject();
    return switch (type) {
      case DOUBLE -> schema.put("type", "number").put("format", "double");
      case FLOAT -> schema.put("type", "number").put("format", "float");
      case INT32, SINT32, SFIXED32 -> schema.put("type", "integer").put("format", "int32");
      // There is no unsigned format that client generators know: a wider one with the range.
      case UINT32, FIXED32 ->
          schema
              .put("type", "integer")
              .put("format", "int64")
              .put("minimum", 0)
              .put("maximum", 0xFFFF_FFFFL);
      case INT64, SINT64, SFIXED64 -> schema.put("type", "string").put("format", "int64");
      case UINT64, FIXED64 -> schema.put("type", "string").put("format", "uint64");
      case BOOL -> schema.put("type", "boolean");
      case STRING -> schema.put("type", "string");
      case BYTES -> schema.put("type", "string").put("format", "byte");
      case ENUM, MESSAGE, GROUP -> throw new IllegalArgumentException("no scalar: " + type);
    };
  }

  static JsonObject anySchema() {
    return new JsonObject()
        .put("type", "object")
        .put("description", "A message of any type, which `@type` names.")
        .put("required", new JsonArray().add("@type"))
        .put(
            "properties",
            new JsonObject()
                .put(
                    "@type",
                    new JsonObject()
                        .put("type", "string")
                        .put(
                            "description",
                            "For example `type.googleapis.com/google.protobuf.Duration`.")))
        .put("additionalProperties", true);
  }

  static JsonObject statusSchema(JsonObject any) {
    return new JsonObject()
        .put("type", "object")
        .put("description", "Why a call failed.")
        .put(
            "properties",
            new JsonObject()
                .put(
                    "code",
                    scalar(FieldDescriptor.Type.INT32)
                        .put("description", "The code of `google.rpc.Code`."))
                .put(
                    "message",
                    scalar(FieldDescriptor.Type.STRING)
                        .put("description", "What happened, in English."))
                .put("details", new JsonObject().put("type", "array").put("items", any)));
  }
}
