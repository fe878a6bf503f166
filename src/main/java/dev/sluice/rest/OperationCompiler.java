package dev.sluice.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.ErrorDetailsProto;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.config.HeaderConfig;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.RestConfig;
import dev.sluice.config.TranscodingConfig;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonOptions;
import dev.sluice.openapi.ConfiguredOperations;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractOperation;
import dev.sluice.openapi.FieldBinding;
import dev.sluice.openapi.PathTemplate;
import dev.sluice.openapi.PathTemplate.Variable;
import dev.sluice.rest.RequestBinder.BodyRule;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the operations of a contract ready to be called, and collects what is wrong with them. */
final class OperationCompiler {

  private final MethodRegistry registry;
  private final RestConfig config;
  private final FieldNames names = new FieldNames();
  private final TypeRegistry types;
  private final JsonCodecs strict;
  private final Map<JsonOptions, JsonCodecs> codecs = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final ErrorRenderers renderers;
  private final Set<String> callerHeaders;
  private final Map<HeaderConfig, RestMetadata> metadata = new ConcurrentHashMap<>();
  private int maxMessageBytes;

  /**
   * Makes a compiler.
   *
   * @param callerHeaders names of headers that tell who calls, in lower case
   */
  OperationCompiler(MethodRegistry registry, RestConfig config, Set<String> callerHeaders) {
    this.registry = registry;
    this.config = config;
    this.callerHeaders = callerHeaders;
    this.maxMessageBytes = config.maxBodyBytes();
    this.types = types(registry);
    this.strict = codecs(JsonConfig.DEFAULT);
    this.renderers = new ErrorRenderers(faults);
  }

  private JsonCodecs codecs(JsonConfig json) {
    JsonOptions options =
        new JsonOptions(
            json.ignoreUnknownFields(),
            config.maxJsonDepth(),
            json.caseInsensitiveEnums(),
            json.emitDefaults(),
            json.protoFieldNames(),
            json.enumsAsNumbers(),
            json.int64AsNumbers());
    return codecs.computeIfAbsent(options, each -> JsonCodecs.create(each, types));
  }

  /** The types that an Any may hold: those of the services' files, and the details of errors. */
  private static TypeRegistry types(MethodRegistry registry) {
    TypeRegistry.Builder types = TypeRegistry.newBuilder();
    types.add(ErrorDetailsProto.getDescriptor().getMessageTypes());
    for (RegisteredMethod<?, ?> method : registry.methods()) {
      types.add(method.descriptor().getInputType());
      types.add(method.descriptor().getOutputType());
    }
    return types.build();
  }

  /** The writer of errors of requests that match no operation. */
  ErrorWriter errors() {
    String name = config.transcoding().errorRenderer();
    return new ErrorWriter(strict, renderers.find(name, "rest.errorRenderer"), null);
  }

  private ErrorWriter errors(ContractOperation operation, TranscodingConfig transcoding) {
    String place =
        operation.errorRenderer() == null
            ? "rest.errorRenderer"
            : operation + ": x-grpc-error-renderer";
    ErrorRenderer renderer = renderers.find(transcoding.errorRenderer(), place);
    return new ErrorWriter(strict, renderer, operation.operationId());
  }

  /** The largest size of a message that an operation takes. */
  int maxMessageBytes() {
    return maxMessageBytes;
  }

  /**
   * Makes the router of a contract.
   *
   * @throws IllegalArgumentException with a line for each fault
   */
  PathRouter<RestOperation<?, ?>> compile(Contract contract) {
    List<ContractOperation> operations = new ArrayList<>(contract.operations());
    List<MethodDescriptor> methods =
        registry.methods().stream().map(RegisteredMethod::descriptor).toList();
    operations.addAll(ConfiguredOperations.ofOwnPaths(config, contract, methods).operations());
    List<PathRouter.Route<RestOperation<?, ?>>> routes = new ArrayList<>();
    for (ContractOperation operation : operations) {
      RegisteredMethod<?, ?> method = registry.method(operation.grpcMethod());
      if (method == null) {
        faults.add(operation + ": no service has the method " + operation.grpcMethod());
      } else {
        routes.add(
            new PathRouter.Route<>(
                operation.httpMethod(), operation.template(), compile(operation, method)));
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          faults.stream().distinct().collect(Collectors.joining("\n")));
    }
    return PathRouter.of(routes);
  }

  private <Req, Resp> RestOperation<Req, Resp> compile(
      ContractOperation operation, RegisteredMethod<Req, Resp> method) {
    RestConfig own = config.with(operation.settings());
    Settings settings =
        new Settings(
            own.transcoding(), errors(operation, own.transcoding()), rules(operation, own));
    return compile(operation, method, settings, new JsonObject());
  }

  /** What holds for an operation, however a request asks for its JSON. */
  private record Settings(TranscodingConfig transcoding, ErrorWriter errors, ExchangeRules rules) {}

  /**
   * Makes an operation ready.
   *
   * @param asked what a request asks of JSON, in place of what is configured
   */
  private <Req, Resp> RestOperation<Req, Resp> compile(
      ContractOperation operation,
      RegisteredMethod<Req, Resp> method,
      Settings settings,
      JsonObject asked) {
    TranscodingConfig transcoding = settings.transcoding();
    JsonConfig json = transcoding.json().with(asked);
    JsonCodecs codecs = codecs(json);
    Message request = method.requestPrototype();
    Descriptor type = request.getDescriptorForType();
    List<PathVariable> variables = new ArrayList<>();
    for (Variable variable : operation.template().variables()) {
      FieldPath field = names.find(type, variable.fieldPath());
      if (field == null || !field.isBindable()) {
        faults.add(
            operation
                + ": {"
                + variable.fieldPath()
                + "} (expected: a field of "
                + name(type)
                + " whose value a path can hold)");
      } else {
        variables.add(
            new PathVariable(
                operation.template(),
                variable,
                field,
                new PathVariable.Reading(
                    mode(transcoding),
                    transcoding.repeatedPathSeparator().character(),
                    json.caseInsensitiveEnums())));
      }
    }
    String body = operation.body();
    boolean whole = "*".equals(body);
    FieldDescriptor bodyField = whole ? null : field(operation, type, body);
    FieldDescriptor responseField =
        field(operation, method.descriptor().getOutputType(), operation.responseBody());
    IfMatch ifMatch = ifMatch(operation, type);
    List<FieldPath> said = new ArrayList<>();
    variables.forEach(variable -> said.add(variable.field()));
    if (ifMatch != null) {
      said.add(ifMatch.field());
    }
    BoundFields bound = bound(operation, type, said, json.caseInsensitiveEnums());
    refuseChoices(operation, variables, bound);
    Set<FieldPath> elsewhere =
        bound == null
            ? Set.of()
            : bound.fields().stream()
                .map(BoundFields.Bound::field)
                .collect(Collectors.toUnmodifiableSet());
    return new RestOperation<>(
        operation,
        method,
        new RequestBinder(
            codecs.codec(request),
            variables,
            new BodyRule(whole, bodyField, patchMask(operation, type, bodyField, said)),
            new QueryBinder(
                names,
                type,
                variables,
                body,
                new QueryBinder.Rules(transcoding.query(), codecs, elsewhere, false)),
            ifMatch),
        new ResponseWriter(
            codecs.codec(DynamicMessage.getDefaultInstance(method.descriptor().getOutputType())),
            responseField,
            json.indent()),
        head(operation, method.descriptor().getOutputType()),
        bound,
        settings.errors(),
        settings.rules(),
        transcoding.query().json().isEmpty()
            ? null
            : new JsonVariants<>(
                transcoding.query().json(), each -> compile(operation, method, settings, each)));
  }

  private ExchangeRules rules(ContractOperation operation, RestConfig own) {
    HeaderConfig headers = own.transcoding().headers();
    if (!headers.equals(config.transcoding().headers())) {
      faults.addAll(RestMetadata.faults(operation + ": x-grpc-rest", headers));
    }
    maxMessageBytes = Math.max(maxMessageBytes, own.maxBodyBytes());
    return new ExchangeRules(
        metadata.computeIfAbsent(headers, each -> new RestMetadata(each, callerHeaders)),
        own.transcoding().compression(),
        own.maxBodyBytes());
  }

  private static UriText.Mode mode(TranscodingConfig transcoding) {
    return switch (transcoding.pathUnescaping()) {
      case ALL_EXCEPT_SLASH -> UriText.Mode.KEEP_SLASH;
      case ALL_EXCEPT_RESERVED -> UriText.Mode.KEEP_RESERVED;
      case ALL, LEGACY -> UriText.Mode.ALL;
    };
  }

  /**
   * The fields that go by headers, cookies or the address; null if there are none.
   *
   * @param said the fields that are bound already; takes these too
   * @param ignoreCase whether names of enums are read in any case
   */
  private @Nullable BoundFields bound(
      ContractOperation operation, Descriptor type, List<FieldPath> said, boolean ignoreCase) {
    List<BoundFields.Bound> fields = new ArrayList<>();
    for (FieldBinding binding : operation.bindings()) {
      FieldPath field = names.find(type, binding.field());
      if (field == null || !field.isBindable() || field.leaf().isRepeated()) {
        faults.add(
            operation + ": " + binding + " (expected: a single value of " + name(type) + ")");
      } else if (said.contains(field)) {
        faults.add(operation + ": " + binding + " (expected: a field that is bound once)");
      } else {
        said.add(field);
        fields.add(new BoundFields.Bound(field, binding, ignoreCase));
      }
    }
    return fields.isEmpty() ? null : new BoundFields(fields);
  }

  /** Refuses fields that each request has, and of which a message can have only one. */
  private void refuseChoices(
      ContractOperation operation, List<PathVariable> variables, @Nullable BoundFields bound) {
    List<FieldPath> always = new ArrayList<>();
    variables.forEach(variable -> always.add(variable.field()));
    if (bound != null) {
      bound.fields().stream()
          .filter(BoundFields.Bound::isAlways)
          .forEach(each -> always.add(each.field()));
    }
    for (int i = 0; i < always.size(); i++) {
      for (FieldPath other : always.subList(0, i)) {
        OneofDescriptor oneof = always.get(i).choice(other);
        if (oneof != null) {
          faults.add(
              operation
                  + ": "
                  + other.name()
                  + " and "
                  + always.get(i).name()
                  + " (expected: one field of the oneof "
                  + oneof.getName()
                  + ")");
        }
      }
    }
  }

  private static @Nullable PatchMask patchMask(
      ContractOperation operation,
      Descriptor type,
      @Nullable FieldDescriptor body,
      List<FieldPath> said) {
    return body == null || !operation.httpMethod().equals("PATCH")
        ? null
        : PatchMask.of(type, body, said);
  }

  private @Nullable IfMatch ifMatch(ContractOperation operation, Descriptor type) {
    FieldPath field = value(operation, type, operation.headers().ifMatch());
    return field == null ? null : new IfMatch(field);
  }

  private ResponseHead head(ContractOperation operation, Descriptor type) {
    PathTemplate template = operation.headers().location();
    Location location = null;
    if (template != null) {
      List<FieldPath> fields = new ArrayList<>();
      for (Variable variable : template.variables()) {
        FieldPath field = value(operation, type, variable.fieldPath());
        if (field != null) {
          fields.add(field);
        }
      }
      location = new Location(template, fields);
    }
    FieldPath etag = value(operation, type, operation.headers().etag());
    return new ResponseHead(operation.successStatus(), location, etag);
  }

  /** A field of one value that a header can have; null if none is named, or wrongly. */
  private @Nullable FieldPath value(
      ContractOperation operation, Descriptor type, @Nullable String name) {
    FieldPath field = name == null ? null : names.find(type, name);
    if (name != null
        && (field == null
            || field.leaf().isRepeated()
            || field.leaf().getJavaType() == FieldDescriptor.JavaType.MESSAGE)) {
      faults.add(operation + ": " + name + " (expected: a single value of " + name(type) + ")");
      return null;
    }
    return field;
  }

  private @Nullable FieldDescriptor field(
      ContractOperation operation, Descriptor type, @Nullable String name) {
    FieldDescriptor field = name == null ? null : type.findFieldByName(name);
    if (name != null && field == null) {
      faults.add(operation + ": " + name + " (expected: a field of " + name(type) + ")");
    }
    return field;
  }

  private static String name(Descriptor type) {
    return type.getFullName();
  }
}
