package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What an operation tells of parts of its body, of <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-14">RFC 9110</a>.
 */
final class RangeHeaders {

  private static final String CONTENT_RANGE = "Content-Range";

  private RangeHeaders() {}

  static void addParameters(JsonArray parameters, boolean streams) {
    String part = "The part of the body to answer, `bytes=0-99`";
    if (streams) {
      parameters.add(Operations.header("Range", part + ", of its first MiB."));
      return;
    }
    parameters
        .add(Operations.header("Range", part + "."))
        .add(
            Operations.header(
                "If-Range", "The entity tag of what the client has a part of; else all comes."));
  }

  /** Adds the answers to a request for a part; {@code success} is that of the whole. */
  static void addResponses(JsonObject responses, JsonObject success, JsonObject error) {
    JsonObject headers =
        success
            .getJsonObject("headers", new JsonObject())
            .copy()
            .put("Accept-Ranges", text("`bytes`: parts may be asked for."));
    success.put("headers", headers);
    responses
        .put(
            "206",
            new JsonObject()
                .put("description", "A part of the body.")
                .put(
                    "headers",
                    headers.copy().put(CONTENT_RANGE, text("Which part it is, and of how much.")))
                .put("content", success.getJsonObject("content").copy()))
        .put("416", error);
  }

  private static JsonObject text(String description) {
    return new JsonObject()
        .put("description", description)
        .put("schema", new JsonObject().put("type", "string"));
  }
}
