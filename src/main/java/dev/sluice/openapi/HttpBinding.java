package dev.sluice.openapi;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One binding of a method to HTTP, from {@code google.api.http} or from a contract. */
record HttpBinding(
    String httpMethod,
    PathTemplate template,
    @Nullable String body,
    @Nullable String responseBody) {

  /** The HTTP method of a binding that stands for all methods which the path has no other for. */
  static final String ANY_METHOD = "*";

  private static final Pattern METHOD = Pattern.compile("\\*|[A-Za-z][A-Za-z0-9_-]*");

  /** Whether a method is one that OpenAPI has no place for. */
  static boolean isFurtherMethod(String method) {
    return METHOD.matcher(method).matches()
        && !ContractReader.HTTP_METHODS.contains(method.toLowerCase(Locale.ROOT));
  }

  /** The names of the parts where the binding is written. */
  enum Source {
    RULE("path", "body", "response_body"),
    CONTRACT(ContractReader.GRPC_PATH, ContractReader.GRPC_BODY, ContractReader.GRPC_RESPONSE_BODY);

    private final String path;
    private final String body;
    private final String responseBody;

    Source(String path, String body, String responseBody) {
      this.path = path;
      this.body = body;
      this.responseBody = responseBody;
    }
  }

  /**
   * The bindings of a method, the main one first; empty without a rule. What is wrong with a rule
   * is added to the faults, and the binding left out.
   */
  static List<HttpBinding> of(MethodDescriptor method, List<String> faults) {
    HttpRule rule = rule(method);
    if (rule == null) {
      return List.of();
    }
    List<HttpRule> rules = new ArrayList<>();
    rules.add(rule);
    rules.addAll(rule.getAdditionalBindingsList());
    String place = method.getService().getFullName() + "/" + method.getName() + ": ";
    if (rule.getAdditionalBindingsList().stream()
        .anyMatch(each -> each.getAdditionalBindingsCount() > 0)) {
      faults.add(
          place + "additional_bindings: within additional_bindings (expected: one level of them)");
    }
    List<HttpBinding> bindings = new ArrayList<>();
    for (HttpRule each : rules) {
      try {
        HttpBinding binding = of(each);
        List<String> problems = binding.faults(method, Source.RULE);
        problems.forEach(problem -> faults.add(place + problem));
        if (problems.isEmpty()) {
          bindings.add(binding);
        }
      } catch (IllegalArgumentException e) {
        faults.add(place + e.getMessage());
      }
    }
    return bindings;
  }

  /** The binding that an operation of a contract has. */
  static HttpBinding of(ContractOperation operation) {
    return new HttpBinding(
        operation.httpMethod(), operation.template(), operation.body(), operation.responseBody());
  }

  /** The binding of a method to its own path, {@code POST /package.Service/Method}. */
  static HttpBinding own(MethodDescriptor method) {
    String path = "/" + method.getService().getFullName() + "/" + method.getName();
    return new HttpBinding("POST", PathTemplate.parse(path), "*", null);
  }

  private static @Nullable HttpRule rule(MethodDescriptor method) {
    MethodOptions options = options(method, AnnotationsProto.http);
    return options.hasExtension(AnnotationsProto.http)
        ? options.getExtension(AnnotationsProto.http)
        : null;
  }

  /** The options of a method, read with the annotations known if an extension is unknown there. */
  static MethodOptions options(
      MethodDescriptor method, GeneratedExtension<MethodOptions, ?> extension) {
    MethodOptions options = method.getOptions();
    if (!options.hasExtension(extension)
        && options.getUnknownFields().hasField(extension.getNumber())) {
      try {
        return MethodOptions.parseFrom(options.toByteString(), DescriptorSet.registry());
      } catch (InvalidProtocolBufferException e) {
        return options;
      }
    }
    return options;
  }

  private static HttpBinding of(HttpRule rule) {
    String method;
    String path;
    switch (rule.getPatternCase()) {
      case GET -> {
        method = "GET";
        path = rule.getGet();
      }
      case PUT -> {
        method = "PUT";
        path = rule.getPut();
      }
      case POST -> {
        method = "POST";
        path = rule.getPost();
      }
      case DELETE -> {
        method = "DELETE";
        path = rule.getDelete();
      }
      case PATCH -> {
        method = "PATCH";
        path = rule.getPatch();
      }
      case CUSTOM -> {
        method = rule.getCustom().getKind();
        path = rule.getCustom().getPath();
        if (!METHOD.matcher(method).matches()) {
          throw new IllegalArgumentException(
              "custom kind: " + method + " (expected: a method, such as HEAD, or *)");
        }
        method = method.toUpperCase(Locale.ROOT);
      }
      default -> throw new IllegalArgumentException("http rule: no pattern (expected: get, …)");
    }
    return new HttpBinding(
        method,
        PathTemplate.parse(path),
        rule.getBody().isEmpty() ? null : rule.getBody(),
        rule.getResponseBody().isEmpty() ? null : rule.getResponseBody());
  }

  /** What of the binding the method cannot serve, one line each. */
  List<String> faults(MethodDescriptor method, Source source) {
    List<String> faults = new ArrayList<>();
    Descriptor request = method.getInputType();
    for (PathTemplate.Variable variable : template.variables()) {
      String place = source.path + ": " + template + ": " + variable.fieldPath();
      FieldPath path = FieldPath.find(request, variable.fieldPath());
      if (path == null) {
        faults.add(place + " (expected: a field of " + request.getFullName() + ")");
      } else if (!FieldPath.isText(path.leaf())) {
        faults.add(place + " (expected: a field whose value a path can hold)");
      } else if (!isPlain(variable) && !path.singular()) {
        faults.add(place + " (expected: a field of one value, as it covers more than one segment)");
      } else if (!isPlain(variable) && path.leaf().getType() != FieldDescriptor.Type.STRING) {
        faults.add(place + " (expected: a string, as it covers more than one segment)");
      }
    }
    if (body != null && !body.equals("*") && FieldPath.field(request, body) == null) {
      faults.add(
          source.body
              + ": "
              + body
              + " (expected: a field of "
              + request.getFullName()
              + ", or *)");
    }
    Descriptor response = method.getOutputType();
    if (responseBody != null && FieldPath.field(response, responseBody) == null) {
      faults.add(
          source.responseBody
              + ": "
              + responseBody
              + " (expected: a field of "
              + response.getFullName()
              + ")");
    }
    return faults;
  }

  private boolean isPlain(PathTemplate.Variable variable) {
    return variable.end() - variable.start() == 1
        && template.segments().get(variable.start()) instanceof PathTemplate.Single;
  }
}
