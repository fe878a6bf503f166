package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The schemas of messages and enums as their JSON is written. Each message and enum that is reached
 * becomes a component under its full name, and is referred to.
 *
 * <p>A oneof is told in words and not as {@code oneOf}: its members are properties among others,
 * and client generators make a usable type of them.
 */
final class Schemas {

  static final String COMPONENTS = "#/components/schemas/";

  private final Comments comments;
  private final TreeMap<String, JsonObject> components = new TreeMap<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  /** The components reached so far, by name. */
  JsonObject components() {
    JsonObject object = new JsonObject();
    components.forEach(object::put);
    return object;
  }

  JsonObject status() {
    any();
    return component(WellKnown.STATUS, WellKnown.statusSchema());
  }

  JsonObject component(String name, JsonObject schema) {
    components.putIfAbsent(name, schema);
    return new JsonObject().put("$ref", COMPONENTS + name);
  }

  /** The schema of a message: a reference, or for a well-known type the schema itself. */
  JsonObject message(Descriptor message) {
    String name = message.getFullName();
    if (name.equals(WellKnown.ANY)) {
      return any();
    }
    JsonObject wellKnown = WellKnown.schema(message);
    if (wellKnown != null) {
      return wellKnown;
    }
    if (!components.containsKey(name)) {
      // Known before its fields are, as they may lead back to it.
      JsonObject schema = new JsonObject().put("type", "object");
      components.put(name, schema);
      fill(schema, message);
    }
    return new JsonObject().put("$ref", COMPONENTS + name);
  }

  /** The schema of a field with what its definition says of it. */
  JsonObject field(FieldDescriptor field) {
    JsonObject schema = all(field, comments.of(field));
    if (!field.isRepeated()
        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && WellKnown.isWrapper(field.getMessageType())) {
      schema.put("type", new JsonArray().add(schema.getValue("type")).add("null"));
    }
    if (field.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    if (has(field, FieldBehavior.OUTPUT_ONLY)) {
      schema.put("readOnly", true);
    }
    if (has(field, FieldBehavior.INPUT_ONLY)) {
      schema.put("writeOnly", true);
    }
    return schema;
  }

  /** The schema of all values of a field, for a parameter or a body. */
  JsonObject all(FieldDescriptor field) {
    return all(field, "");
  }

  private JsonObject all(FieldDescriptor field, String comment) {
    JsonObject schema = shape(field);
    String words = String.join("\n", Constraints.add(schema, field));
    String own = comment.isEmpty() ? schema.getString("description", "") : comment;
    String description = Comments.join(own, words);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    return schema;
  }

  private JsonObject shape(FieldDescriptor field) {
    if (field.isMapField()) {
      return new JsonObject()
          .put("type", "object")
          .put("additionalProperties", one(field.getMessageType().findFieldByNumber(2)));
    }
    return field.isRepeated()
        ? new JsonObject().put("type", "array").put("items", one(field))
        : one(field);
  }

  static boolean isRequired(FieldDescriptor field) {
    return field.isRequired()
        || has(field, FieldBehavior.REQUIRED)
        || Constraints.isRequired(field);
  }

  private JsonObject one(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> message(field.getMessageType());
      case ENUM ->
          WellKnown.isNull(field)
              ? new JsonObject().put("type", "null")
              : enumeration(field.getEnumType());
      default -> WellKnown.scalar(field.getType());
    };
  }

  private JsonObject any() {
    return component(WellKnown.ANY, WellKnown.anySchema());
  }

  private JsonObject enumeration(EnumDescriptor enumeration) {
    JsonObject schema = new JsonObject().put("type", "string");
    String values =
        enumeration.getValues().stream()
            .filter(value -> !comments.of(value).isEmpty())
            .map(value -> "- `" + value.getName() + "`: " + oneLine(comments.of(value)))
            .collect(Collectors.joining("\n"));
    String description = Comments.join(comments.of(enumeration), values);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (enumeration.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    JsonArray names = new JsonArray();
    enumeration.getValues().stream().map(EnumValueDescriptor::getName).forEach(names::add);
    return component(enumeration.getFullName(), schema.put("enum", names));
  }

  private void fill(JsonObject schema, Descriptor message) {
    String oneofs =
        message.getRealOneofs().stream().map(Schemas::tell).collect(Collectors.joining("\n"));
    String rules = String.join("\n", Constraints.words(message));
    String description = Comments.join(comments.of(message), Comments.join(oneofs, rules));
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (message.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    JsonArray required = new JsonArray();
    JsonObject properties = new JsonObject();
    for (FieldDescriptor field : message.getFields()) {
      properties.put(field.getJsonName(), field(field));
      if (isRequired(field)) {
        required.add(field.getJsonName());
      }
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!properties.isEmpty()) {
      schema.put("properties", properties);
    }
  }

  private static String tell(OneofDescriptor oneof) {
    return oneof.getFields().stream()
        .map(field -> "`" + field.getJsonName() + "`")
        .collect(
            Collectors.joining(
                ", ",
                (Constraints.isRequired(oneof) ? "Exactly" : "At most") + " one of ",
                " is set (" + oneof.getName() + ")."));
  }

  private static boolean has(FieldDescriptor field, FieldBehavior behavior) {
    List<FieldBehavior> behaviors =
        field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior);
    return behaviors.contains(behavior);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
