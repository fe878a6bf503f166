package dev.sluice.openapi;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.PathUnescaping;
import dev.sluice.proto.api.JsonOptions;
import dev.sluice.proto.api.RestOptions;
import dev.sluice.proto.api.RestProto;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a method is answered over REST, from its option {@code sluice.api.rest}.
 *
 * @param successStatus the HTTP status of success
 * @param headers the fields that are in headers
 * @param json how its JSON differs, by the keys of {@link JsonConfig}
 * @param bindings the fields that go by headers, cookies or the address
 * @param manners what else differs from the server's settings
 */
record RestRule(
    int successStatus,
    ResourceHeaders headers,
    JsonObject json,
    List<FieldBinding> bindings,
    Manners manners) {

  /** That of a method which says nothing. */
  static final RestRule DEFAULT =
      new RestRule(200, ResourceHeaders.NONE, new JsonObject(), List.of(), new Manners(null, null));

  /**
   * Settings of one operation.
   *
   * @param pathUnescaping how variables of the path are decoded, or null
   * @param errorRenderer the name of the renderer of errors, or null
   */
  record Manners(@Nullable PathUnescaping pathUnescaping, @Nullable String errorRenderer) {}

  /** The same with what settings of an operation say of JSON. */
  RestRule told(JsonObject settings) {
    JsonObject told = json.copy().mergeIn(settings.getJsonObject("json", new JsonObject()));
    return new RestRule(successStatus, headers, told, bindings, manners);
  }

  /** The rule as a contract has it. */
  static RestRule of(ContractOperation operation) {
    return new RestRule(
        operation.successStatus(),
        operation.headers(),
        operation.json(),
        FieldBinding.sorted(operation.bindings()),
        new Manners(operation.pathUnescaping(), operation.errorRenderer()));
  }

  /** The statuses of success that mean an answer without a body. */
  static boolean isWithoutBody(int status) {
    return status == 204 || status == 205;
  }

  /** The rule of a method. What is wrong with it is added to the faults and left out. */
  static RestRule of(MethodDescriptor method, List<String> faults) {
    MethodOptions options = HttpBinding.options(method, RestProto.rest);
    if (!options.hasExtension(RestProto.rest)) {
      return DEFAULT;
    }
    RestOptions rest = options.getExtension(RestProto.rest);
    String place = method.getService().getFullName() + "/" + method.getName() + ": ";
    List<String> found = new ArrayList<>();
    int status = rest.getSuccessStatus() == 0 ? 200 : rest.getSuccessStatus();
    if (status < 200 || status > 299) {
      found.add("success_status: " + status + " (expected: 200 to 299)");
    } else if (isWithoutBody(status) && method.isServerStreaming()) {
      found.add("success_status: " + status + " (expected: one with a body, for the stream)");
    }
    PathTemplate location = null;
    if (!rest.getLocation().isEmpty()) {
      try {
        location = PathTemplate.parse(rest.getLocation());
      } catch (IllegalArgumentException e) {
        found.add("location: " + e.getMessage());
      }
    }
    ResourceHeaders headers =
        new ResourceHeaders(location, textOrNull(rest.getEtag()), textOrNull(rest.getIfMatch()));
    found.addAll(headers.faults(method, ResourceHeaders.Source.RULE));
    List<FieldBinding> bindings = bindings(rest, found);
    FieldBinding.faults(bindings, method).forEach(fault -> found.add("bindings: " + fault));
    found.forEach(fault -> faults.add(place + fault));
    return found.isEmpty()
        ? new RestRule(
            status,
            headers,
            json(rest.getJson()),
            bindings,
            new Manners(unescaping(rest), textOrNull(rest.getErrorRenderer())))
        : DEFAULT;
  }

  private static List<FieldBinding> bindings(RestOptions rest, List<String> faults) {
    List<FieldBinding> bindings = new ArrayList<>();
    for (dev.sluice.proto.api.FieldBinding each : rest.getBindingsList()) {
      String field = each.getField();
      switch (each.getSourceCase()) {
        case HEADER ->
            bindings.add(
                new FieldBinding(
                    field, FieldBinding.Source.HEADER, each.getHeader(), each.getRequired()));
        case COOKIE ->
            bindings.add(
                new FieldBinding(
                    field, FieldBinding.Source.COOKIE, each.getCookie(), each.getRequired()));
        case REMOTE_ADDRESS ->
            bindings.add(new FieldBinding(field, FieldBinding.Source.REMOTE_ADDRESS, "", false));
        default ->
            faults.add("bindings: " + field + " (expected: header, cookie or remote_address)");
      }
    }
    return FieldBinding.sorted(bindings);
  }

  private static @Nullable PathUnescaping unescaping(RestOptions rest) {
    return switch (rest.getPathUnescaping()) {
      case ALL_EXCEPT_SLASH -> PathUnescaping.ALL_EXCEPT_SLASH;
      case ALL_EXCEPT_RESERVED -> PathUnescaping.ALL_EXCEPT_RESERVED;
      case ALL -> PathUnescaping.ALL;
      default -> null;
    };
  }

  private static JsonObject json(JsonOptions options) {
    JsonObject json = new JsonObject();
    for (FieldDescriptor field : JsonOptions.getDescriptor().getFields()) {
      if (options.hasField(field)) {
        json.put(field.getJsonName(), options.getField(field));
      }
    }
    return json;
  }

  /** How people name it: what a contract has of it. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add("status " + successStatus);
    if (headers.location() != null) {
      parts.add(ContractReader.GRPC_LOCATION + ": " + headers.location());
    }
    if (headers.etag() != null) {
      parts.add(ContractReader.GRPC_ETAG + ": " + headers.etag());
    }
    if (headers.ifMatch() != null) {
      parts.add(ContractReader.GRPC_IF_MATCH + ": " + headers.ifMatch());
    }
    if (!json.isEmpty()) {
      parts.add(ContractReader.GRPC_JSON + ": " + json);
    }
    bindings.forEach(binding -> parts.add(binding.toString()));
    PathUnescaping unescaping = manners.pathUnescaping();
    if (unescaping != null) {
      parts.add(ContractReader.GRPC_PATH_UNESCAPING + ": " + unescaping.spelling());
    }
    if (manners.errorRenderer() != null) {
      parts.add(ContractReader.GRPC_ERROR_RENDERER + ": " + manners.errorRenderer());
    }
    return String.join(", ", parts);
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
