package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes into a document by which schemes its operations are called. */
final class SecurityRequirements {

  private static final String SECURITY = "security";
  private static final String SCHEMES = "securitySchemes";

  private SecurityRequirements() {}

  /** Whether a document says itself how callers prove who they are. */
  static boolean isIn(JsonObject document) {
    return document.getValue("components") instanceof JsonObject components
        && components.getValue(SCHEMES) instanceof JsonObject schemes
        && !schemes.isEmpty();
  }

  /**
   * Writes the schemes, and what each operation requires: once where all require the same.
   *
   * @param document the document, which is changed
   * @param schemes the schemes by name
   * @param requirements what an operation requires: alternatives, none of which is needed if empty
   */
  static void write(
      JsonObject document,
      Map<String, JsonObject> schemes,
      Function<JsonObject, JsonArray> requirements) {
    List<JsonObject> operations = operations(document);
    Set<JsonArray> different = new HashSet<>();
    for (JsonObject operation : operations) {
      JsonArray required = requirements.apply(operation);
      different.add(required);
      operation.put(SECURITY, required);
    }
    JsonArray common = different.size() == 1 ? different.iterator().next() : new JsonArray();
    document.put(SECURITY, common);
    for (JsonObject operation : operations) {
      JsonArray required = operation.getJsonArray(SECURITY);
      if (!required.isEmpty() && !required.contains(new JsonObject())) {
        addResponses(document, operation);
      }
      if (required.equals(common)) {
        operation.remove(SECURITY);
      }
    }
    if (!schemes.isEmpty()) {
      JsonObject byName = new JsonObject();
      schemes.forEach((name, scheme) -> byName.put(name, scheme.copy()));
      if (!(document.getValue("components") instanceof JsonObject)) {
        document.put("components", new JsonObject());
      }
      document.getJsonObject("components").put(SCHEMES, byName);
    }
  }

  private static List<JsonObject> operations(JsonObject document) {
    List<JsonObject> operations = new ArrayList<>();
    if (document.getValue("paths") instanceof JsonObject paths) {
      for (String path : paths.fieldNames()) {
        if (paths.getValue(path) instanceof JsonObject item) {
          for (String method : ContractReader.HTTP_METHODS) {
            if (item.getValue(method) instanceof JsonObject operation
                && operation.containsKey(ContractReader.GRPC_METHOD)) {
              operations.add(operation);
            }
          }
        }
      }
    }
    return operations;
  }

  /** Only a document of the generator's own has the response that these are like. */
  private static void addResponses(JsonObject document, JsonObject operation) {
    JsonObject components = document.getJsonObject("components", new JsonObject());
    if (!(components.getValue("responses") instanceof JsonObject responses)
        || !(operation.getValue("responses") instanceof JsonObject own)) {
      return;
    }
    boolean rendered = Responses.errorReference(true).equals(own.getValue("default"));
    String like = rendered ? Responses.ERROR + Failure.RENDERED : Responses.ERROR;
    if (!(responses.getValue(like) instanceof JsonObject error)) {
      return;
    }
    JsonObject more = own.copy();
    for (Failure failure : List.of(Failure.UNAUTHENTICATED, Failure.FORBIDDEN)) {
      if (!own.containsKey(failure.status())) {
        more.put(failure.status(), failure.reference(rendered));
        if (!responses.containsKey(failure.component(rendered))) {
          responses.put(
              failure.component(rendered),
              error.copy().put("description", Responses.describe(failure.description(), rendered)));
        }
      }
    }
    operation.put("responses", Responses.inOrder(more));
  }
}
