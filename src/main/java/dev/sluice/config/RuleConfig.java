package dev.sluice.config;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A rule: an element of {@code security.rules}.
 *
 * @param method the methods that it is for: one, such as {@code helloworld.Greeter/SayHello}, all
 *     of a service, such as {@code helloworld.Greeter/*}, or {@code *} for all
 * @param allow who may call them
 */
public record RuleConfig(String method, AccessConfig allow) {

  private static final String ID = "[A-Za-z_][A-Za-z0-9_]*";
  private static final Pattern PATTERN =
      Pattern.compile("\\*|" + ID + "(\\." + ID + ")*/(\\*|" + ID + ")");

  /**
   * Reads a rule.
   *
   * @param authenticators the names of the authenticators
   * @param patterns the patterns of the rules before, which this one's is added to
   */
  static RuleConfig read(ConfReader conf, Set<String> authenticators, Set<String> patterns) {
    String method =
        conf.required(
            "method", "*, package.Service/* or package.Service/Method", PATTERN.asMatchPredicate());
    if (!method.isEmpty() && !patterns.add(method)) {
      conf.reject("method", "a pattern that no other rule has");
    }
    return new RuleConfig(method, AccessConfig.read(conf, authenticators));
  }
}
