package dev.sluice.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what queries and forms have of fields: text, or JSON as text, or entries of maps. */
final class QueryValues {

  private QueryValues() {}

  /** The schema of all values of a field that is no map, with what its annotation says of them. */
  static JsonObject schema(FieldDescriptor field, Schemas schemas, View view) {
    boolean json = FieldPath.isJson(field);
    JsonObject schema = json ? asText(field) : schemas.all(field);
    AnnotatedSchema.applyToParameter(schema, view.annotations().of(field), json);
    if (!json) {
      SpelledValues.spell(schema, field, schemas.form());
    }
    return schema;
  }

  private static JsonObject asText(FieldDescriptor field) {
    JsonObject text =
        new JsonObject()
            .put("type", "string")
            .put("description", words(field))
            .put("contentMediaType", "application/json");
    JsonObject schema =
        field.isRepeated() ? new JsonObject().put("type", "array").put("items", text) : text;
    String rules = Comments.lines(Constraints.add(schema, field));
    String description = Comments.join(schema.getString("description", ""), rules);
    return description.isEmpty() ? schema : schema.put("description", description);
  }

  /**
   * What is told of a field: by its definition, and which others go not together with it.
   *
   * @param path the way to it from the message whose fields are given
   */
  static String describe(FieldPath path, View view) {
    List<String> words = new ArrayList<>(FieldWords.of(path.leaf()));
    for (int i = 0; i < path.fields().size(); i++) {
      OneofDescriptor oneof = path.fields().get(i).getRealContainingOneof();
      if (oneof != null) {
        words.add(alternatives(oneof, path.fields().subList(0, i), view));
      }
    }
    words.removeIf(String::isEmpty);
    return Comments.join(view.told(path.leaf()), Comments.lines(words));
  }

  private static String alternatives(
      OneofDescriptor oneof, List<FieldDescriptor> before, View view) {
    List<String> names =
        oneof.getFields().stream()
            .map(field -> new FieldPath(Stream.concat(before.stream(), Stream.of(field)).toList()))
            .filter(view::takes)
            .map(path -> "`" + view.names().parameter(path) + "`")
            .toList();
    return names.size() < 2
        ? ""
        : (Constraints.isRequired(oneof) ? "Exactly" : "At most")
            + names.stream().collect(Collectors.joining(", ", " one of ", " is set ("))
            + oneof.getName()
            + ").";
  }

  private static String words(FieldDescriptor field) {
    String type = field.getMessageType().getFullName();
    return switch (type) {
      case "google.protobuf.Struct" -> "A JSON object.";
      case "google.protobuf.ListValue" -> "A JSON array.";
      case "google.protobuf.Value" -> "Any JSON value.";
      case WellKnown.ANY -> "JSON of a message of any type, which `@type` names.";
      default -> "JSON of a `" + type + "`.";
    };
  }

  /**
   * How the maps among the fields are given, in a sentence; empty if there are none to be shown.
   */
  static String maps(List<FieldPath> fields, View view) {
    List<String> entries =
        fields.stream()
            .filter(path -> path.leaf().isMapField())
            .filter(view::takes)
            .map(path -> "`" + view.names().parameter(path) + "[KEY]=VALUE`")
            .toList();
    return entries.isEmpty()
        ? ""
        : entries.stream().collect(Collectors.joining(", ", "Entries of maps: ", "."));
  }
}
