package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the OpenAPI 3.1 contract of services from their descriptors.
 *
 * <p>Each binding of <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/http.proto">google.api.http</a>
 * becomes an operation; comments become its words. The same descriptors give the same text, byte
 * for byte.
 *
 * <p>What OpenAPI cannot tell apart is kept in this way: operations whose paths differ only in the
 * names of parameters share the path of the first, with their own template in {@code x-grpc-path};
 * where they share the HTTP method too, the later one is written below the path with a fragment,
 * {@code /v1/files/{name}#Files_Get}, which a client does not send.
 */
public final class ContractGenerator {

  /**
   * What of a contract is not in the descriptors.
   *
   * @param title its title
   * @param version its version
   * @param description its description, in Markdown
   * @param services the full names of the services it is of; if empty, all that have a rule
   */
  public record Options(
      String title, String version, @Nullable String description, List<String> services) {

    /** Copies the list. */
    public Options {
      services = List.copyOf(services);
    }
  }

  static final String GENERATED_SERVICES = "x-generated-services";

  private static final String HEADER =
      "# Generated from the protos by scripts/contract. Change the protos and run it again.\n";

  private final Options options;
  private final List<ServiceDescriptor> services;
  private final Comments comments = new Comments();
  private final Schemas schemas = new Schemas(comments);
  private final Operations operations = new Operations(schemas, comments);
  private final List<String> faults = new ArrayList<>();
  private final Map<String, JsonObject> paths = new LinkedHashMap<>();
  private final Map<String, String> pathsByShape = new HashMap<>();
  private final Map<List<Object>, String> owners = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  private ContractGenerator(DescriptorSet set, Options options) {
    this.options = options;
    this.services = select(set);
  }

  /**
   * Generates a contract.
   *
   * @param set the descriptors with their imports, and with source info if comments are wanted
   * @param options what is not in the descriptors
   * @return the contract as YAML, with a newline at its end
   * @throws ContractException if rules are wrong or two methods are bound to the same requests
   * @throws IllegalArgumentException if the set is incomplete
   */
  public static String generate(FileDescriptorSet set, Options options) {
    return HEADER + YamlText.of(new ContractGenerator(DescriptorSet.of(set), options).document());
  }

  /**
   * Generates a contract by rules of which the protos know nothing, and which is therefore not held
   * against their own: see {@link Contract#generated()}.
   *
   * @param set the descriptors with their imports
   * @param rules the rules
   * @param options what is not in the descriptors
   * @return the contract as YAML, with a newline at its end
   * @throws ContractException if rules are wrong or two methods are bound to the same requests
   */
  public static String generate(FileDescriptorSet set, HttpRules rules, Options options) {
    JsonObject document =
        new ContractGenerator(DescriptorSet.of(rules.in(set)), options).document();
    Contract.unmarkGenerated(document);
    return YamlText.of(document);
  }

  private List<ServiceDescriptor> select(DescriptorSet set) {
    Set<String> missing = new TreeSet<>(options.services());
    List<ServiceDescriptor> selected = new ArrayList<>();
    for (ServiceDescriptor service : set.services()) {
      boolean named = missing.remove(service.getFullName());
      if (named || (options.services().isEmpty() && hasRule(service))) {
        selected.add(service);
      }
    }
    missing.forEach(
        name -> faults.add("service: " + name + " (expected: a service of the descriptor set)"));
    return selected;
  }

  private static boolean hasRule(ServiceDescriptor service) {
    List<String> unheard = new ArrayList<>();
    return service.getMethods().stream()
        .anyMatch(method -> !HttpBinding.of(method, unheard).isEmpty() || !unheard.isEmpty());
  }

  private JsonObject document() {
    JsonObject info =
        new JsonObject().put("title", options.title()).put("version", options.version());
    if (options.description() != null) {
      info.put("description", options.description());
    }
    JsonObject document = new JsonObject().put("openapi", "3.1.0");
    Contract.markGenerated(document);
    if (!options.services().isEmpty()) {
      JsonArray names = new JsonArray();
      services.forEach(service -> names.add(service.getFullName()));
      document.put(GENERATED_SERVICES, names);
    }
    document.put("info", info);
    JsonArray tags = new JsonArray();
    for (ServiceDescriptor service : services) {
      JsonObject tag = new JsonObject().put("name", shortName(service));
      if (!comments.of(service).isEmpty()) {
        tag.put("description", comments.of(service));
      }
      tags.add(tag);
      service.getMethods().forEach(this::addOperations);
    }
    if (!faults.isEmpty()) {
      throw new ContractException(faults);
    }
    JsonObject written = new JsonObject();
    paths.forEach(written::put);
    JsonObject error = operations.errorResponse();
    return document
        .put("tags", tags)
        .put("paths", written)
        .put(
            "components",
            new JsonObject()
                .put("schemas", schemas.components())
                .put("responses", new JsonObject().put(Operations.ERROR_RESPONSE, error)));
  }

  private void addOperations(MethodDescriptor method) {
    List<HttpBinding> bindings = HttpBinding.of(method, faults);
    if (bindings.isEmpty()) {
      return;
    }
    RestRule rule = RestRule.of(method, faults);
    for (HttpBinding binding : bindings) {
      PathTemplate template = binding.template();
      String owner = method.getService().getFullName() + "/" + method.getName();
      String other =
          owners.putIfAbsent(
              List.of(binding.httpMethod(), template.segments(), String.valueOf(template.verb())),
              owner + ": " + template);
      if (other != null) {
        faults.add(
            owner + ": " + template + " (expected: other requests than those of " + other + ")");
        continue;
      }
      add(new Operations.Subject(method, binding, rule));
    }
  }

  private void add(Operations.Subject subject) {
    HttpBinding binding = subject.binding();
    String tag = shortName(subject.method().getService());
    String id = id(tag.replace('.', '_') + "_" + subject.method().getName());
    String verb = binding.httpMethod().toLowerCase(Locale.ROOT);
    OpenApiPath path = OpenApiPath.of(binding.template());
    String known = pathsByShape.putIfAbsent(OpenApiPath.shape(path.path()), path.path());
    if (known != null) {
      boolean taken = paths.getOrDefault(known, new JsonObject()).containsKey(verb);
      path = taken ? path.namedAs(path.path() + "#" + id) : path.namedAs(known);
    }
    JsonObject operation = operations.operation(subject, path, tag, id);
    paths.computeIfAbsent(path.path(), key -> new JsonObject()).put(verb, operation);
  }

  private String id(String wanted) {
    String id = wanted;
    for (int i = 2; !ids.add(id); i++) {
      id = wanted + "_" + i;
    }
    return id;
  }

  /** The service's own name, or the full one where another service has that name too. */
  private String shortName(ServiceDescriptor service) {
    boolean ambiguous =
        services.stream()
            .anyMatch(other -> other != service && other.getName().equals(service.getName()));
    return ambiguous ? service.getFullName() : service.getName();
  }
}
