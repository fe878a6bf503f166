package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The schemas of messages and enums as their JSON is written. Each message and enum that is reached
 * becomes a component under its full name, and is referred to.
 *
 * <p>A oneof is told in words and not as {@code oneOf}: its members are properties among others,
 * and client generators make a usable type of them.
 */
final class Schemas {

  static final String COMPONENTS = "#/components/schemas/";

  private final View view;
  private final TreeMap<String, JsonObject> components = new TreeMap<>();

  Schemas(View view) {
    this.view = view;
  }

  /** The components reached so far, by name. */
  JsonObject components() {
    JsonObject object = new JsonObject();
    components.forEach(object::put);
    return object;
  }

  JsonObject status() {
    return component(WellKnown.STATUS, WellKnown.statusSchema(any()));
  }

  JsonObject component(String type, JsonObject schema) {
    String name = view.names().schema(type);
    components.putIfAbsent(name, schema);
    return new JsonObject().put("$ref", COMPONENTS + name);
  }

  /** The schema of a message: a reference, or for a well-known type the schema itself. */
  JsonObject message(Descriptor message) {
    if (message.getFullName().equals(WellKnown.ANY)) {
      return any();
    }
    if (message.getFullName().equals(WellKnown.STATUS)) {
      return status();
    }
    JsonObject wellKnown = WellKnown.schema(message);
    if (wellKnown != null) {
      return wellKnown;
    }
    String name = view.names().schema(message.getFullName());
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
    JsonObject annotation = view.annotations().of(field);
    JsonObject schema = all(field, view.comments().of(field), Comments.lines(FieldWords.of(field)));
    if (!field.isRepeated()
        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && WellKnown.isWrapper(field.getMessageType())) {
      schema.put("type", new JsonArray().add(schema.getValue("type")).add("null"));
    }
    if (field.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    if (FieldWords.has(field, FieldBehavior.OUTPUT_ONLY)) {
      schema.put("readOnly", true);
    }
    if (FieldWords.has(field, FieldBehavior.INPUT_ONLY)) {
      schema.put("writeOnly", true);
    }
    FieldWords.addReference(schema, field);
    AnnotatedSchema.apply(schema, annotation);
    return schema;
  }

  /** The schema of all values of a field, for a parameter or a body. */
  JsonObject all(FieldDescriptor field) {
    return all(field, "", "");
  }

  private JsonObject all(FieldDescriptor field, String comment, String more) {
    JsonObject schema = shape(field);
    if (field.hasDefaultValue() && field.getJavaType() != FieldDescriptor.JavaType.BYTE_STRING) {
      schema.put("default", defaultOf(field));
    }
    String words = String.join("\n", Constraints.add(schema, field));
    String own = comment.isEmpty() ? schema.getString("description", "") : comment;
    String description = Comments.join(own, more, words);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    return schema;
  }

  /** The default that a proto2 field names, as JSON has it. */
  private static Object defaultOf(FieldDescriptor field) {
    Object value = field.getDefaultValue();
    if (value instanceof EnumValueDescriptor name) {
      return name.getName();
    }
    boolean plain =
        !(value instanceof Long)
            && !(value instanceof Number n && !Double.isFinite(n.doubleValue()));
    return plain ? value : value.toString();
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
        || FieldWords.has(field, FieldBehavior.REQUIRED)
        || Constraints.isRequired(field);
  }

  private JsonObject one(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> message(field.getMessageType());
      case ENUM ->
          WellKnown.isNull(field)
              ? new JsonObject().putNull("const")
              : enumeration(field.getEnumType());
      default -> WellKnown.scalar(field.getType());
    };
  }

  private JsonObject any() {
    return component(WellKnown.ANY, WellKnown.anySchema());
  }

  private JsonObject enumeration(EnumDescriptor enumeration) {
    List<EnumValueDescriptor> visible =
        enumeration.getValues().stream().filter(view.visibility()::shows).toList();
    JsonObject schema = new JsonObject().put("type", "string");
    String values =
        visible.stream()
            .map(value -> Map.entry(value.getName(), words(value)))
            .filter(value -> !value.getValue().isEmpty())
            .map(value -> "- `" + value.getKey() + "`: " + value.getValue())
            .collect(Collectors.joining("\n"));
    String description = Comments.join(view.comments().of(enumeration), values);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (enumeration.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    JsonArray names = new JsonArray();
    visible.stream().map(EnumValueDescriptor::getName).forEach(names::add);
    schema.put("enum", names);
    JsonObject annotation = view.annotations().of(enumeration);
    AnnotatedSchema.apply(schema, annotation);
    AnnotatedSchema.document(schema, annotation);
    return component(enumeration.getFullName(), schema);
  }

  private String words(EnumValueDescriptor value) {
    String comment = view.comments().of(value).replaceAll("\\s+", " ");
    return value.getOptions().getDeprecated() ? (comment + " Deprecated.").strip() : comment;
  }

  private void fill(JsonObject schema, Descriptor message) {
    JsonObject annotation = view.annotations().of(message);
    JsonObject annotated = annotation.getJsonObject("jsonSchema", new JsonObject());
    String description =
        Comments.join(
            view.comments().of(message),
            message.getRealOneofs().stream()
                .map(this::tell)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("\n")),
            FieldWords.of(message),
            String.join("\n", Constraints.words(message)));
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (message.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    FieldWords.addResource(schema, message);
    JsonArray required = new JsonArray();
    JsonObject properties = new JsonObject();
    for (FieldDescriptor field : message.getFields()) {
      if (view.visibility().shows(field)) {
        String name = view.names().field(field);
        properties.put(name, field(field));
        if (isRequired(field) || isRequired(field, annotated)) {
          required.add(name);
        }
      }
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!properties.isEmpty()) {
      schema.put("properties", properties);
    }
    AnnotatedSchema.apply(schema, annotated);
    AnnotatedSchema.example(schema, annotation);
    AnnotatedSchema.document(schema, annotation);
  }

  /** Whether the annotation of its message, or its own, has a field among the required ones. */
  private boolean isRequired(FieldDescriptor field, JsonObject annotated) {
    JsonArray names = annotated.getJsonArray("required", new JsonArray());
    JsonArray own = view.annotations().of(field).getJsonArray("required", new JsonArray());
    return Stream.concat(names.stream(), own.stream())
        .anyMatch(name -> name.equals(field.getName()) || name.equals(field.getJsonName()));
  }

  private String tell(OneofDescriptor oneof) {
    String fields =
        oneof.getFields().stream()
            .filter(view.visibility()::shows)
            .map(field -> "`" + view.names().field(field) + "`")
            .collect(Collectors.joining(", "));
    String number = Constraints.isRequired(oneof) ? "Exactly" : "At most";
    return fields.isEmpty()
        ? ""
        : number + " one of " + fields + " is set (" + oneof.getName() + ").";
  }
}
