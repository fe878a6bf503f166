package dev.sluice.openapi;

import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final JsonForm form;
  private final Map<String, JsonObject> components;

  /** Makes schemas of JSON as answers have it where their operations do not say otherwise. */
  Schemas(View view) {
    this(view, JsonForm.ofAnswers(view.json()), new TreeMap<>());
  }

  private Schemas(View view, JsonForm form, Map<String, JsonObject> components) {
    this.view = view;
    this.form = form;
    this.components = components;
  }

  /**
   * The same for another form of JSON, with the same components: a message or enum of which both
   * forms differ is another one, with the difference in its name.
   */
  Schemas in(JsonForm other) {
    return other.equals(form) ? this : new Schemas(view, other, components);
  }

  JsonForm form() {
    return form;
  }

  /** The components reached so far, by name. */
  JsonObject components() {
    JsonObject object = new JsonObject();
    components.forEach(object::put);
    return object;
  }

  /**
   * The components, those whose type has no other form by its name alone.
   *
   * @param document the document, whose references to them are changed
   */
  JsonObject settle(JsonObject document) {
    Map<String, List<String>> byType =
        components.keySet().stream()
            .collect(Collectors.groupingBy(name -> name.replaceFirst("-.*", "")));
    Map<String, String> names = new HashMap<>();
    byType.forEach(
        (type, all) -> {
          if (all.size() == 1 && !all.get(0).equals(type)) {
            names.put(all.get(0), type);
          }
        });
    if (names.isEmpty()) {
      return components();
    }
    TreeMap<String, JsonObject> settled = new TreeMap<>();
    components.forEach((name, schema) -> settled.put(names.getOrDefault(name, name), schema));
    JsonObject written = new JsonObject();
    settled.forEach(written::put);
    References.rename(document, COMPONENTS, names);
    References.rename(written, COMPONENTS, names);
    return written;
  }

  JsonObject status() {
    return component(WellKnown.STATUS, WellKnown.statusSchema(any()));
  }

  JsonObject component(String type, JsonObject schema) {
    return named(view.names().schema(type), schema);
  }

  private JsonObject named(String name, JsonObject schema) {
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
    if (WellKnown.isWrapper(message)) {
      return scalar(message.findFieldByNumber(1));
    }
    JsonObject wellKnown = WellKnown.schema(message);
    if (wellKnown != null) {
      return wellKnown;
    }
    String name = view.names().schema(message.getFullName()) + suffix(message);
    if (!components.containsKey(name)) {
      // Known before its fields are, as they may lead back to it.
      JsonObject schema = new JsonObject().put("type", "object");
      components.put(name, schema);
      fill(schema, message);
    }
    return new JsonObject().put("$ref", COMPONENTS + name);
  }

  private String suffix(Descriptor message) {
    JsonForm usual = JsonForm.ofAnswers(view.json());
    return form.equals(usual)
        ? ""
        : form.suffix(usual, JsonForm.visible(message, view.visibility()));
  }

  /** The schema of a field with what its definition says of it. */
  JsonObject field(FieldDescriptor field) {
    JsonObject annotation = view.annotations().of(field);
    JsonObject schema = all(field, view.told(field), Comments.lines(FieldWords.of(field)));
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
    SpelledValues.spell(schema, field, form);
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
    SpelledValues.spell(schema, field, form);
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
      default -> scalar(field);
    };
  }

  private JsonObject scalar(FieldDescriptor field) {
    JsonObject schema = WellKnown.scalar(field.getType());
    if (field.getJavaType() == FieldDescriptor.JavaType.LONG
        && form.has(JsonForm.Trait.INT64_NUMBERS)) {
      // Of integers, client generators know no wider format.
      boolean unsigned = "uint64".equals(schema.getValue("format"));
      schema.put("type", "integer").put("format", "int64");
      return unsigned ? schema.put("minimum", 0) : schema;
    }
    return schema;
  }

  private JsonObject any() {
    return component(WellKnown.ANY, WellKnown.anySchema());
  }

  private JsonObject enumeration(EnumDescriptor enumeration) {
    List<EnumValueDescriptor> visible =
        enumeration.getValues().stream().filter(view.visibility()::shows).toList();
    boolean numbers = form.has(JsonForm.Trait.ENUM_NUMBERS);
    JsonObject schema = new JsonObject().put("type", numbers ? "integer" : "string");
    if (numbers) {
      schema.put("format", "int32");
    }
    String values =
        visible.stream()
            .map(value -> Map.entry(value, words(value)))
            .filter(value -> !value.getValue().isEmpty())
            .map(value -> "- `" + value.getKey().getName() + "`: " + value.getValue())
            .collect(Collectors.joining("\n"));
    JsonObject annotation = view.annotations().of(enumeration);
    String description =
        Comments.join(annotation.getString("description", view.comments().of(enumeration)), values);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (enumeration.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    if (numbers) {
      addNumbers(schema, visible);
    } else {
      schema.put(
          "enum", new JsonArray(visible.stream().map(EnumValueDescriptor::getName).toList()));
    }
    AnnotatedSchema.apply(schema, annotation);
    SpelledValues.spell(schema, enumeration, form);
    AnnotatedSchema.document(schema, annotation);
    String suffix =
        form.suffix(JsonForm.ofAnswers(view.json()), Set.of(JsonForm.Trait.ENUM_NUMBERS));
    return named(view.names().schema(enumeration.getFullName()) + suffix, schema);
  }

  /** Adds the numbers of values, and their names as client generators look for them. */
  private static void addNumbers(JsonObject schema, List<EnumValueDescriptor> values) {
    Map<Integer, String> names = new LinkedHashMap<>();
    values.forEach(value -> names.putIfAbsent(value.getNumber(), value.getName()));
    schema
        .put("enum", new JsonArray(List.copyOf(names.keySet())))
        .put("x-enum-varnames", new JsonArray(List.copyOf(names.values())));
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
            annotated.getString("description", view.comments().of(message)),
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
        String name = form.name(field);
        properties.put(name, field(field));
        boolean always = form.has(JsonForm.Trait.COMPLETE) && JsonForm.isAlwaysEmitted(field);
        if (always || isRequired(field) || isRequired(field, annotated)) {
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
    SpelledValues.spell(schema, message, form);
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
            .map(field -> "`" + form.name(field) + "`")
            .collect(Collectors.joining(", "));
    String number = Constraints.isRequired(oneof) ? "Exactly" : "At most";
    return fields.isEmpty()
        ? ""
        : number + " one of " + fields + " is set (" + oneof.getName() + ").";
  }
}
