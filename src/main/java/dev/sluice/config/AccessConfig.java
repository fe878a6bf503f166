package dev.sluice.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Who may call.
 *
 * @param kind whether it takes more than to have proved who one is
 * @param conditions what it takes, if the kind is {@link Kind#CONDITIONS}; one of them has to hold
 */
public record AccessConfig(Kind kind, List<ConditionConfig> conditions) {

  /** Everybody, whether known or not. */
  public static final AccessConfig ANYONE = new AccessConfig(Kind.ANYONE, List.of());

  /** Everybody who is known. */
  public static final AccessConfig AUTHENTICATED = new AccessConfig(Kind.AUTHENTICATED, List.of());

  /** Nobody. */
  public static final AccessConfig NOBODY = new AccessConfig(Kind.NOBODY, List.of());

  private static final String EXPECTED =
      "anyone, authenticated, nobody, or a condition or a list of them, with authenticators";

  /** What it takes to call. */
  public enum Kind {
    /** Nothing. */
    ANYONE,
    /** To have proved who one is. */
    AUTHENTICATED,
    /** To fulfil one of the conditions. */
    CONDITIONS,
    /** There is no way to. */
    NOBODY
  }

  /** Copies the list. */
  public AccessConfig {
    conditions = List.copyOf(conditions);
  }

  /** Reads the key {@code allow} of a rule. */
  static AccessConfig read(ConfReader conf, Set<String> authenticators) {
    Object raw = conf.any("allow");
    if (authenticators.isEmpty() && !"anyone".equals(raw) && !"nobody".equals(raw)) {
      conf.reject("allow", "anyone or nobody, as there are no authenticators");
      return NOBODY;
    }
    if (raw instanceof JsonArray list && !list.isEmpty()) {
      return new AccessConfig(
          Kind.CONDITIONS, conf.list("allow", each -> ConditionConfig.read(each, authenticators)));
    }
    if (raw instanceof JsonObject) {
      ConditionConfig one =
          conf.object("allow", each -> ConditionConfig.read(each, authenticators));
      return new AccessConfig(Kind.CONDITIONS, List.of(one));
    }
    if ("anyone".equals(raw)) {
      return ANYONE;
    }
    if ("authenticated".equals(raw)) {
      return AUTHENTICATED;
    }
    if (!"nobody".equals(raw)) {
      conf.reject("allow", EXPECTED);
    }
    return NOBODY;
  }

  /** Reads the key {@code default}. */
  static AccessConfig readDefault(ConfReader conf, boolean authenticators) {
    String value = conf.string("default", authenticators ? "deny" : "anyone");
    if (value.equals("anyone")) {
      return ANYONE;
    }
    if (value.equals("authenticated") && authenticators) {
      return AUTHENTICATED;
    }
    if (!value.equals("deny")) {
      conf.reject(
          "default",
          authenticators
              ? "deny, authenticated or anyone"
              : "anyone or deny, as there are no authenticators");
    }
    return NOBODY;
  }
}
