package dev.sluice.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a caller has to fulfil: all of the parts that are not empty; of the values of a part, one.
 *
 * @param scopes what the credentials were issued for
 * @param roles what the caller is
 * @param principals the caller's name
 * @param by {@code by}: which authenticator vouches for it
 * @param claims for each claim, by its name or path, the values that it may have
 */
public record ConditionConfig(
    Set<String> scopes,
    Set<String> roles,
    Set<String> principals,
    Set<String> by,
    Map<String, List<Object>> claims) {

  private static final String CLAIM_VALUES =
      "a string, a number, true or false, or a list of such, for each claim";

  /** Copies the sets and the map. */
  public ConditionConfig {
    scopes = Set.copyOf(scopes);
    roles = Set.copyOf(roles);
    principals = Set.copyOf(principals);
    by = Set.copyOf(by);
    claims = Map.copyOf(claims);
  }

  static ConditionConfig read(ConfReader conf, Set<String> authenticators) {
    Set<String> scopes = texts(conf, "scope");
    Set<String> roles = texts(conf, "role");
    Set<String> principals = texts(conf, "principal");
    Set<String> by = texts(conf, "by");
    Map<String, List<Object>> claims = claims(conf);
    if (!authenticators.containsAll(by)) {
      conf.reject("by", "names of authenticators");
    }
    if (conf.keys().isEmpty()) {
      // Would let everybody pass whom an authenticator knows, which has a word of its own.
      conf.reject("scope", "one of scope, role, principal, by, claim at least");
    }
    return new ConditionConfig(scopes, roles, principals, by, claims);
  }

  /** A text or a list of texts, which may not be empty. */
  private static Set<String> texts(ConfReader conf, String key) {
    Object raw = conf.any(key);
    if (raw == null && !conf.keys().contains(key)) {
      return Set.of();
    }
    if (raw instanceof String text && !text.isBlank()) {
      return Set.of(text);
    }
    if (raw instanceof JsonArray list && !list.isEmpty()) {
      return Set.copyOf(conf.strings(key, List.of()));
    }
    conf.reject(key, "a string or a list of strings, not empty");
    return Set.of();
  }

  private static Map<String, List<Object>> claims(ConfReader conf) {
    Object raw = conf.any("claim");
    if (raw == null && !conf.keys().contains("claim")) {
      return Map.of();
    }
    Map<String, List<Object>> claims = new LinkedHashMap<>();
    if (raw instanceof JsonObject object && !object.isEmpty()) {
      for (String name : object.fieldNames()) {
        Object value = object.getValue(name);
        List<Object> values =
            value instanceof JsonArray list ? list.stream().toList() : listOfOne(value);
        if (values.isEmpty() || !values.stream().allMatch(ConditionConfig::isPlain)) {
          conf.reject("claim", CLAIM_VALUES);
          return Map.of();
        }
        claims.put(name, values);
      }
      return claims;
    }
    conf.reject("claim", CLAIM_VALUES);
    return Map.of();
  }

  private static List<Object> listOfOne(Object value) {
    return value == null ? List.of() : List.of(value);
  }

  private static boolean isPlain(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}
