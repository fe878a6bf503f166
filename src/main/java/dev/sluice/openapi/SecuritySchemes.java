package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The ways in which callers prove who they are, as <a
 * href="https://spec.openapis.org/oas/v3.1.0#security-scheme-object">security schemes</a>.
 */
public final class SecuritySchemes {

  private static final String EXPECTED =
      "NAME=bearer, NAME=basic, NAME=mutualTLS, NAME=apiKey:HEADER or NAME=openIdConnect:URL";

  private SecuritySchemes() {}

  /** A bearer token in {@code Authorization}, which is a JWT. */
  public static JsonObject bearer() {
    return http("bearer").put("bearerFormat", "JWT");
  }

  /**
   * A bearer token of an OpenID Connect issuer.
   *
   * @param url the URL of the issuer, or of its discovery document
   */
  public static JsonObject openIdConnect(String url) {
    String discovery = "/.well-known/openid-configuration";
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return new JsonObject()
        .put("type", "openIdConnect")
        .put("openIdConnectUrl", base.endsWith(discovery) ? base : base + discovery);
  }

  /**
   * A key in a header.
   *
   * @param header the name of the header
   */
  public static JsonObject apiKey(String header) {
    return new JsonObject().put("type", "apiKey").put("in", "header").put("name", header);
  }

  /** The certificate of the client. */
  public static JsonObject mutualTls() {
    return new JsonObject().put("type", "mutualTLS");
  }

  private static JsonObject http(String scheme) {
    return new JsonObject().put("type", "http").put("scheme", scheme);
  }

  /**
   * Reads a scheme as it is written on a command line, {@code NAME=KIND} or {@code
   * NAME=KIND:VALUE}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Map.Entry<String, JsonObject> parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':', equals);
    String name = text.substring(0, Math.max(equals, 0));
    String kind = text.substring(equals + 1, colon < 0 ? text.length() : colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    if (name.matches("[A-Za-z0-9._-]+")) {
      if (value.isEmpty() && kind.equals("bearer")) {
        return Map.entry(name, bearer());
      } else if (value.isEmpty() && kind.equals("basic")) {
        return Map.entry(name, http("basic"));
      } else if (value.isEmpty() && kind.equals("mutualTLS")) {
        return Map.entry(name, mutualTls());
      } else if (!value.isEmpty() && kind.equals("apiKey")) {
        return Map.entry(name, apiKey(value));
      } else if (!value.isEmpty() && kind.equals("openIdConnect")) {
        return Map.entry(name, openIdConnect(value));
      }
    }
    throw new IllegalArgumentException("--security: " + text + " (expected: " + EXPECTED + ")");
  }

  /** The schemes of an annotation's {@code security_definitions}, which are those of OpenAPI 2. */
  static Map<String, JsonObject> ofDefinitions(JsonObject definitions) {
    Map<String, JsonObject> schemes = new LinkedHashMap<>();
    JsonObject byName = definitions.getJsonObject("security", new JsonObject());
    byName.fieldNames().stream()
        .sorted()
        .forEach(name -> schemes.put(name, ofDefinition(byName.getJsonObject(name))));
    return schemes;
  }

  private static JsonObject ofDefinition(JsonObject definition) {
    JsonObject scheme =
        switch (definition.getString("type", "")) {
          case "TYPE_BASIC" -> http("basic");
          case "TYPE_API_KEY" ->
              apiKey(definition.getString("name", "Authorization"))
                  .put("in", suffix(definition.getString("in", "IN_HEADER")));
          case "TYPE_OAUTH2" ->
              new JsonObject().put("type", "oauth2").put("flows", flows(definition));
          default -> http("bearer");
        };
    if (definition.containsKey("description")) {
      scheme.put("description", definition.getString("description"));
    }
    return AnnotatedSchema.extend(scheme, definition);
  }

  private static JsonObject flows(JsonObject definition) {
    JsonObject scopes = definition.getJsonObject("scopes", new JsonObject()).getJsonObject("scope");
    JsonObject flow = new JsonObject();
    if (definition.containsKey("authorizationUrl")) {
      flow.put("authorizationUrl", definition.getString("authorizationUrl"));
    }
    if (definition.containsKey("tokenUrl")) {
      flow.put("tokenUrl", definition.getString("tokenUrl"));
    }
    flow.put("scopes", scopes == null ? new JsonObject() : scopes);
    String kind =
        switch (definition.getString("flow", "")) {
          case "FLOW_PASSWORD" -> "password";
          case "FLOW_APPLICATION" -> "clientCredentials";
          case "FLOW_ACCESS_CODE" -> "authorizationCode";
          default -> "implicit";
        };
    return new JsonObject().put(kind, flow);
  }

  private static String suffix(String constant) {
    return constant.substring(constant.indexOf('_') + 1).toLowerCase(Locale.ROOT);
  }

  /** The alternatives of an annotation's {@code security}; none for one that asks for nothing. */
  static JsonArray requirements(JsonArray security) {
    JsonArray alternatives = new JsonArray();
    for (int i = 0; i < security.size(); i++) {
      JsonObject schemes =
          security.getJsonObject(i).getJsonObject("securityRequirement", new JsonObject());
      JsonObject alternative = new JsonObject();
      schemes.fieldNames().stream()
          .sorted()
          .forEach(
              name ->
                  alternative.put(
                      name, schemes.getJsonObject(name).getJsonArray("scope", new JsonArray())));
      alternatives.add(alternative);
    }
    boolean free = alternatives.size() == 1 && alternatives.getJsonObject(0).isEmpty();
    return free ? new JsonArray() : alternatives;
  }
}
