package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Parameters in headers that no field of the request goes by. */
final class HeaderParameters {

  private HeaderParameters() {}

  /** Whether there is one of a name among parameters without references. */
  static boolean has(JsonArray parameters, String name) {
    return parameters.stream()
        .anyMatch(
            each ->
                each instanceof JsonObject parameter
                    && "header".equals(parameter.getValue("in"))
                    && name.equalsIgnoreCase(String.valueOf(parameter.getValue("name"))));
  }

  /** Adds those that the annotation of a method has, but for those that are there. */
  static void addAnnotated(JsonArray parameters, JsonObject annotation) {
    JsonObject annotated = annotation.getJsonObject("parameters", new JsonObject());
    for (Object each : annotated.getJsonArray("headers", new JsonArray())) {
      JsonObject header = (JsonObject) each;
      String name = header.getString("name", "");
      if (FieldBinding.isHeader(name) && !has(parameters, name)) {
        parameters.add(of(name, header));
      }
    }
  }

  private static JsonObject of(String name, JsonObject header) {
    JsonObject parameter = new JsonObject().put("name", name).put("in", "header");
    if (header.containsKey("description")) {
      parameter.put("description", header.getString("description"));
    }
    if (header.getBoolean("required", false)) {
      parameter.put("required", true);
    }
    String type = header.getString("type", "UNKNOWN");
    JsonObject schema =
        new JsonObject()
            .put("type", type.equals("UNKNOWN") ? "string" : type.toLowerCase(Locale.ROOT));
    if (header.containsKey("format")) {
      schema.put("format", header.getString("format"));
    }
    return parameter.put("schema", schema);
  }
}
