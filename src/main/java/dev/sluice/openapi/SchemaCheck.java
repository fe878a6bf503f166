package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.sluice.openapi.JsonForm.Trait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds schemas against messages: their properties are fields, and their types are those that the
 * fields have in JSON. What a schema leaves out, or narrows further, is its own affair, unless it
 * has to be complete.
 *
 * <p>A request may have a 64-bit number as a number and a 32-bit one as a text; a response never
 * has, so that a schema is held against each direction it is used in. One that several operations
 * share is reported with the first of them.
 */
final class SchemaCheck {

  /**
   * What the JSON of a schema is for.
   *
   * @param way which way it goes
   * @param form how it is spelled
   */
  record Use(Way way, JsonForm form) {

    static final Use PARAMETER = new Use(Way.PARAMETER, JsonForm.PLAIN);
    static final Use REQUEST = new Use(Way.REQUEST, JsonForm.PLAIN);

    static Use ofResponse(JsonForm form) {
      return new Use(Way.RESPONSE, form);
    }
  }

  /** Takes each line on once, of components in others too. */
  private final class Once implements Consumer<String> {

    private final Consumer<String> faults;

    Once(Consumer<String> faults) {
      this.faults = faults;
    }

    @Override
    public void accept(String line) {
      if (reported.add(line)) {
        faults.accept(line);
      }
    }
  }

  private enum Way {
    PARAMETER,
    REQUEST,
    RESPONSE
  }

  private static final List<String> COMPOSITIONS = List.of("allOf", "anyOf", "oneOf");

  private final References references;
  private final @Nullable Visibility complete;
  private final IdentityHashMap<JsonObject, Set<List<Object>>> seen = new IdentityHashMap<>();
  private final Set<String> reported = new HashSet<>();

  /**
   * Makes a check.
   *
   * @param complete what schemas have to have; null if they may leave out what they like
   */
  SchemaCheck(References references, @Nullable Visibility complete) {
    this.references = references;
    this.complete = complete;
  }

  void message(
      @Nullable Object schema, Descriptor message, Use use, String place, Consumer<String> faults) {
    if (schema instanceof JsonObject object
        && object.getValue("$ref") instanceof String ref
        && ref.startsWith(Schemas.COMPONENTS)) {
      String component = "schema " + ref.substring(Schemas.COMPONENTS.length());
      inline(
          references.follow(schema),
          message,
          use,
          component,
          faults instanceof Once ? faults : new Once(faults));
    } else {
      inline(references.follow(schema), message, use, place, faults);
    }
  }

  private void inline(
      @Nullable Object schema, Descriptor message, Use use, String place, Consumer<String> faults) {
    if (!(schema instanceof JsonObject object) || !isNew(object, message.getFullName(), use)) {
      return;
    }
    if (use.way() == Way.PARAMETER && "string".equals(object.getValue("type"))) {
      // JSON as text.
      return;
    }
    types(object, messageTypes(message, use), message.getFullName(), place, faults);
    compositions(object, part -> message(part, message, use, place, faults));
    if (WellKnown.isWellKnown(message)) {
      return;
    }
    JsonObject properties =
        object.getValue("properties") instanceof JsonObject some ? some : new JsonObject();
    for (String name : properties.fieldNames()) {
      FieldDescriptor field = FieldPath.field(message, name);
      if (field == null) {
        faults.accept(
            place + ": property " + name + " (expected: a field of " + message.getFullName() + ")");
      } else {
        field(properties.getValue(name), field, use, place + "." + name, faults);
      }
    }
    required(object, message, place, faults);
    // What is made of parts has the fields of these, which are held against the message as well.
    if (complete != null && COMPOSITIONS.stream().noneMatch(object::containsKey)) {
      for (FieldDescriptor field : message.getFields()) {
        if (complete.shows(field)
            && !properties.containsKey(field.getJsonName())
            && !properties.containsKey(field.getName())) {
          faults.accept(
              place
                  + ": no property "
                  + field.getJsonName()
                  + " (expected: all fields of "
                  + message.getFullName()
                  + ")");
        }
      }
    }
  }

  /** Holds a schema against all values of a field. */
  void field(
      @Nullable Object schema,
      FieldDescriptor field,
      Use use,
      String place,
      Consumer<String> faults) {
    if (!(references.follow(schema) instanceof JsonObject object)) {
      return;
    }
    String kind = "for " + (field.isMapField() ? "a map" : "repeated " + kind(field));
    if (field.isMapField()) {
      types(object, Set.of("object"), kind, place, faults);
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      value(object.getValue("additionalProperties"), value, use, place + ".*", faults);
    } else if (!field.isRepeated()) {
      value(object, field, use, place, faults);
    } else if (use.way() == Way.PARAMETER && !"array".equals(object.getValue("type"))) {
      value(object, field, use, place, faults);
    } else {
      types(object, Set.of("array"), kind, place, faults);
      value(object.getValue("items"), field, use, place + "[]", faults);
    }
  }

  private void value(
      @Nullable Object schema,
      FieldDescriptor field,
      Use use,
      String place,
      Consumer<String> faults) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      message(schema, field.getMessageType(), use, place, faults);
      return;
    }
    if (!(references.follow(schema) instanceof JsonObject object)
        || !isNew(object, field.getFullName(), use)) {
      return;
    }
    types(object, scalarTypes(field, use), "for " + kind(field), place, faults);
    compositions(object, part -> value(part, field, use, place, faults));
    if (field.getJavaType() == JavaType.ENUM
        && object.getValue("enum") instanceof JsonArray names) {
      EnumDescriptor type = field.getEnumType();
      for (Object name : names) {
        if (name instanceof String text && type.findValueByName(text) == null) {
          faults.accept(
              place + ": enum " + text + " (expected: a value of " + type.getFullName() + ")");
        }
      }
    }
  }

  private boolean isNew(JsonObject schema, String name, Use use) {
    return seen.computeIfAbsent(schema, key -> new HashSet<>()).add(List.of(name, use));
  }

  private static void required(
      JsonObject schema, Descriptor message, String place, Consumer<String> faults) {
    if (schema.getValue("required") instanceof JsonArray names) {
      for (Object name : names) {
        if (FieldPath.field(message, String.valueOf(name)) == null) {
          faults.accept(
              place
                  + ": required "
                  + name
                  + " (expected: a field of "
                  + message.getFullName()
                  + ")");
        }
      }
    }
  }

  private static void compositions(JsonObject schema, Consumer<Object> parts) {
    for (String composition : COMPOSITIONS) {
      if (schema.getValue(composition) instanceof JsonArray array) {
        array.forEach(parts);
      }
    }
  }

  private static void types(
      JsonObject schema, Set<String> expected, String kind, String place, Consumer<String> faults) {
    Object type = schema.getValue("type");
    Set<String> types = new LinkedHashSet<>();
    if (type instanceof JsonArray array) {
      array.forEach(each -> types.add(String.valueOf(each)));
    } else if (type != null) {
      types.add(type.toString());
    }
    boolean onlyNull = types.equals(Set.of("null"));
    types.remove("null");
    boolean nullExpected = expected.contains("null");
    if (expected.isEmpty() || (types.isEmpty() && (!onlyNull || nullExpected))) {
      return;
    }
    if (types.stream().noneMatch(expected::contains)) {
      faults.accept(
          place
              + ": type "
              + (onlyNull ? "null" : String.join(", ", types))
              + " (expected: "
              + String.join(" or ", expected)
              + ", "
              + kind
              + ")");
    }
  }

  /** What a message may be in JSON; empty if it may be anything. */
  private static Set<String> messageTypes(Descriptor message, Use use) {
    if (WellKnown.isWrapper(message)) {
      return scalarTypes(message.findFieldByNumber(1), use);
    }
    return switch (message.getFullName()) {
      case "google.protobuf.Value" -> Set.of();
      case "google.protobuf.ListValue" -> Set.of("array");
      default -> WellKnown.isText(message) ? Set.of("string") : Set.of("object");
    };
  }

  private static Set<String> scalarTypes(FieldDescriptor field, Use use) {
    Set<String> types = new LinkedHashSet<>();
    switch (field.getJavaType()) {
      case INT -> types.addAll(List.of("integer", "number"));
      case LONG ->
          types.addAll(
              use.form().has(Trait.INT64_NUMBERS)
                  ? List.of("integer", "number")
                  : List.of("string"));
      case FLOAT, DOUBLE -> types.addAll(List.of("number", "integer", "string"));
      case BOOLEAN -> types.add("boolean");
      case ENUM ->
          types.addAll(
              WellKnown.isNull(field)
                  ? List.of("null")
                  : use.form().has(Trait.ENUM_NUMBERS)
                      ? List.of("integer", "number")
                      : List.of("string", "integer"));
      default -> types.add("string");
    }
    if (use.way() != Way.RESPONSE && field.getJavaType() == JavaType.INT) {
      types.add("string");
    }
    if (use.way() != Way.RESPONSE && field.getJavaType() == JavaType.LONG) {
      types.addAll(List.of("integer", "number"));
    }
    if (use.way() == Way.PARAMETER) {
      types.add("string");
    }
    return types;
  }

  private static String kind(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().toString().toLowerCase(Locale.ROOT);
    };
  }
}
