package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parameters of an operation: what of the request is in its path and its query. */
final class Parameters {

  private final Schemas schemas;
  private final View view;

  Parameters(Schemas schemas, View view) {
    this.schemas = schemas;
    this.view = view;
  }

  /**
   * Writes them.
   *
   * @param bindings the fields that go by headers, cookies or the address
   */
  JsonArray of(
      HttpBinding binding, OpenApiPath path, Descriptor request, List<FieldBinding> bindings) {
    JsonArray parameters = new JsonArray();
    for (OpenApiPath.Part part : path.parameters()) {
      parameters.add(inPath(part, path, binding.template(), request));
    }
    if (!"*".equals(binding.body())) {
      Set<List<FieldDescriptor>> bound = new HashSet<>();
      for (FieldBinding each : bindings) {
        FieldPath field = FieldPath.find(request, each.field());
        if (field != null) {
          bound.add(field.fields());
        }
      }
      for (FieldPath field : queryFields(binding, request)) {
        if (!bound.contains(field.fields()) && !field.leaf().isMapField() && view.takes(field)) {
          parameters.add(inQuery(field));
        }
      }
    }
    for (FieldBinding each : bindings) {
      if (each.source() != FieldBinding.Source.REMOTE_ADDRESS) {
        parameters.add(bound(each, request));
      }
    }
    return parameters;
  }

  /**
   * What is said of maps in the query. OpenAPI has a style for them, {@code deepObject}, of which
   * generators of clients make code that does not compile.
   */
  String maps(HttpBinding binding, Descriptor request) {
    return "*".equals(binding.body()) ? "" : QueryValues.maps(queryFields(binding, request), view);
  }

  private JsonObject bound(FieldBinding binding, Descriptor request) {
    JsonObject parameter =
        new JsonObject()
            .put("name", binding.name())
            .put("in", binding.source() == FieldBinding.Source.HEADER ? "header" : "cookie");
    FieldPath field = FieldPath.find(request, binding.field());
    String description = field == null ? "" : QueryValues.describe(field, view);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    if (binding.required()) {
      parameter.put("required", true);
    }
    JsonObject schema =
        field == null
            ? new JsonObject().put("type", "string")
            : QueryValues.schema(field.leaf(), schemas, view);
    return parameter.put("schema", schema).put(BindingReader.GRPC_FIELD, binding.field());
  }

  private JsonObject inPath(
      OpenApiPath.Part part, OpenApiPath path, PathTemplate template, Descriptor request) {
    JsonObject parameter = new JsonObject().put("name", part.name()).put("in", "path");
    JsonObject schema = new JsonObject().put("type", "string");
    String description = "";
    FieldPath field = null;
    PathTemplate.Variable variable = part.variable();
    if (variable != null) {
      String name = variable.fieldPath();
      field = FieldPath.find(request, name);
      if (field != null) {
        description = QueryValues.describe(field, view);
        if (part.whole()) {
          schema = QueryValues.schema(field.leaf(), schemas, view);
        }
      }
      if (!part.whole()) {
        description =
            Comments.join(
                "Part of the field `"
                    + name
                    + "`, which is `"
                    + spelled(template, variable, path)
                    + "`.",
                description);
      } else if (!name.equals(part.name())) {
        description = Comments.join("The field `" + name + "`.", description);
      }
    }
    if (part.open()) {
      description = Comments.join("May go on over several segments.", description);
    } else if (!part.whole()) {
      schema.put("pattern", "^[^/]+$");
    }
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    parameter.put("required", true);
    return field != null && part.whole()
        ? withExample(parameter, field.leaf(), schema)
        : parameter.put("schema", schema);
  }

  /** A variable with the names of its parameters: {@code shelves/{name_1}}. */
  private static String spelled(
      PathTemplate template, PathTemplate.Variable variable, OpenApiPath path) {
    List<String> words = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < variable.end(); i++) {
      String word =
          template.segments().get(i) instanceof PathTemplate.Literal literal
              ? literal.text()
              : "{" + path.parameters().get(part++).name() + "}";
      if (i >= variable.start()) {
        words.add(word);
      }
    }
    return String.join("/", words);
  }

  private JsonObject inQuery(FieldPath path) {
    FieldDescriptor field = path.leaf();
    JsonObject parameter =
        new JsonObject().put("name", view.names().parameter(path)).put("in", "query");
    String description = QueryValues.describe(path, view);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    if (path.fields().stream().allMatch(Schemas::isRequired)) {
      parameter.put("required", true);
    }
    if (field.getOptions().getDeprecated()) {
      parameter.put("deprecated", true);
    }
    if (field.isRepeated()) {
      parameter.put("explode", true);
    }
    JsonObject schema = QueryValues.schema(field, schemas, view);
    return FieldPath.isJson(field)
        ? parameter.put("schema", schema)
        : withExample(parameter, field, schema);
  }

  /** A parameter with its schema, and the example that the field's annotation has. */
  private JsonObject withExample(JsonObject parameter, FieldDescriptor field, JsonObject schema) {
    JsonObject annotation = view.annotations().of(field);
    if (annotation.containsKey("example")) {
      Object example = AnnotatedSchema.value(annotation.getString("example"), schema);
      parameter.put("example", SpelledValues.value(example, field, schemas.form()));
    }
    return parameter.put("schema", schema);
  }

  /** The fields that neither the path nor the body takes; messages are entered, but not twice. */
  static List<FieldPath> queryFields(HttpBinding binding, Descriptor request) {
    Set<List<FieldDescriptor>> bound = new HashSet<>();
    for (PathTemplate.Variable variable : binding.template().variables()) {
      FieldPath path = FieldPath.find(request, variable.fieldPath());
      if (path != null) {
        bound.add(path.fields());
      }
    }
    if (binding.body() != null) {
      FieldDescriptor body = FieldPath.field(request, binding.body());
      if (body != null) {
        bound.add(List.of(body));
      }
    }
    List<FieldPath> found = new ArrayList<>();
    Deque<Descriptor> open = new ArrayDeque<>();
    collect(request, List.of(), bound, open, found);
    return found;
  }

  /** The fields that a form may have which is the body; messages are entered, but not twice. */
  static List<FieldPath> formFields(HttpBinding binding, Descriptor form) {
    Set<List<FieldDescriptor>> bound = new HashSet<>();
    if ("*".equals(binding.body())) {
      for (PathTemplate.Variable variable : binding.template().variables()) {
        FieldPath path = FieldPath.find(form, variable.fieldPath());
        if (path != null) {
          bound.add(path.fields());
        }
      }
    }
    List<FieldPath> found = new ArrayList<>();
    collect(form, List.of(), bound, new ArrayDeque<>(), found);
    return found;
  }

  private static void collect(
      Descriptor message,
      List<FieldDescriptor> before,
      Set<List<FieldDescriptor>> bound,
      Deque<Descriptor> open,
      List<FieldPath> found) {
    open.push(message);
    for (FieldDescriptor field : message.getFields()) {
      List<FieldDescriptor> path = new ArrayList<>(before);
      path.add(field);
      if (bound.contains(path)) {
        continue;
      }
      if (FieldPath.isParameter(field)) {
        found.add(new FieldPath(List.copyOf(path)));
      } else if (field.getJavaType() == JavaType.MESSAGE
          && !WellKnown.isWellKnown(field.getMessageType())
          && !open.contains(field.getMessageType())) {
        collect(field.getMessageType(), path, bound, open, found);
      }
    }
    open.pop();
  }
}
