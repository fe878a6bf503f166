package dev.sluice.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what queries and forms have of fields: text, or JSON as text, or entries of maps. */
final class QueryValues {

  private QueryValues() {}

  /** The schema of all values of a field that is no map. */
  static JsonObject schema(FieldDescriptor field, Schemas schemas) {
    if (!FieldPath.isJson(field)) {
      return schemas.all(field);
    }
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
            .filter(path -> path.fields().stream().allMatch(view.visibility()::shows))
            .map(path -> "`" + view.names().parameter(path) + "[KEY]=VALUE`")
            .toList();
    return entries.isEmpty()
        ? ""
        : entries.stream().collect(Collectors.joining(", ", "Entries of maps: ", "."));
  }
}
