package dev.sluice.openapi;

import dev.sluice.config.ConfReader;
import dev.sluice.config.ConfigException;
import dev.sluice.config.Excerpt;
import dev.sluice.config.JsonConfig;
import dev.sluice.config.OperationConfig;
import dev.sluice.config.PathUnescaping;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the operations of a document and collects its faults. */
final class ContractReader {

  static final String GRPC_METHOD = "x-grpc-method";
  static final String GRPC_PATH = "x-grpc-path";
  static final String GRPC_BODY = "x-grpc-body";
  static final String GRPC_RESPONSE_BODY = "x-grpc-response-body";
  static final String GRPC_STREAMING = "x-grpc-streaming";
  static final String GRPC_LOCATION = "x-grpc-location";
  static final String GRPC_ETAG = "x-grpc-etag";
  static final String GRPC_IF_MATCH = "x-grpc-if-match";
  static final String GRPC_JSON = "x-grpc-json";
  static final String GRPC_PATH_UNESCAPING = "x-grpc-path-unescaping";
  static final String GRPC_ERROR_RENDERER = "x-grpc-error-renderer";

  /** Of an operation: those of its settings that have no extension of their own. */
  static final String GRPC_REST = "x-grpc-rest";

  /** Of a path: operations by methods that OpenAPI has no place for, or by * for all others. */
  static final String GRPC_OPERATIONS = "x-grpc-operations";

  /** The methods that OpenAPI knows, in the order in which they are written. */
  static final List<String> HTTP_METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private static final Pattern METHOD_NAME =
      Pattern.compile("[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*/[A-Za-z_]\\w*");
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern FIELD_PATH =
      Pattern.compile(FIELD_NAME.pattern() + "(?:\\." + FIELD_NAME.pattern() + ")*");
  private static final Pattern BODY = Pattern.compile("\\*|" + FIELD_NAME.pattern());
  private static final Pattern VERSION = Pattern.compile("3\\.[01]\\.\\d+.*");

  private final JsonObject document;
  private final References references;
  private final List<String> faults = new ArrayList<>();
  private final List<ContractOperation> operations = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final Map<String, String> idPlaces = new HashMap<>();
  private final Map<List<Object>, String> templatePlaces = new HashMap<>();

  ContractReader(JsonObject document) {
    this.document = document;
    this.references = new References(document);
  }

  List<ContractOperation> operations() {
    return operations;
  }

  List<String> ignored() {
    return ignored;
  }

  void read() {
    Object version = document.getValue("openapi");
    if (!(version instanceof String text && VERSION.matcher(text).matches())) {
      fault("#/openapi", version, "3.0.x or 3.1.x");
    }
    if (document.getValue("paths") instanceof JsonObject paths) {
      for (String path : paths.fieldNames()) {
        if (!path.startsWith("x-")) {
          pathItem(path, paths.getValue(path));
        }
      }
    } else if (document.containsKey("paths")) {
      fault("#/paths", document.getValue("paths"), "an object");
    }
    if (!faults.isEmpty()) {
      throw new ContractException(faults);
    }
  }

  private void pathItem(String path, @Nullable Object value) {
    String place = "#/paths/" + References.escape(path);
    if (!path.startsWith("/")) {
      fault(place, path, "a path that begins with /");
      return;
    }
    if (!(references.follow(value) instanceof JsonObject item)) {
      fault(place, value, "an object, or a reference to one inside of the document");
      return;
    }
    for (String method : HTTP_METHODS) {
      if (!item.containsKey(method)) {
        continue;
      }
      if (item.getValue(method) instanceof JsonObject operation) {
        operation(path, item, method, operation);
      } else {
        fault(place + "/" + method, item.getValue(method), "an object");
      }
    }
    if (item.containsKey(GRPC_OPERATIONS)) {
      furtherOperations(path, item, place + "/" + GRPC_OPERATIONS);
    }
  }

  private void furtherOperations(String path, JsonObject item, String place) {
    if (!(item.getValue(GRPC_OPERATIONS) instanceof JsonObject more)) {
      fault(place, item.getValue(GRPC_OPERATIONS), "an object");
      return;
    }
    for (String method : more.fieldNames()) {
      if (!HttpBinding.isFurtherMethod(method)) {
        fault(place, method, "a method that has no place of its own, or *");
      } else if (more.getValue(method) instanceof JsonObject operation) {
        operation(path, item, GRPC_OPERATIONS + "/" + method, operation);
      } else {
        fault(place + "/" + method, more.getValue(method), "an object");
      }
    }
  }

  private void operation(String path, JsonObject item, String key, JsonObject definition) {
    String httpMethod = key.substring(key.indexOf('/') + 1).toUpperCase(Locale.ROOT);
    String place = "#/paths/" + References.escape(path) + "/" + key;
    int before = faults.size();
    String id = text(definition, place, "operationId", null, "a text");
    if (id != null && idPlaces.containsKey(id)) {
      fault(place + "/operationId", id, "unique, but also at " + idPlaces.get(id));
    } else if (id != null) {
      idPlaces.put(id, place);
    }
    if (!definition.containsKey(GRPC_METHOD)) {
      ignored.add(httpMethod + " " + path);
      return;
    }
    if (id == null && !definition.containsKey("operationId")) {
      fault(place + "/operationId", null, "a name, as " + GRPC_METHOD + " is given");
    }
    String grpcMethod = text(definition, place, GRPC_METHOD, METHOD_NAME, "package.Service/Method");
    String body = text(definition, place, GRPC_BODY, BODY, "* or the name of a field");
    if (body == null && definition.containsKey("requestBody")) {
      body = "*";
    }
    String responseBody =
        text(definition, place, GRPC_RESPONSE_BODY, FIELD_NAME, "the name of a field");
    Streaming streaming = streaming(definition, place);
    ResourceHeaders headers = headers(definition, place);
    checkJson(definition, place);
    List<FieldBinding> bindings =
        new BindingReader(references, this::fault).read(item, definition, place);
    checkManners(definition, place);
    PathTemplate template = template(path, place, definition);
    if (template != null) {
      reportSameTemplate(httpMethod, template, place);
    }
    if (faults.size() > before || id == null || grpcMethod == null || template == null) {
      return;
    }
    operations.add(
        new ContractOperation(
            id,
            httpMethod,
            path,
            template,
            grpcMethod,
            body,
            responseBody,
            streaming,
            headers,
            bindings,
            definition));
  }

  private Streaming streaming(JsonObject definition, String place) {
    Object value = definition.getValue(GRPC_STREAMING);
    if (value == null) {
      return Streaming.NONE;
    }
    Streaming streaming = value instanceof String word ? Streaming.parse(word) : null;
    if (streaming == null) {
      fault(place + "/" + GRPC_STREAMING, value, "none, server, client or bidi");
      return Streaming.NONE;
    }
    return streaming;
  }

  private ResourceHeaders headers(JsonObject definition, String place) {
    PathTemplate location = null;
    String text = text(definition, place, GRPC_LOCATION, null, "a path template");
    if (text != null) {
      try {
        location = PathTemplate.parse(text);
      } catch (IllegalArgumentException e) {
        fault(place + "/" + GRPC_LOCATION, text, "a path template; " + e.getMessage());
      }
    }
    String expected = "the name of a field, dots between nested names";
    return new ResourceHeaders(
        location,
        text(definition, place, GRPC_ETAG, FIELD_PATH, expected),
        text(definition, place, GRPC_IF_MATCH, FIELD_PATH, expected));
  }

  private void checkManners(JsonObject definition, String place) {
    String unescaping = text(definition, place, GRPC_PATH_UNESCAPING, null, "a mode");
    if (unescaping != null && PathUnescaping.ofOperation(unescaping) == null) {
      fault(
          place + "/" + GRPC_PATH_UNESCAPING,
          unescaping,
          "allExceptSlash, allExceptReserved or all");
    }
    text(definition, place, GRPC_ERROR_RENDERER, null, "the name of a renderer");
    String at = place + "/" + GRPC_REST;
    if (definition.getValue(GRPC_REST) instanceof JsonObject settings) {
      try {
        ConfReader.read(settings, at, OperationConfig::readFurther);
      } catch (ConfigException e) {
        faults.addAll(e.faults());
      }
    } else if (definition.containsKey(GRPC_REST)) {
      fault(at, definition.getValue(GRPC_REST), "an object");
    }
  }

  private void checkJson(JsonObject definition, String place) {
    String at = place + "/" + GRPC_JSON;
    if (definition.getValue(GRPC_JSON) instanceof JsonObject json) {
      for (String key : json.fieldNames()) {
        if (!JsonConfig.KEYS.contains(key)) {
          fault(at, key, "one of " + String.join(", ", JsonConfig.KEYS));
        } else if (!(json.getValue(key) instanceof Boolean)) {
          fault(at + "/" + key, json.getValue(key), "true or false");
        }
      }
    } else if (definition.containsKey(GRPC_JSON)) {
      fault(at, definition.getValue(GRPC_JSON), "an object");
    }
  }

  private @Nullable PathTemplate template(String path, String place, JsonObject definition) {
    Object value = definition.getValue(GRPC_PATH);
    if (value != null && !(value instanceof String)) {
      fault(place + "/" + GRPC_PATH, value, "a path template");
      return null;
    }
    try {
      return PathTemplate.parse(value == null ? path : (String) value);
    } catch (IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      if (value == null) {
        fault(place, path, "a path template, or " + GRPC_PATH + " with one; " + problem);
      } else {
        fault(place + "/" + GRPC_PATH, value, "a path template; " + problem);
      }
      return null;
    }
  }

  /** Two templates that match the same requests leave no way to tell which is meant. */
  private void reportSameTemplate(String httpMethod, PathTemplate template, String place) {
    List<Object> key = List.of(httpMethod, template.segments(), String.valueOf(template.verb()));
    String other = templatePlaces.putIfAbsent(key, place);
    if (other != null) {
      fault(
          place,
          httpMethod + " " + template,
          "a template that matches other requests than the one of " + other);
    }
  }

  private @Nullable String text(
      JsonObject definition, String place, String key, @Nullable Pattern pattern, String expected) {
    Object value = definition.getValue(key);
    if (value == null && !definition.containsKey(key)) {
      return null;
    }
    if (value instanceof String text
        && !text.isEmpty()
        && (pattern == null || pattern.matcher(text).matches())) {
      return text;
    }
    fault(place + "/" + key, value, expected);
    return null;
  }

  private void fault(String place, @Nullable Object value, String expected) {
    String shown = value instanceof JsonObject object ? object.encode() : String.valueOf(value);
    faults.add(place + ": " + Excerpt.of(shown) + " (expected: " + expected + ")");
  }
}
