package dev.sluice.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A field of a method's request that goes by a header, a cookie or the address, written into an
 * operation of a contract in place of the parameter that the field has there already.
 */
final class BoundParameter {

  private final FieldBinding binding;
  private final MethodDescriptor method;
  private final @Nullable FieldPath field;

  BoundParameter(FieldBinding binding, MethodDescriptor method) {
    this.binding = binding;
    this.method = method;
    this.field = binding.path(method);
  }

  /**
   * Writes it.
   *
   * @param definition the operation, which is changed
   * @param references those of its document
   */
  void writeTo(JsonObject definition, References references) {
    boolean named = binding.source() != FieldBinding.Source.REMOTE_ADDRESS;
    JsonObject parameter = new JsonObject();
    if (named) {
      parameter.put("name", binding.name()).put("in", in());
    }
    JsonArray parameters = new JsonArray();
    JsonObject schema = schema();
    for (Object each : parameters(definition)) {
      if (!(references.follow(each) instanceof JsonObject other)) {
        parameters.add(each);
      } else if (isOfField(other)) {
        if (other.containsKey("description")) {
          parameter.put("description", other.getValue("description"));
        }
        schema = other.getValue("schema") instanceof JsonObject given ? given : schema;
      } else if (!named || !isNamedSo(other)) {
        parameters.add(each);
      }
    }
    if (definition.getValue(BindingReader.GRPC_REMOTE_ADDRESS) instanceof String other
        && is(other)) {
      definition.remove(BindingReader.GRPC_REMOTE_ADDRESS);
    }
    if (named) {
      if (binding.required()) {
        parameter.put("required", true);
      }
      parameters.add(
          parameter.put("schema", schema).put(BindingReader.GRPC_FIELD, binding.field()));
    } else {
      definition.put(BindingReader.GRPC_REMOTE_ADDRESS, binding.field());
    }
    definition.remove("parameters");
    if (!parameters.isEmpty()) {
      definition.put("parameters", parameters);
    }
  }

  /** The parameters that an operation has of its own. */
  static JsonArray parameters(JsonObject definition) {
    return definition.getValue("parameters") instanceof JsonArray given ? given : new JsonArray();
  }

  private String in() {
    return binding.source() == FieldBinding.Source.HEADER ? "header" : "cookie";
  }

  private boolean isOfField(JsonObject parameter) {
    Object name =
        "query".equals(parameter.getValue("in"))
            ? parameter.getValue("name")
            : parameter.getValue(BindingReader.GRPC_FIELD);
    return name instanceof String text && is(text);
  }

  private boolean is(String name) {
    return field != null && field.equals(FieldPath.find(method.getInputType(), name));
  }

  private boolean isNamedSo(JsonObject parameter) {
    return in().equals(parameter.getValue("in"))
        && binding.name().equals(parameter.getValue("name"));
  }

  private JsonObject schema() {
    if (field != null) {
      FieldDescriptor leaf = field.leaf();
      switch (leaf.getJavaType()) {
        case ENUM, MESSAGE -> {}
        default -> {
          return WellKnown.scalar(leaf.getType());
        }
      }
    }
    return new JsonObject().put("type", "string");
  }
}
