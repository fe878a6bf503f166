package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ConfReader;
import dev.sluice.config.RepeatedPathSeparator;
import dev.sluice.openapi.PathTemplate.Variable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a program needs to know to call methods by JSON: services, methods, their operations in the
 * contract, and the schemas of their messages.
 *
 * <pre>
 * {"services": [{"name", "description", "deprecated", "methods": [
 *     {"name", "description", "deprecated", "streaming", "request", "response",
 *      "operations": [OPERATION], "ownPath": OPERATION}]}],
 *  "schemas": {NAME: SCHEMA}, "messages": {NAME: {"oneofs": [[FIELD]], "optional": [FIELD]}}}
 * </pre>
 *
 * An operation is
 *
 * <pre>
 * {"id", "httpMethod", "path", "variables": {NAME: FIELD}, "body", "responseBody",
 *  "bindings": [{"field", "header" or "cookie": NAME or "remoteAddress": true, "required"}],
 *  "pathSeparator", "deprecated"}
 * </pre>
 *
 * {@code ownPath} is that of a method without one, where REST serves it all the same. {@code
 * request} and {@code response} are schemas, fields are named as in JSON, and what is empty or
 * false is left out. Comments come from the contract where the descriptors have none; what its
 * labels of visibility do not permit is left out.
 */
public final class ServiceCatalog {

  private final Comments comments;
  private final Visibility visibility;
  private final Schemas schemas;
  private final Map<String, JsonObject> messages = new LinkedHashMap<>();
  private final Map<String, List<ContractOperation>> operations;
  private final Map<String, ContractOperation> ownPaths;
  private final Map<String, String> tags;

  private ServiceCatalog(Contract contract, Contract ownPaths) {
    View plain = View.plain();
    this.comments = plain.comments();
    this.visibility = Visibility.of(contract.document());
    this.schemas =
        new Schemas(
            new View(comments, plain.annotations(), visibility, plain.names(), plain.json()));
    // A generated contract numbers the operations of a method from the second on.
    this.operations =
        contract.operations().stream()
            .sorted(
                Comparator.comparingInt(
                    operation -> contract.describesAll() ? operation.operationId().length() : 0))
            .collect(Collectors.groupingBy(ContractOperation::grpcMethod));
    this.ownPaths =
        ownPaths.operations().stream()
            .collect(Collectors.toMap(ContractOperation::grpcMethod, Function.identity()));
    this.tags = tags(contract);
  }

  /**
   * Describes services.
   *
   * @param contract the contract with their operations
   * @param ownPaths the contract of those that REST serves by their own paths
   * @param services the services
   * @param listed which methods are told of; a service without any is left out
   */
  public static JsonObject of(
      Contract contract,
      Contract ownPaths,
      Collection<ServiceDescriptor> services,
      Predicate<MethodDescriptor> listed) {
    ServiceCatalog catalog = new ServiceCatalog(contract, ownPaths);
    JsonArray all = new JsonArray();
    for (ServiceDescriptor service : services) {
      List<MethodDescriptor> methods =
          service.getMethods().stream().filter(listed).filter(catalog.visibility::shows).toList();
      if (!methods.isEmpty()) {
        all.add(catalog.service(service, methods));
      }
    }
    JsonObject messages = new JsonObject();
    catalog.messages.forEach(
        (name, message) -> {
          if (!message.isEmpty()) {
            messages.put(name, message);
          }
        });
    return new JsonObject()
        .put("services", all)
        .put("schemas", catalog.schemas(contract))
        .put("messages", messages);
  }

  private JsonObject service(ServiceDescriptor service, List<MethodDescriptor> methods) {
    JsonObject object = new JsonObject().put("name", service.getFullName());
    JsonArray list = new JsonArray();
    String description = comments.of(service);
    for (MethodDescriptor method : methods) {
      list.add(method(method));
      if (description.isEmpty()) {
        description =
            operations(method).stream()
                .flatMap(operation -> names(operation.definition().getValue("tags")))
                .map(tag -> tags.getOrDefault(tag, ""))
                .findFirst()
                .orElse("");
      }
    }
    return described(object, description, service.getOptions().getDeprecated())
        .put("methods", list);
  }

  private JsonObject method(MethodDescriptor method) {
    List<ContractOperation> bound = operations(method);
    String description = comments.of(method);
    if (description.isEmpty() && !bound.isEmpty()) {
      JsonObject operation = bound.get(0).definition();
      description = text(operation, text(operation, "", "summary"), "description");
    }
    boolean deprecated =
        method.getOptions().getDeprecated() || method.getService().getOptions().getDeprecated();
    note(method.getInputType());
    JsonObject object =
        described(new JsonObject().put("name", method.getName()), description, deprecated)
            .put("streaming", Streaming.of(method).toString())
            .put("requestType", method.getInputType().getFullName())
            .put("responseType", method.getOutputType().getFullName())
            .put("request", schemas.message(method.getInputType()))
            .put("response", schemas.message(method.getOutputType()));
    JsonArray list = new JsonArray();
    bound.forEach(operation -> list.add(operation(operation, method)));
    object.put("operations", list);
    ContractOperation own = ownPaths.get(name(method));
    return own == null ? object : object.put("ownPath", operation(own, method));
  }

  private static JsonObject operation(ContractOperation operation, MethodDescriptor method) {
    Descriptor request = method.getInputType();
    JsonObject variables = new JsonObject();
    for (Variable variable : operation.template().variables()) {
      variables.put(variable.fieldPath(), jsonPath(request, variable.fieldPath()));
    }
    JsonObject object =
        new JsonObject()
            .put("id", operation.operationId())
            .put("httpMethod", operation.httpMethod())
            .put("path", operation.template().toString())
            .put("variables", variables);
    String body = operation.body();
    if (body != null) {
      object.put("body", body.equals("*") ? body : jsonPath(request, body));
    }
    if (operation.responseBody() != null) {
      object.put("responseBody", operation.responseBody());
    }
    if (!operation.bindings().isEmpty()) {
      object.put(
          "bindings",
          new JsonArray(
              operation.bindings().stream().map(binding -> binding(binding, method)).toList()));
    }
    RepeatedPathSeparator separator =
        ConfReader.constant(
            RepeatedPathSeparator.class, operation.settings().getValue("repeatedPathSeparator"));
    if (separator != null) {
      object.put("pathSeparator", separator.text());
    }
    if (Boolean.TRUE.equals(operation.definition().getValue("deprecated"))) {
      object.put("deprecated", true);
    }
    return object;
  }

  private static JsonObject binding(FieldBinding binding, MethodDescriptor method) {
    FieldPath path = binding.path(method);
    JsonObject object =
        new JsonObject().put("field", path == null ? binding.field() : path.jsonName());
    switch (binding.source()) {
      case HEADER -> object.put("header", binding.name());
      case COOKIE -> object.put("cookie", binding.name());
      case REMOTE_ADDRESS -> object.put("remoteAddress", true);
    }
    return binding.required() ? object.put("required", true) : object;
  }

  /** A path of fields by their names in JSON. */
  private static String jsonPath(Descriptor message, String path) {
    Descriptor at = message;
    StringBuilder json = new StringBuilder();
    for (String name : path.split("\\.", -1)) {
      FieldDescriptor field = at == null ? null : at.findFieldByName(name);
      json.append(json.isEmpty() ? "" : ".").append(field == null ? name : field.getJsonName());
      at =
          field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
              ? null
              : field.getMessageType();
    }
    return json.toString();
  }

  /** Notes of a message, and those in it, what a schema does not tell. */
  private void note(Descriptor message) {
    if (WellKnown.isWellKnown(message) || messages.containsKey(message.getFullName())) {
      return;
    }
    JsonObject object = new JsonObject();
    messages.put(message.getFullName(), object);
    JsonArray oneofs = new JsonArray();
    message
        .getRealOneofs()
        .forEach(
            oneof ->
                oneofs.add(
                    jsonNames(oneof.getFields().stream().filter(visibility::shows).toList())));
    JsonArray optional =
        jsonNames(
            message.getFields().stream()
                .filter(visibility::shows)
                .filter(field -> field.getJavaType() != FieldDescriptor.JavaType.MESSAGE)
                .filter(field -> field.hasPresence() && field.getRealContainingOneof() == null)
                .toList());
    if (!oneofs.isEmpty()) {
      object.put("oneofs", oneofs);
    }
    if (!optional.isEmpty()) {
      object.put("optional", optional);
    }
    for (FieldDescriptor field : message.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && visibility.shows(field)) {
        note(field.getMessageType());
      }
    }
  }

  private static JsonArray jsonNames(List<FieldDescriptor> fields) {
    return new JsonArray(fields.stream().map(FieldDescriptor::getJsonName).toList());
  }

  /** The schemas that were reached; those of a generated contract, which have the comments. */
  private JsonObject schemas(Contract contract) {
    JsonObject all = schemas.components();
    if (contract.describesAll()
        && contract.document().getValue("components") instanceof JsonObject components
        && components.getValue("schemas") instanceof JsonObject documented) {
      for (String name : documented.fieldNames()) {
        if (documented.getValue(name) instanceof JsonObject schema) {
          JsonObject plain = all.getJsonObject(name, schema);
          if (describes(schema, plain)) {
            all.put(name, requiring(plain.getValue("required"), schema));
          }
        }
      }
    }
    return all;
  }

  /**
   * Whether a schema of a contract is of the same JSON as one of the proto3 mapping: others may
   * have the names of fields in the proto, or numbers for texts.
   */
  private static boolean describes(JsonObject documented, JsonObject plain) {
    JsonObject known = properties(plain);
    JsonObject properties = properties(documented);
    return Objects.equals(documented.getValue("type"), plain.getValue("type"))
        && properties.fieldNames().stream()
            .allMatch(
                name ->
                    known.getValue(name) instanceof JsonObject field
                        && isAlike(properties.getValue(name), field));
  }

  /** A schema that requires something else: in answers, what is always there is required too. */
  private static JsonObject requiring(@Nullable Object fields, JsonObject schema) {
    if (Objects.equals(fields, schema.getValue("required"))) {
      return schema;
    }
    JsonObject copy = schema.copy();
    copy.remove("required");
    return fields == null ? copy : copy.put("required", fields);
  }

  private static boolean isAlike(@Nullable Object documented, JsonObject plain) {
    return documented instanceof JsonObject schema
        && Objects.equals(schema.getValue("type"), plain.getValue("type"))
        && Stream.of("items", "additionalProperties")
            .filter(part -> plain.getValue(part) instanceof JsonObject)
            .allMatch(part -> isAlike(schema.getValue(part), plain.getJsonObject(part)));
  }

  private static JsonObject properties(JsonObject schema) {
    return schema.getJsonObject("properties", new JsonObject());
  }

  private List<ContractOperation> operations(MethodDescriptor method) {
    return operations.getOrDefault(name(method), List.of());
  }

  private static String name(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  private static JsonObject described(JsonObject object, String description, boolean deprecated) {
    if (!description.isEmpty()) {
      object.put("description", description);
    }
    return deprecated ? object.put("deprecated", true) : object;
  }

  private static Map<String, String> tags(Contract contract) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    if (contract.document().getValue("tags") instanceof JsonArray list) {
      for (Object each : list) {
        if (each instanceof JsonObject tag && tag.getValue("name") instanceof String name) {
          descriptions.put(name, text(tag, "", "description"));
        }
      }
    }
    return descriptions;
  }

  private static Stream<String> names(@Nullable Object list) {
    return list instanceof JsonArray array
        ? array.stream().filter(String.class::isInstance).map(String.class::cast)
        : Stream.empty();
  }

  private static String text(JsonObject object, String otherwise, String key) {
    return object.getValue(key) instanceof String text ? text : otherwise;
  }
}
