package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.Extent;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import dev.sluice.config.ContractConfig.Specification;
import dev.sluice.config.OperationConfig;
import dev.sluice.config.RestConfig;
import dev.sluice.config.TranscodingConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
   * @param services the full names of the services it is of; if empty, all that have a rule
   * @param config what it is like
   * @param security by which schemes its operations are called, any of them, where annotations do
   *     not say it
   * @param transcoding how the server that it is of reads and spells JSON, whether it serves
   *     methods without a rule, and whether its errors have a form of their own
   * @param operations what differs for single operations, as {@code rest.operations} has it; of it,
   *     what it says of JSON and of the form of errors
   */
  public record Options(
      List<String> services,
      ContractConfig config,
      Map<String, JsonObject> security,
      TranscodingConfig transcoding,
      Map<String, OperationConfig> operations) {

    /** Copies the list and the maps. */
    public Options {
      services = List.copyOf(services);
      security = Collections.unmodifiableMap(new LinkedHashMap<>(security));
      operations = Map.copyOf(operations);
    }

    /** For a server whose operations are all alike. */
    public Options(
        List<String> services,
        ContractConfig config,
        Map<String, JsonObject> security,
        TranscodingConfig transcoding) {
      this(services, config, security, transcoding, Map.of());
    }

    /** For a server whose REST door is as it is unless told otherwise. */
    public Options(List<String> services, ContractConfig config, Map<String, JsonObject> security) {
      this(services, config, security, TranscodingConfig.DEFAULT);
    }

    /** All services, as a configuration has it. */
    public Options(RestConfig config) {
      this(List.of(), config.openapi(), Map.of(), config.transcoding(), config.operations());
    }

    /** The same for some services. */
    public Options of(List<String> services) {
      return new Options(services, config, security, transcoding, operations);
    }

    /** Whether a contract is what it is without any options, but for the services it is of. */
    public boolean isPlain() {
      return config.equals(ContractConfig.DEFAULT)
          && security.isEmpty()
          && JsonForm.ofAnswers(transcoding.json()).equals(JsonForm.PLAIN)
          && transcoding.query().json().isEmpty()
          && !transcoding.unannotatedMethods()
          && transcoding.errorRenderer() == null
          && operations.values().stream().noneMatch(OperationConfig::isAboutBodies);
    }

    /** A contract with the names that there are unless told otherwise. */
    public Options(
        @Nullable String title,
        @Nullable String version,
        @Nullable String description,
        List<String> services) {
      this(
          services,
          new ContractConfig(
              new About(title, version, description, null, List.of(), List.of()),
              Set.of(),
              OperationIds.SERVICE_METHOD,
              SchemaNames.FULL,
              FieldNames.JSON),
          Map.of());
    }
  }

  static final String GENERATED_SERVICES = "x-generated-services";
  static final String GENERATED_RULES = "x-generated-rules";
  static final String GENERATED_VISIBILITY = "x-generated-visibility";

  static final String HEADER =
      "# Generated from the protos by Sluice. Change these, and have it made anew.\n";

  private final Options options;
  private final View view;
  private final List<ServiceDescriptor> services;
  private final Schemas schemas;
  private final JsonParameters jsonParameters;
  private final Operations operations;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, JsonObject> paths = new LinkedHashMap<>();
  private final Map<String, String> pathsByShape = new HashMap<>();
  private final Map<List<Object>, String> owners = new HashMap<>();
  private final Map<ServiceDescriptor, String> tags = new LinkedHashMap<>();
  private final Map<String, MethodDescriptor> methods = new HashMap<>();
  private final Set<String> usedTags = new LinkedHashSet<>();

  private ContractGenerator(DescriptorSet set, Options options) {
    this.options = options;
    this.view = View.of(set, options.config(), options.transcoding());
    this.schemas = new Schemas(view);
    Extent extent = options.config().extent();
    this.jsonParameters =
        new JsonParameters(options.transcoding().query().json(), extent.prettyPrint());
    this.operations = new Operations(schemas, view, jsonParameters, extent.mediaTypes());
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
    return HEADER + YamlText.of(document(set, options));
  }

  /** The same as an object. */
  static JsonObject document(FileDescriptorSet set, Options options) {
    JsonObject document = new ContractGenerator(DescriptorSet.of(set), options).document();
    return options.config().extent().specification() == Specification.OPENAPI_3_0
        ? OpenApi30.of(document)
        : document;
  }

  /** A contract by rules from outside of the protos, as an object. */
  static JsonObject document(FileDescriptorSet set, HttpRules rules, Options options) {
    return document(rules.in(set), options).put(GENERATED_RULES, true);
  }

  /**
   * Generates a contract by rules of which the protos know nothing, and which is therefore not held
   * against their own alone: see {@link ContractCheck}.
   *
   * @param set the descriptors with their imports
   * @param rules the rules
   * @param options what is not in the descriptors
   * @return the contract as YAML, with a newline at its end
   * @throws ContractException if rules are wrong or two methods are bound to the same requests
   */
  public static String generate(FileDescriptorSet set, HttpRules rules, Options options) {
    return HEADER + YamlText.of(document(set, rules, options));
  }

  private List<ServiceDescriptor> select(DescriptorSet set) {
    Set<String> missing = new TreeSet<>(chosen());
    List<ServiceDescriptor> selected = new ArrayList<>();
    for (ServiceDescriptor service : set.services()) {
      boolean named = missing.remove(service.getFullName());
      boolean told = options.transcoding().unannotatedMethods() || hasRule(service);
      if (named || (chosen().isEmpty() && told)) {
        selected.add(service);
      }
    }
    missing.forEach(
        name -> faults.add("service: " + name + " (expected: a service of the descriptor set)"));
    return selected;
  }

  private Collection<String> chosen() {
    return options.services().isEmpty() ? options.config().extent().services() : options.services();
  }

  private static boolean hasRule(ServiceDescriptor service) {
    List<String> unheard = new ArrayList<>();
    return service.getMethods().stream()
        .anyMatch(method -> !HttpBinding.of(method, unheard).isEmpty() || !unheard.isEmpty());
  }

  private JsonObject document() {
    services.stream()
        .flatMap(service -> service.getMethods().stream())
        .filter(view.visibility()::shows)
        .forEach(this::addOperations);
    if (!faults.isEmpty()) {
      throw new ContractException(faults);
    }
    DocumentHead head =
        new DocumentHead(options.config().about(), view, List.copyOf(tags.keySet()));
    JsonObject document = new JsonObject().put("openapi", "3.1.0");
    Contract.markGenerated(document);
    if (!chosen().isEmpty()) {
      JsonArray names = new JsonArray();
      services.forEach(service -> names.add(service.getFullName()));
      document.put(GENERATED_SERVICES, names);
    }
    if (!view.visibility().labels().isEmpty()) {
      document.put(
          GENERATED_VISIBILITY,
          new JsonArray(view.visibility().labels().stream().sorted().toList()));
    }
    JsonObject written = new JsonObject();
    paths.forEach(written::put);
    JsonObject components =
        new JsonObject().put("schemas", new JsonObject()).put("responses", operations.responses());
    JsonObject parameters = jsonParameters.components();
    if (!parameters.isEmpty()) {
      components.put("parameters", parameters);
    }
    document
        .put("info", head.info())
        .put("servers", head.servers())
        .put("security", new JsonArray())
        .put("tags", head.tags(tags, usedTags))
        .put("paths", written)
        .put("components", components);
    components.put("schemas", schemas.settle(document));
    head.annotate(document);
    Map<String, JsonObject> schemes = new LinkedHashMap<>(options.security());
    schemes.putAll(head.securitySchemes());
    SecurityRequirements.write(document, schemes, this::requirements);
    return document;
  }

  private JsonArray requirements(JsonObject operation) {
    MethodDescriptor method = methods.get(operation.getString(ContractReader.GRPC_METHOD));
    if (method != null) {
      for (JsonObject annotation :
          List.of(view.annotations().of(method), view.annotations().of(method.getFile()))) {
        if (annotation.getValue("security") instanceof JsonArray security) {
          return SecuritySchemes.requirements(security);
        }
      }
    }
    JsonArray alternatives = new JsonArray();
    options
        .security()
        .keySet()
        .forEach(name -> alternatives.add(new JsonObject().put(name, new JsonArray())));
    return alternatives;
  }

  private void addOperations(MethodDescriptor method) {
    int before = faults.size();
    List<HttpBinding> bindings = HttpBinding.of(method, faults);
    RestRule rule = RestRule.DEFAULT;
    if (!bindings.isEmpty()) {
      rule = RestRule.of(method, faults);
    } else if (options.transcoding().unannotatedMethods() && faults.size() == before) {
      bindings = List.of(HttpBinding.own(method));
    }
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
      boolean rendered =
          rule.manners().errorRenderer() != null || options.transcoding().errorRenderer() != null;
      add(new Operations.Subject(method, binding, rule, null, rendered));
    }
  }

  private void add(Operations.Subject subject) {
    HttpBinding binding = subject.binding();
    MethodDescriptor method = subject.method();
    methods.put(subject.grpcMethod(), method);
    String tag = tags.computeIfAbsent(method.getService(), this::tag);
    String wanted = view.annotations().of(method).getString("operationId", "");
    String id = view.names().operation(method, shortName(method.getService()), wanted);
    boolean further = HttpBinding.isFurtherMethod(binding.httpMethod());
    String verb = further ? binding.httpMethod() : binding.httpMethod().toLowerCase(Locale.ROOT);
    OpenApiPath path = OpenApiPath.of(binding.template());
    String known = pathsByShape.putIfAbsent(OpenApiPath.shape(path.path()), path.path());
    if (known != null) {
      JsonObject item = paths.getOrDefault(known, new JsonObject());
      boolean taken = (further ? further(item) : item).containsKey(verb);
      path = taken ? path.namedAs(path.path() + "#" + id) : path.namedAs(known);
    }
    JsonObject told = ConfiguredOperations.told(options.operations(), subject.grpcMethod(), id);
    JsonObject operation = operations.operation(subject.told(told), path, tag, id);
    operation.getJsonArray("tags").forEach(each -> usedTags.add((String) each));
    JsonObject item = paths.computeIfAbsent(path.path(), key -> new JsonObject());
    if (further) {
      item.put(ContractReader.GRPC_OPERATIONS, further(item).put(verb, operation));
    } else {
      item.put(verb, operation);
    }
  }

  /** The operations of a path by methods that OpenAPI has no place for. */
  private static JsonObject further(JsonObject item) {
    return item.getJsonObject(ContractReader.GRPC_OPERATIONS, new JsonObject());
  }

  private String tag(ServiceDescriptor service) {
    return view.annotations().of(service).getString("name", shortName(service));
  }

  /** The service's own name, or the full one where another service has that name too. */
  private String shortName(ServiceDescriptor service) {
    boolean ambiguous =
        services.stream()
            .anyMatch(other -> other != service && other.getName().equals(service.getName()));
    return ambiguous ? service.getFullName() : service.getName();
  }
}
