package dev.sluice.openapi;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a whole document against the OpenAPI specification, with vertx-openapi.
 *
 * <p>It takes several times as long as reading the contract does, so the server does not call it at
 * its start: the build does, for the contract that is checked in.
 */
public final class DocumentCheck {

  private DocumentCheck() {}

  /**
   * Checks a document. The document itself is not changed.
   *
   * @param vertx runs the check on its worker pool
   * @param document the document
   * @return what vertx-openapi has made of it, or a failure that says what is wrong
   */
  public static Future<OpenAPIContract> check(Vertx vertx, JsonObject document) {
    try {
      return OpenAPIContract.from(vertx, adapt(document));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * A copy that vertx-openapi can load: it refuses media types that it does not decode, relative
   * servers, and text after a parameter in one segment of a path.
   */
  static JsonObject adapt(JsonObject document) {
    JsonObject copy = document.copy();
    copy.remove("servers");
    adaptContents(copy);
    if (copy.getValue("paths") instanceof JsonObject paths) {
      for (String path : new ArrayList<>(paths.fieldNames())) {
        String adapted = path.replaceAll("}([^/]+)", "}/$1");
        if (!adapted.equals(path)) {
          paths.put(adapted, paths.remove(path));
        }
      }
    }
    return copy;
  }

  private static void adaptContents(JsonObject object) {
    for (String key : object.fieldNames()) {
      Object value = object.getValue(key);
      if (value instanceof JsonObject child) {
        if (key.equals("content")) {
          for (String type : List.copyOf(child.fieldNames())) {
            if (!io.vertx.openapi.contract.MediaType.isMediaTypeSupported(type)) {
              String stand = "application/vnd." + type.replaceAll("\\W+", ".") + "+json";
              child.put(stand, child.remove(type));
            }
          }
        }
        adaptContents(child);
      } else if (value instanceof JsonArray array) {
        array.forEach(
            element -> {
              if (element instanceof JsonObject child) {
                adaptContents(child);
              }
            });
      }
    }
  }
}
