package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.sluice.config.ContractConfig.BodyType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes the content of bodies that are forms: fields by their paths as in a query, and in parts
 * bytes as they are.
 */
final class Forms {

  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String PARTS = "multipart/form-data";

  private final Schemas schemas;
  private final View view;
  private final Set<BodyType> types;

  Forms(Schemas schemas, View view, Set<BodyType> types) {
    this.schemas = schemas;
    this.view = view;
    this.types = types;
  }

  /**
   * Adds forms to the content of a request, where they are to be told and the message has fields
   * that a form can have.
   */
  void add(JsonObject content, HttpBinding binding, Descriptor message) {
    List<FieldPath> fields =
        Parameters.formFields(binding, message).stream().filter(view::takes).toList();
    if (types.contains(BodyType.FORM)) {
      put(content, URL_ENCODED, fields, this::text);
    }
    if (types.contains(BodyType.MULTIPART)) {
      put(content, PARTS, fields.stream().map(Forms::part).toList(), this::asItIs);
    }
  }

  private void put(
      JsonObject content,
      String type,
      List<FieldPath> fields,
      Function<FieldDescriptor, JsonObject> schemaOf) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (FieldPath path : new LinkedHashSet<>(fields)) {
      if (path.leaf().isMapField()) {
        continue;
      }
      String name = view.names().parameter(path);
      properties.put(name, described(schemaOf.apply(path.leaf()), path));
      if (path.fields().stream().allMatch(Schemas::isRequired)) {
        required.add(name);
      }
    }
    String maps = QueryValues.maps(fields, view);
    if (properties.isEmpty() && maps.isEmpty()) {
      return;
    }
    JsonObject schema = new JsonObject().put("type", "object");
    if (!maps.isEmpty()) {
      schema.put("description", maps);
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    content.put(type, new JsonObject().put("schema", schema.put("properties", properties)));
  }

  private JsonObject described(JsonObject schema, FieldPath path) {
    String description =
        Comments.join(QueryValues.describe(path, view), schema.getString("description", ""));
    return description.isEmpty() ? schema : schema.put("description", description);
  }

  private JsonObject text(FieldDescriptor field) {
    return QueryValues.schema(field, schemas, view);
  }

  /** The schema of a part that has a field: of bytes, and of any type, it is the bytes. */
  private JsonObject asItIs(FieldDescriptor field) {
    boolean bytes = field.getType() == FieldDescriptor.Type.BYTES || isHttpBody(field);
    if (!bytes) {
      return text(field);
    }
    return field.isRepeated()
        ? new JsonObject().put("type", "array").put("items", Bodies.binary())
        : Bodies.binary();
  }

  /** Whether a type of bodies is that of a form. */
  static boolean isForm(String type) {
    return type.startsWith(URL_ENCODED) || type.startsWith(PARTS);
  }

  /** The field that is a part: a body of any type as a whole. */
  private static FieldPath part(FieldPath path) {
    for (int i = 0; i < path.fields().size(); i++) {
      if (isHttpBody(path.fields().get(i))) {
        return new FieldPath(path.fields().subList(0, i + 1));
      }
    }
    return path;
  }

  private static boolean isHttpBody(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE && Bodies.isHttpBody(field.getMessageType());
  }
}
