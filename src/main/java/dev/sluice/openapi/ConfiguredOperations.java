package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.config.OperationConfig;
import dev.sluice.config.RestConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of single operations ({@code rest.operations}), written into a contract
 * as the extensions that it would have for the same, in whose place it comes.
 *
 * <p>What a service's methods are told comes first, then what the method is, then what the
 * operation is: the last that says something of a key counts, within {@code json} and {@code
 * compression} of each of their keys, and of bindings, of each field.
 */
public final class ConfiguredOperations {

  private static final String KEY = "rest.operations";

  private final Map<String, OperationConfig> configured;
  private final Map<String, MethodDescriptor> methods = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> faults = new LinkedHashSet<>();

  private ConfiguredOperations(
      Map<String, OperationConfig> configured, Collection<MethodDescriptor> methods) {
    this.configured = configured;
    methods.forEach(each -> this.methods.put(name(each), each));
  }

  private static String name(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  /**
   * Writes them into a contract.
   *
   * @param configured what differs, by {@code operationId}, method or {@code package.Service/*};
   *     what is said of other operations has no effect
   * @param contract the contract, which stays as it is
   * @param methods the methods that are served
   * @return the contract with them, which says of a generated one that it is not as generated
   * @throws ConfigException if they do not fit their methods
   */
  public static Contract in(
      Map<String, OperationConfig> configured,
      Contract contract,
      Collection<MethodDescriptor> methods) {
    if (configured.isEmpty()) {
      return contract;
    }
    ConfiguredOperations all = new ConfiguredOperations(configured, methods);
    JsonObject document = all.written(contract);
    if (!all.faults.isEmpty()) {
      throw new ConfigException(List.copyOf(all.faults));
    }
    if (all.used.isEmpty()) {
      return contract;
    }
    if (contract.generated()) {
      Contract.markConfigured(document);
    }
    return Contract.of(document);
  }

  /**
   * The methods that no operation of a contract leads to, by their own paths, as REST serves them
   * with {@code rest.unannotatedMethods}; none where that is not set.
   *
   * @param methods the methods that are served
   * @throws ConfigException if what is configured does not fit them
   */
  public static Contract ofOwnPaths(
      RestConfig config, Contract contract, Collection<MethodDescriptor> methods) {
    List<MethodDescriptor> unserved =
        config.transcoding().unannotatedMethods() ? contract.unserved(methods) : List.of();
    return in(config.operations(), Contract.ofOwnPaths(unserved), unserved);
  }

  /**
   * What is wrong with them.
   *
   * @param methods the methods that are served
   * @return a line per fault; empty if all is well
   */
  public static List<String> faults(
      RestConfig config, Contract contract, Collection<MethodDescriptor> methods) {
    if (config.operations().isEmpty()) {
      return List.of();
    }
    ConfiguredOperations all = new ConfiguredOperations(config.operations(), methods);
    all.written(contract);
    if (config.transcoding().unannotatedMethods()) {
      all.written(Contract.ofOwnPaths(contract.unserved(methods)));
    }
    for (String name : new TreeSet<>(config.operations().keySet())) {
      if (!all.used.contains(name)) {
        all.faults.add(
            place(name)
                + ": no such operation (expected: an operationId of the contract, or a method that"
                + " it has operations of, package.Service/Method, or package.Service/*)");
      }
    }
    return List.copyOf(all.faults);
  }

  /** What is said of JSON in an operation. */
  static JsonObject told(Map<String, OperationConfig> configured, String method, String id) {
    JsonObject told = new JsonObject();
    for (String name : names(method, id)) {
      OperationConfig config = configured.get(name);
      if (config != null) {
        told.mergeIn(config.settings(), true);
      }
    }
    return told;
  }

  /** By what an operation is named, the last of which counts most. */
  private static Set<String> names(String method, String id) {
    String service = method.substring(0, method.indexOf('/'));
    return new LinkedHashSet<>(List.of(service + "/*", method, id));
  }

  private static String place(String name) {
    return ConfReader.fullKey(KEY, name);
  }

  private JsonObject written(Contract contract) {
    Contract copy = Contract.of(contract.document().copy());
    for (ContractOperation operation : copy.operations()) {
      for (String name : names(operation.grpcMethod(), operation.operationId())) {
        OperationConfig config = configured.get(name);
        MethodDescriptor method = methods.get(operation.grpcMethod());
        if (config != null && method != null) {
          used.add(name);
          check(place(name), config.settings(), operation, method);
          write(config.settings().copy(), operation, method, new References(copy.document()));
          if (faults.isEmpty()) {
            tellHeaders(config.settings(), operation.definition());
          }
        }
      }
    }
    return copy.document();
  }

  private void check(
      String place, JsonObject settings, ContractOperation operation, MethodDescriptor method) {
    int status = settings.getInteger("status", 200);
    if (RestRule.isWithoutBody(status) && method.isServerStreaming()) {
      faults.add(
          place
              + ".status: "
              + status
              + " (expected: one with a body, as the responses are a stream)");
    }
    PathTemplate location = null;
    if (settings.containsKey("location")) {
      try {
        location = PathTemplate.parse(settings.getString("location"));
      } catch (IllegalArgumentException e) {
        faults.add(
            place
                + ".location: "
                + settings.getString("location")
                + " (expected: a path template; "
                + e.getMessage()
                + ")");
      }
    }
    ResourceHeaders headers =
        new ResourceHeaders(location, settings.getString("etag"), settings.getString("ifMatch"));
    headers
        .faults(method, ResourceHeaders.Source.CONF)
        .forEach(fault -> faults.add(place + "." + fault));
    List<FieldBinding> bindings = bindings(settings);
    FieldBinding.faults(bindings, method)
        .forEach(fault -> faults.add(place + ".bindings: " + fault));
    Descriptor request = method.getInputType();
    Set<@Nullable FieldPath> inPath = new HashSet<>();
    operation
        .template()
        .variables()
        .forEach(variable -> inPath.add(FieldPath.find(request, variable.fieldPath())));
    for (FieldBinding binding : bindings) {
      FieldPath field = binding.path(method);
      if (field != null && inPath.contains(field)) {
        faults.add(
            place
                + ".bindings: "
                + binding
                + " (expected: a field that is not in the path "
                + operation.template()
                + ")");
      }
    }
    if (bindings.stream()
            .filter(each -> each.source() == FieldBinding.Source.REMOTE_ADDRESS)
            .count()
        > 1) {
      faults.add(place + ".bindings: remoteAddress (expected: for one field)");
    }
  }

  private static List<FieldBinding> bindings(JsonObject settings) {
    List<FieldBinding> bindings = new ArrayList<>();
    for (Object each : settings.getJsonArray("bindings", new JsonArray())) {
      JsonObject binding = (JsonObject) each;
      String field = binding.getString("field");
      boolean required = binding.getBoolean("required", false);
      if (binding.getValue("header") instanceof String header) {
        bindings.add(new FieldBinding(field, FieldBinding.Source.HEADER, header, required));
      } else if (binding.getValue("cookie") instanceof String cookie) {
        bindings.add(new FieldBinding(field, FieldBinding.Source.COOKIE, cookie, required));
      } else {
        bindings.add(new FieldBinding(field, FieldBinding.Source.REMOTE_ADDRESS, "", false));
      }
    }
    return bindings;
  }

  private static void write(
      JsonObject settings,
      ContractOperation operation,
      MethodDescriptor method,
      References references) {
    JsonObject definition = operation.definition();
    for (String key : settings.fieldNames()) {
      Object value = settings.getValue(key);
      switch (key) {
        case "json" -> merge(definition, ContractReader.GRPC_JSON, (JsonObject) value);
        case "pathUnescaping" -> definition.put(ContractReader.GRPC_PATH_UNESCAPING, value);
        case "errorRenderer" -> definition.put(ContractReader.GRPC_ERROR_RENDERER, value);
        case "location" -> definition.put(ContractReader.GRPC_LOCATION, value);
        case "etag" -> definition.put(ContractReader.GRPC_ETAG, value);
        case "ifMatch" -> definition.put(ContractReader.GRPC_IF_MATCH, value);
        case "status" ->
            definition.put("responses", withStatus(definition, (Integer) value, references));
        case "bindings" -> {
          for (FieldBinding binding : bindings(settings)) {
            new BoundParameter(binding, method).writeTo(definition, references);
          }
        }
        default -> merge(definition, ContractReader.GRPC_REST, new JsonObject().put(key, value));
      }
    }
  }

  /** Tells clients of the headers of a resource, as the generator does. */
  private static void tellHeaders(JsonObject settings, JsonObject definition) {
    PathTemplate location =
        settings.containsKey("location")
            ? PathTemplate.parse(settings.getString("location"))
            : null;
    JsonObject headers =
        Responses.headers(new ResourceHeaders(location, settings.getString("etag"), null));
    if (!headers.isEmpty()
        && definition.getValue("responses") instanceof JsonObject responses
        && responses.getValue(success(responses)) instanceof JsonObject response
        && !response.containsKey("$ref")) {
      JsonObject all =
          response.getValue("headers") instanceof JsonObject given
              ? given.copy()
              : new JsonObject();
      response.put("headers", all.mergeIn(headers));
    }
    JsonArray parameters = BoundParameter.parameters(definition);
    JsonObject ifMatch = Operations.ifMatch();
    if (settings.containsKey("ifMatch") && !parameters.contains(ifMatch)) {
      definition.put("parameters", parameters.copy().add(ifMatch));
    }
  }

  /** The first status of success; empty if there is none. */
  private static String success(JsonObject responses) {
    return responses.fieldNames().stream()
        .filter(each -> each.matches("2\\d\\d"))
        .findFirst()
        .orElse("");
  }

  private static void merge(JsonObject definition, String extension, JsonObject settings) {
    JsonObject before = definition.getJsonObject(extension, new JsonObject());
    definition.put(extension, before.copy().mergeIn(settings, true));
  }

  /** The responses, that of success by another status, in the place of the first one. */
  private static JsonObject withStatus(JsonObject definition, int status, References references) {
    JsonObject before =
        definition.getValue("responses") instanceof JsonObject given ? given : new JsonObject();
    JsonObject after = new JsonObject();
    String success = success(before);
    if (success.isEmpty()) {
      after.put(String.valueOf(status), new JsonObject().put("description", "Success."));
    }
    for (String each : before.fieldNames()) {
      if (each.equals(success)) {
        Object response = before.getValue(each);
        if (RestRule.isWithoutBody(status)
            && references.follow(response) instanceof JsonObject object) {
          response = object.copy();
          ((JsonObject) response).remove("content");
        }
        after.put(String.valueOf(status), response);
      } else if (!after.containsKey(each) && (status == 200 || !each.equals("206"))) {
        after.put(each, before.getValue(each));
      }
    }
    return after;
  }
}
