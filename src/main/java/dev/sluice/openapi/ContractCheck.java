package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.openapi.SchemaCheck.Use;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a contract against the services that are bound, and tells where they disagree.
 *
 * <p>Each operation is held against its method: that it exists and streams as the contract says,
 * that the path, the query and the bodies name fields of its messages, and that schemas have no
 * property which the messages lack, or of another type.
 *
 * <p>A contract that was generated ({@link Contract#generated()}) is complete besides: each {@code
 * google.api.http} rule of a bound service has its operation with the same bodies, no operation is
 * without a rule, and schemas have every field. One that was generated of chosen services ({@code
 * x-generated-services}) answers for these only, and none for what bears a label of visibility that
 * is not among its {@code x-generated-visibility}. A hand-written contract may leave out what it
 * likes.
 */
public final class ContractCheck {

  private final Contract contract;
  private final Map<String, ServiceDescriptor> services = new TreeMap<>();
  private final References references;
  private final SchemaCheck schemas;
  private final Visibility visibility;
  private final List<String> differences = new ArrayList<>();

  private ContractCheck(Contract contract, Collection<ServiceDescriptor> services) {
    this.contract = contract;
    this.references = new References(contract.document());
    this.visibility = Visibility.of(contract.document());
    this.schemas = new SchemaCheck(references, contract.generated() ? visibility : null);
    services.forEach(service -> this.services.put(service.getFullName(), service));
  }

  /**
   * Compares a contract with services.
   *
   * @param contract the contract
   * @param services the services that are bound
   * @return the differences, one line each, in the order of the contract; for example {@code POST
   *     /v1/hello (Greeter_SayHello): x-grpc-body: nme (expected: a field of
   *     helloworld.HelloRequest, or *)}. Empty if they agree
   */
  public static List<String> differences(
      Contract contract, Collection<ServiceDescriptor> services) {
    ContractCheck check = new ContractCheck(contract, services);
    contract.operations().forEach(check::operation);
    if (contract.generated()) {
      check.rules();
    }
    return List.copyOf(check.differences);
  }

  private void operation(ContractOperation operation) {
    Consumer<String> report = line -> differences.add(operation + ": " + line);
    MethodDescriptor method = method(operation);
    if (method == null) {
      report.accept(
          ContractReader.GRPC_METHOD
              + ": "
              + operation.grpcMethod()
              + " (expected: a method of "
              + among(operation)
              + ")");
      return;
    }
    if (Streaming.of(method) != operation.streaming()) {
      report.accept(
          ContractReader.GRPC_STREAMING
              + ": "
              + operation.streaming()
              + " (expected: "
              + Streaming.of(method)
              + ")");
    }
    HttpBinding binding = binding(operation);
    binding.faults(method, HttpBinding.Source.CONTRACT).forEach(report);
    operation.headers().faults(method, ResourceHeaders.Source.CONTRACT).forEach(report);
    FieldBinding.faults(operation.bindings(), method).forEach(report);
    path(operation, report);
    parameters(operation, binding, method.getInputType(), report);
    bodies(operation, method, report);
  }

  private @Nullable MethodDescriptor method(ContractOperation operation) {
    ServiceDescriptor service = services.get(operation.serviceName());
    return service == null ? null : service.findMethodByName(operation.methodName());
  }

  private String among(ContractOperation operation) {
    if (services.containsKey(operation.serviceName())) {
      return operation.serviceName();
    }
    return services.isEmpty()
        ? "a service that is bound; none is"
        : "a service that is bound: " + String.join(", ", services.keySet());
  }

  private static HttpBinding binding(ContractOperation operation) {
    return new HttpBinding(
        operation.httpMethod(), operation.template(), operation.body(), operation.responseBody());
  }

  private static void path(ContractOperation operation, Consumer<String> report) {
    String path = operation.path().replaceFirst("#.*", "");
    String shape = OpenApiPath.shape(path);
    if (!shape.equals(OpenApiPath.shape(OpenApiPath.of(operation.template()).path()))
        && !shape.equals(OpenApiPath.shape(operation.template().toString()))) {
      report.accept(
          ContractReader.GRPC_PATH
              + ": "
              + operation.template()
              + " (expected: a template of the path "
              + path
              + ")");
    }
  }

  private void parameters(
      ContractOperation operation,
      HttpBinding binding,
      Descriptor request,
      Consumer<String> report) {
    List<String> inPath = OpenApiPath.names(operation.path());
    Set<String> missing = new HashSet<>(inPath);
    for (JsonObject parameter : parametersOf(operation)) {
      String name = String.valueOf(parameter.getValue("name"));
      Object schema = parameter.getValue("schema");
      if ("path".equals(parameter.getValue("in"))) {
        missing.remove(name);
        if (!inPath.contains(name)) {
          report.accept(
              "path parameter " + name + " (expected: a parameter of " + operation.path() + ")");
        }
        FieldPath field = boundTo(name, operation, request);
        if (field != null) {
          schemas.field(schema, field.leaf(), Use.PARAMETER, "path parameter " + name, report);
        }
      } else if ("query".equals(parameter.getValue("in"))) {
        query(name, schema, binding, request, report);
      } else if (parameter.getValue(BindingReader.GRPC_FIELD) instanceof String field) {
        FieldPath path = FieldPath.find(request, field);
        if (path != null) {
          String place = parameter.getValue("in") + " parameter " + name;
          schemas.field(schema, path.leaf(), Use.PARAMETER, place, report);
        }
      }
    }
    inPath.stream()
        .filter(missing::contains)
        .forEach(name -> report.accept("path parameter " + name + ": not among the parameters"));
  }

  /** The field that a parameter of the path is all of; null if it is a part, or of none. */
  private static @Nullable FieldPath boundTo(
      String parameter, ContractOperation operation, Descriptor request) {
    int index = OpenApiPath.names(operation.path()).indexOf(parameter);
    List<OpenApiPath.Part> parts = OpenApiPath.of(operation.template()).parameters();
    if (index < 0 || index >= parts.size()) {
      return null;
    }
    PathTemplate.Variable variable = parts.get(index).variable();
    return variable == null || !parts.get(index).whole()
        ? null
        : FieldPath.find(request, variable.fieldPath());
  }

  private void query(
      String name,
      @Nullable Object schema,
      HttpBinding binding,
      Descriptor request,
      Consumer<String> report) {
    String place = "query parameter " + name;
    FieldPath field = FieldPath.find(request, name);
    if ("*".equals(binding.body())) {
      report.accept(place + " (expected: none, as " + ContractReader.GRPC_BODY + " is *)");
    } else if (field == null) {
      report.accept(place + " (expected: a field of " + request.getFullName() + ")");
    } else if (!FieldPath.isParameter(field.leaf())) {
      report.accept(place + " (expected: a field that a query can hold, or one of its fields)");
    } else if (binding.body() != null
        && field.fields().get(0).equals(FieldPath.field(request, binding.body()))) {
      report.accept(place + " (expected: a field that is not in the body)");
    } else {
      schemas.field(schema, field.leaf(), Use.PARAMETER, place, report);
    }
  }

  /** The parameters of an operation, with those of its path that it does not replace. */
  private List<JsonObject> parametersOf(ContractOperation operation) {
    JsonObject paths = contract.document().getJsonObject("paths");
    List<JsonObject> parameters = new ArrayList<>();
    Set<List<Object>> names = new HashSet<>();
    for (Object holder : List.of(operation.definition(), paths.getJsonObject(operation.path()))) {
      if (references.follow(holder) instanceof JsonObject object
          && object.getValue("parameters") instanceof JsonArray array) {
        for (Object each : array) {
          if (references.follow(each) instanceof JsonObject parameter
              && names.add(
                  List.of(
                      String.valueOf(parameter.getValue("in")),
                      String.valueOf(parameter.getValue("name"))))) {
            parameters.add(parameter);
          }
        }
      }
    }
    return parameters;
  }

  private void bodies(
      ContractOperation operation, MethodDescriptor method, Consumer<String> report) {
    JsonObject definition = operation.definition();
    String body = operation.body();
    if (body != null) {
      content(
          definition.getValue("requestBody"),
          method.getInputType(),
          body.equals("*") ? null : body,
          Use.REQUEST,
          operation.streaming().ofRequests(),
          report);
    }
    if (definition.getValue("responses") instanceof JsonObject responses) {
      for (String status : responses.fieldNames()) {
        if (status.matches("2(\\d\\d|XX)")) {
          content(
              responses.getValue(status),
              method.getOutputType(),
              operation.responseBody(),
              Use.RESPONSE,
              operation.streaming().ofResponses(),
              report);
        }
      }
    }
  }

  private void content(
      @Nullable Object holder,
      Descriptor message,
      @Nullable String part,
      Use use,
      boolean streams,
      Consumer<String> report) {
    if (!(references.follow(holder) instanceof JsonObject object)
        || !(object.getValue("content") instanceof JsonObject content)) {
      return;
    }
    String place = use == Use.REQUEST ? "request body" : "response";
    FieldDescriptor field = part == null ? null : FieldPath.field(message, part);
    for (String type : content.fieldNames()) {
      if (!type.matches("application/([^;]+\\+)?json.*|application/x-ndjson|text/event-stream")
          || !(content.getValue(type) instanceof JsonObject media)) {
        continue;
      }
      Object schema = media.getValue("schema");
      boolean lines = type.matches(".*ndjson|text/event-stream");
      if (streams
          && !(lines && field != null && field.isRepeated())
          && references.follow(schema) instanceof JsonObject array
          && "array".equals(array.getValue("type"))
          && array.containsKey("items")) {
        schema = array.getValue("items");
      }
      if (part == null) {
        schemas.message(schema, message, use, place, report);
      } else if (field != null) {
        schemas.field(schema, field, use, place, report);
      }
    }
  }

  /** A generated contract has an operation for each rule, and a rule for each operation. */
  private void rules() {
    Object chosen = contract.document().getValue(ContractGenerator.GENERATED_SERVICES);
    Set<ContractOperation> ruled = new HashSet<>();
    for (ServiceDescriptor service : services.values()) {
      if (chosen instanceof JsonArray names && !names.contains(service.getFullName())) {
        continue;
      }
      for (MethodDescriptor method : service.getMethods()) {
        List<HttpBinding> bindings = HttpBinding.of(method, differences);
        for (HttpBinding binding : bindings) {
          rule(method, binding, ruled);
        }
        if (!bindings.isEmpty()) {
          restRule(method);
        }
      }
    }
    for (ContractOperation operation : contract.operations()) {
      if (method(operation) != null && !ruled.contains(operation)) {
        differences.add(
            operation
                + ": no google.api.http rule of "
                + operation.grpcMethod()
                + " (expected: one for each operation of a generated contract)");
      }
    }
  }

  private void rule(MethodDescriptor method, HttpBinding binding, Set<ContractOperation> ruled) {
    String name = method.getService().getFullName() + "/" + method.getName();
    for (ContractOperation operation : contract.operations()) {
      HttpBinding other = binding(operation);
      if (operation.grpcMethod().equals(name)
          && other.httpMethod().equals(binding.httpMethod())
          && other.template().equals(binding.template())) {
        ruled.add(operation);
        if (!binding.equals(other)) {
          differences.add(
              operation
                  + ": "
                  + bodies(other)
                  + " (expected: "
                  + bodies(binding)
                  + ", as the google.api.http rule says)");
        }
        return;
      }
    }
    if (!visibility.shows(method)) {
      return;
    }
    differences.add(
        binding.httpMethod()
            + " "
            + binding.template()
            + " ("
            + name
            + "): missing in the contract (expected: an operation for each google.api.http rule)");
  }

  private void restRule(MethodDescriptor method) {
    RestRule rule = RestRule.of(method, differences);
    String name = method.getService().getFullName() + "/" + method.getName();
    for (ContractOperation operation : contract.operations()) {
      RestRule other = RestRule.of(operation);
      if (operation.grpcMethod().equals(name) && !rule.equals(other)) {
        differences.add(
            operation
                + ": "
                + other
                + " (expected: "
                + rule
                + ", as the option sluice.api.rest says)");
      }
    }
  }

  private static String bodies(HttpBinding binding) {
    return ContractReader.GRPC_BODY
        + ": "
        + (binding.body() == null ? "none" : binding.body())
        + ", "
        + ContractReader.GRPC_RESPONSE_BODY
        + ": "
        + (binding.responseBody() == null ? "none" : binding.responseBody());
  }
}
