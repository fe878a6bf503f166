package dev.sluice.security;

import dev.sluice.config.AccessConfig;
import dev.sluice.config.AuthenticatorConfig;
import dev.sluice.config.ConditionConfig;
import dev.sluice.config.SecurityConfig;
import dev.sluice.openapi.Contract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What callers have to bring, as a contract says it: a security scheme for each authenticator, and
 * for each operation those that its rule takes. Roles, names and claims are not told.
 */
public final class DeclaredSecurity {

  private final Map<String, JsonObject> schemes = new LinkedHashMap<>();
  private final AccessRules rules;

  private DeclaredSecurity(SecurityConfig config) {
    this.rules = new AccessRules(config);
    List<AuthenticatorProvider> providers = Security.providers();
    for (AuthenticatorConfig each : config.authenticators()) {
      providers.stream()
          .filter(provider -> provider.type().equals(each.type()))
          .findFirst()
          // What is wrong with options is told when the authenticators are made.
          .filter(provider -> provider.check(each.options()).isEmpty())
          .map(provider -> provider.scheme(each.options()))
          .filter(scheme -> !scheme.isEmpty())
          .ifPresent(scheme -> schemes.put(each.name(), scheme));
    }
  }

  /**
   * Writes what is configured into a contract, unless it has security schemes of its own.
   *
   * @param config the configuration
   * @param contract the contract
   * @return the contract to serve
   */
  public static Contract in(SecurityConfig config, Contract contract) {
    if (config.authenticators().isEmpty()) {
      return contract;
    }
    DeclaredSecurity declared = new DeclaredSecurity(config);
    return contract.secured(declared.schemes, declared::requirements);
  }

  /** The alternatives for a method; none if it takes nothing to call it. */
  private JsonArray requirements(String method) {
    AccessConfig access = rules.of(method);
    Set<JsonObject> alternatives = new LinkedHashSet<>();
    if (access.kind() == AccessConfig.Kind.CONDITIONS) {
      access.conditions().forEach(condition -> add(condition, alternatives));
    } else if (access.kind() != AccessConfig.Kind.ANYONE) {
      schemes.keySet().forEach(name -> alternatives.add(alternative(name, new JsonArray())));
    }
    JsonArray all = new JsonArray();
    alternatives.forEach(all::add);
    return all;
  }

  private void add(ConditionConfig condition, Set<JsonObject> alternatives) {
    schemes.forEach(
        (name, scheme) -> {
          if (!condition.by().isEmpty() && !condition.by().contains(name)) {
            return;
          }
          boolean scoped = "openIdConnect".equals(scheme.getValue("type"));
          if (scoped && !condition.scopes().isEmpty()) {
            // One of the scopes is enough.
            new TreeSet<>(condition.scopes())
                .forEach(scope -> alternatives.add(alternative(name, new JsonArray().add(scope))));
          } else {
            alternatives.add(alternative(name, new JsonArray()));
          }
        });
  }

  private static JsonObject alternative(String scheme, JsonArray scopes) {
    return new JsonObject().put(scheme, scopes);
  }
}
