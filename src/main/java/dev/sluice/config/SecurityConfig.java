package dev.sluice.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may call: {@code security}.
 *
 * @param authenticators who finds out who calls, in the order in which they are asked
 * @param rules who may call which methods
 * @param fallback {@code default}: who may call a method that no rule is for; {@code deny} unless
 *     told, if there is any authenticator, else {@code anyone}
 * @param rateLimit how often each caller may call
 */
public record SecurityConfig(
    List<AuthenticatorConfig> authenticators,
    List<RuleConfig> rules,
    AccessConfig fallback,
    RateLimitConfig rateLimit) {

  /** Copies the lists. */
  public SecurityConfig {
    authenticators = List.copyOf(authenticators);
    rules = List.copyOf(rules);
  }

  /** Whether everybody may call everything. */
  public boolean isOpen() {
    return authenticators.isEmpty() && rules.isEmpty() && fallback.equals(AccessConfig.ANYONE);
  }

  static SecurityConfig read(ConfReader conf) {
    Set<String> names = new HashSet<>();
    List<AuthenticatorConfig> authenticators =
        conf.list("authenticators", each -> AuthenticatorConfig.read(each, names));
    Set<String> patterns = new HashSet<>();
    return new SecurityConfig(
        authenticators,
        conf.list("rules", each -> RuleConfig.read(each, names, patterns)),
        AccessConfig.readDefault(conf, !authenticators.isEmpty()),
        conf.object("rateLimit", RateLimitConfig::read));
  }
}
