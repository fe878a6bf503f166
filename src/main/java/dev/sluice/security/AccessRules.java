package dev.sluice.security;

import dev.sluice.call.Principal;
import dev.sluice.config.AccessConfig;
import dev.sluice.config.ConditionConfig;
import dev.sluice.config.RuleConfig;
import dev.sluice.config.SecurityConfig;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call which method: the rule for the method itself comes first, then that for all of its
 * service, then that for all, then the default. Immutable.
 */
final class AccessRules {

  private final List<RuleConfig> rules;
  private final Map<String, AccessConfig> byPattern = new HashMap<>();
  private final AccessConfig fallback;

  AccessRules(SecurityConfig config) {
    this.rules = config.rules();
    this.rules.forEach(rule -> byPattern.put(rule.method(), rule.allow()));
    this.fallback = config.fallback();
  }

  /** Who may call a method. */
  AccessConfig of(String method) {
    for (String pattern : List.of(method, serviceOf(method), "*")) {
      AccessConfig access = byPattern.get(pattern);
      if (access != null) {
        return access;
      }
    }
    return fallback;
  }

  private static String serviceOf(String method) {
    return method.substring(0, method.indexOf('/') + 1) + "*";
  }

  /** The faults of rules that are for none of these methods, of which one is a slip of the pen. */
  List<String> unmatched(Collection<String> methods) {
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String pattern = rules.get(i).method();
      boolean matches =
          pattern.equals("*")
              || methods.stream().anyMatch(m -> m.equals(pattern) || serviceOf(m).equals(pattern));
      if (!matches) {
        faults.add(
            "security.rules["
                + i
                + "].method: \""
                + pattern
                + "\" (expected: a method that is served, or a service and /*)");
      }
    }
    return faults;
  }

  /** Whether a caller who is known may call. */
  static boolean allows(AccessConfig access, Principal principal) {
    return switch (access.kind()) {
      case ANYONE, AUTHENTICATED -> true;
      case NOBODY -> false;
      case CONDITIONS -> {
        for (ConditionConfig condition : access.conditions()) {
          if (holds(condition, principal)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  private static boolean holds(ConditionConfig condition, Principal principal) {
    return shares(condition.scopes(), principal.scopes())
        && shares(condition.roles(), principal.roles())
        && isOneOf(principal.name(), condition.principals())
        && isOneOf(principal.authenticator(), condition.by())
        && (condition.claims().isEmpty() || claimsHold(condition, principal));
  }

  private static boolean claimsHold(ConditionConfig condition, Principal principal) {
    return condition.claims().entrySet().stream()
        .allMatch(each -> isOneOf(principal.claim(each.getKey()), each.getValue()));
  }

  private static boolean isOneOf(String name, Set<String> wanted) {
    return wanted.isEmpty() || wanted.contains(name);
  }

  private static boolean shares(Set<String> wanted, Set<String> had) {
    return wanted.isEmpty() || !Collections.disjoint(wanted, had);
  }

  private static boolean isOneOf(@Nullable Object claim, List<Object> wanted) {
    return claim instanceof JsonArray list
        ? list.stream().anyMatch(each -> wanted.stream().anyMatch(value -> isSame(each, value)))
        : wanted.stream().anyMatch(value -> isSame(claim, value));
  }

  private static boolean isSame(@Nullable Object claim, Object wanted) {
    return (claim instanceof Number number && wanted instanceof Number other)
        ? number.doubleValue() == other.doubleValue()
        : wanted.equals(claim);
  }
}
