package dev.sluice.openapi;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.config.ContractConfig.BodyType;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.PathUnescaping;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the operations of a document. */
final class Operations {

  private static final Pattern CAPITALISED = Pattern.compile("(?<= )[A-Z](?=[a-z]|$| )");

  private final View view;
  private final Schemas schemas;
  private final JsonParameters jsonParameters;
  private final Bodies bodies;
  private final Responses responses;

  /**
   * Makes a writer.
   *
   * @param jsonParameters what all operations have among their parameters
   * @param types the types of bodies besides JSON
   */
  Operations(Schemas schemas, View view, JsonParameters jsonParameters, Set<BodyType> types) {
    this.view = view;
    this.schemas = schemas;
    this.jsonParameters = jsonParameters;
    this.bodies = new Bodies(schemas, view, types);
    this.responses = new Responses(schemas, bodies, view);
  }

  /**
   * What is written of one operation.
   *
   * @param jsonParameters what of JSON its requests may change, or null for what all may
   * @param rendered whether its errors have the form that a renderer gives them
   */
  record Subject(
      MethodDescriptor method,
      HttpBinding binding,
      RestRule rule,
      @Nullable Set<String> jsonParameters,
      boolean rendered) {

    /** The same with what settings say of JSON and of errors. */
    Subject told(JsonObject settings) {
      JsonArray parameters = settings.getJsonArray("jsonParameters");
      return new Subject(
          method,
          binding,
          rule.told(settings),
          parameters == null
              ? null
              : parameters.stream().map(String.class::cast).collect(Collectors.toSet()),
          rendered || settings.containsKey("errorRenderer"));
    }

    /** How an error is written that ends a stream. */
    String errorInStream() {
      return rendered
          ? "`{\"error\": …}`, in the form that the server's renderer of errors gives it."
          : "`{\"error\": Status}`.";
    }

    /** Whether a client may ask for a part of what is answered. */
    boolean hasRanges() {
      return binding.httpMethod().equals("GET") && rule.successStatus() == 200 && isOfAnyType();
    }

    /** Whether what is answered is of any type. */
    boolean isOfAnyType() {
      return Bodies.any(method.getOutputType(), binding.responseBody()) != null;
    }

    /** Whether a client may ask whether what it has is still current. */
    boolean revalidates() {
      return rule.headers().etag() != null && binding.httpMethod().equals("GET");
    }

    /** How its requests are spelled, with settings that hold where it says nothing. */
    JsonForm requests(JsonConfig settings) {
      return JsonForm.ofRequests(settings.with(rule.json()));
    }

    /** How its answers are spelled. */
    JsonForm answers(JsonConfig settings) {
      return JsonForm.ofAnswers(settings.with(rule.json()));
    }

    /** The method as contracts and gRPC name it. */
    String grpcMethod() {
      return method.getService().getFullName() + "/" + method.getName();
    }
  }

  /** The responses that the operations written so far refer to. */
  JsonObject responses() {
    return responses.components();
  }

  JsonObject operation(Subject subject, OpenApiPath path, String tag, String id) {
    MethodDescriptor method = subject.method();
    HttpBinding binding = subject.binding();
    JsonObject annotation = view.annotations().of(method);
    JsonObject operation =
        new JsonObject().put("tags", annotation.getJsonArray("tags", new JsonArray().add(tag)));
    describe(operation, subject, annotation);
    operation.put("operationId", id);
    if (isDeprecated(method) || annotation.getBoolean("deprecated", false)) {
      operation.put("deprecated", true);
    }
    operation.put(ContractReader.GRPC_METHOD, subject.grpcMethod());
    if (!binding.template().toString().equals(path.path())) {
      operation.put(ContractReader.GRPC_PATH, binding.template().toString());
    }
    if (binding.body() != null) {
      operation.put(ContractReader.GRPC_BODY, binding.body());
    }
    if (binding.responseBody() != null) {
      operation.put(ContractReader.GRPC_RESPONSE_BODY, binding.responseBody());
    }
    Streaming streaming = Streaming.of(method);
    if (streaming != Streaming.NONE) {
      operation.put(ContractReader.GRPC_STREAMING, streaming.toString());
    }
    addHeaderFields(operation, subject.rule().headers());
    if (!subject.rule().json().isEmpty()) {
      operation.put(ContractReader.GRPC_JSON, subject.rule().json());
    }
    AnnotatedSchema.extend(operation, annotation);
    addManners(operation, subject.rule());
    Parameters parameters = new Parameters(schemas.in(subject.requests(view.json())), view);
    JsonArray all = parameters.of(binding, path, method.getInputType(), subject.rule().bindings());
    String maps = parameters.maps(binding, method.getInputType());
    operation.put("description", Comments.join(operation.getString("description"), maps));
    addHeaderParameters(all, subject);
    HeaderParameters.addAnnotated(all, annotation);
    jsonParameters.addTo(all, subject.jsonParameters(), Streaming.of(method).ofResponses());
    if (!all.isEmpty()) {
      operation.put("parameters", all);
    }
    if (binding.body() != null) {
      operation.put("requestBody", bodies.request(subject, binding.body()));
    }
    return operation.put("responses", responses.of(subject));
  }

  private static boolean isDeprecated(MethodDescriptor method) {
    return method.getOptions().getDeprecated()
        || method.getService().getOptions().getDeprecated()
        || method.getFile().getOptions().getDeprecated();
  }

  private void describe(JsonObject operation, Subject subject, JsonObject annotation) {
    String comment = view.comments().of(subject.method());
    String summary =
        comment.isEmpty() ? words(subject.method().getName()) : Comments.sentence(comment);
    String description =
        annotation.getString(
            "description", comment.isEmpty() ? "Calls `" + subject.grpcMethod() + "`." : comment);
    if (Streaming.of(subject.method()) != Streaming.NONE) {
      description =
          Comments.join(
              description,
              "It can be opened as a WebSocket too, whose text messages are the messages"
                  + (Streaming.of(subject.method()).ofRequests()
                      ? "; an empty one ends those of the client."
                      : ".")
                  + " A call that fails ends with the message "
                  + subject.errorInStream());
    }
    operation
        .put("summary", annotation.getString("summary", summary))
        .put("description", description);
    AnnotatedSchema.document(operation, annotation);
  }

  /** The words of a name: {@code Get feature} of {@code GetFeature}. */
  private static String words(String name) {
    String spaced =
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ").strip();
    // Acronyms keep their capitals.
    return CAPITALISED.matcher(spaced).replaceAll(word -> word.group().toLowerCase(Locale.ROOT));
  }

  private static void addManners(JsonObject operation, RestRule rule) {
    for (FieldBinding binding : rule.bindings()) {
      if (binding.source() == FieldBinding.Source.REMOTE_ADDRESS) {
        operation.put(BindingReader.GRPC_REMOTE_ADDRESS, binding.field());
      }
    }
    PathUnescaping unescaping = rule.manners().pathUnescaping();
    if (unescaping != null) {
      operation.put(ContractReader.GRPC_PATH_UNESCAPING, unescaping.spelling());
    }
    if (rule.manners().errorRenderer() != null) {
      operation.put(ContractReader.GRPC_ERROR_RENDERER, rule.manners().errorRenderer());
    }
  }

  private static void addHeaderFields(JsonObject operation, ResourceHeaders headers) {
    if (headers.location() != null) {
      operation.put(ContractReader.GRPC_LOCATION, headers.location().toString());
    }
    if (headers.etag() != null) {
      operation.put(ContractReader.GRPC_ETAG, headers.etag());
    }
    if (headers.ifMatch() != null) {
      operation.put(ContractReader.GRPC_IF_MATCH, headers.ifMatch());
    }
  }

  private static void addHeaderParameters(JsonArray parameters, Subject subject) {
    if (subject.rule().headers().ifMatch() != null) {
      parameters.add(ifMatch());
    }
    if (subject.revalidates()) {
      parameters.add(
          header("If-None-Match", "Entity tags of answers that the client has; 304 if one fits."));
    }
    if (subject.hasRanges()) {
      RangeHeaders.addParameters(parameters, subject.method().isServerStreaming());
    }
  }

  static JsonObject ifMatch() {
    return header("If-Match", "The entity tag that the resource must still have, or `*` for any.");
  }

  static JsonObject header(String name, String description) {
    return new JsonObject()
        .put("name", name)
        .put("in", "header")
        .put("description", description)
        .put("schema", new JsonObject().put("type", "string"));
  }
}
