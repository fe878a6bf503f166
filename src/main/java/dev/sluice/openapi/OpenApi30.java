package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a generated document of OpenAPI 3.1 as one of 3.0.3, for tools that know no other.
 *
 * <p>What 3.0 cannot say is left out: {@code propertyNames}, and what a property says beside a
 * reference is put around it.
 */
final class OpenApi30 {

  private OpenApi30() {}

  /**
   * The same document by the older rules.
   *
   * @throws IllegalArgumentException if it has a security scheme that 3.0 does not know
   */
  static JsonObject of(JsonObject document) {
    JsonObject copy = document.copy().put("openapi", "3.0.3");
    JsonObject license = copy.getJsonObject("info").getJsonObject("license");
    Object identifier = license.remove("identifier");
    if (identifier != null) {
      boolean known = !identifier.toString().startsWith("LicenseRef-");
      license.put("url", "https://spdx.org/licenses/" + (known ? identifier + ".html" : ""));
    }
    JsonObject components = copy.getJsonObject("components");
    JsonObject schemes = components.getJsonObject("securitySchemes", new JsonObject());
    for (String name : schemes.fieldNames()) {
      if (!knows(schemes.getJsonObject(name))) {
        throw new IllegalArgumentException(name + ": mutualTLS (expected: --openapi 3.1 for it)");
      }
    }
    schemas(components.getJsonObject("schemas"));
    walk(copy.getJsonObject("paths"));
    walk(components.getJsonObject("responses"));
    return copy;
  }

  /** Whether the older rules have such a security scheme. */
  static boolean knows(JsonObject scheme) {
    return !"mutualTLS".equals(scheme.getValue("type"));
  }

  /** Finds the schemas of parameters, headers and contents. */
  private static void walk(JsonObject object) {
    for (String key : new ArrayList<>(object.fieldNames())) {
      Object value = object.getValue(key);
      if (key.equals("schema") && value instanceof JsonObject schema) {
        object.put(key, schema(schema));
      } else if (!key.equals("example")
          && !key.startsWith("x-")
          && value instanceof JsonObject inner) {
        walk(inner);
      } else if (value instanceof JsonArray array) {
        array.forEach(
            each -> {
              if (each instanceof JsonObject inner) {
                walk(inner);
              }
            });
      }
    }
  }

  private static void schemas(JsonObject byName) {
    for (String name : new ArrayList<>(byName.fieldNames())) {
      byName.put(name, schema(byName.getJsonObject(name)));
    }
  }

  private static JsonObject schema(JsonObject schema) {
    if (schema.containsKey("$ref") && schema.size() > 1) {
      Object reference = schema.remove("$ref");
      JsonArray all = new JsonArray().add(new JsonObject().put("$ref", reference));
      return schema(schema).put("allOf", all);
    }
    schema.remove("propertyNames");
    schema.remove("contentMediaType");
    type(schema);
    bound(schema, "exclusiveMinimum", "minimum");
    bound(schema, "exclusiveMaximum", "maximum");
    if (schema.containsKey("const")) {
      schema.put("enum", new JsonArray().add(schema.remove("const")));
    }
    if (schema.getValue("examples") instanceof JsonArray examples) {
      schema.remove("examples");
      schema.put("example", examples.getValue(0));
    }
    if (schema.getValue("properties") instanceof JsonObject properties) {
      schemas(properties);
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (schema.getValue(part) instanceof JsonObject inner) {
        schema.put(part, schema(inner));
      }
    }
    return schema;
  }

  private static void type(JsonObject schema) {
    if (schema.getValue("type") instanceof JsonArray types) {
      List<Object> others = types.stream().filter(type -> !type.equals("null")).toList();
      if (others.size() < types.size()) {
        schema.put("nullable", true);
      }
      schema.put("type", others.get(0));
    } else if (schema.containsKey("const") && schema.getValue("const") == null) {
      schema.remove("const");
      schema.put("description", "Always null.");
    }
  }

  private static void bound(JsonObject schema, String exclusive, String inclusive) {
    Object bound = schema.remove(exclusive);
    if (bound instanceof Number) {
      schema.put(inclusive, bound).put(exclusive, true);
    }
  }
}
