package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One authenticator: an element of {@code security.authenticators}.
 *
 * @param type the type of its provider
 * @param name its name in rules and logs; its type unless told
 * @param options every other key, for its provider to read
 */
public record AuthenticatorConfig(String type, String name, JsonObject options) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Copies the options. */
  public AuthenticatorConfig {
    options = options.copy();
  }

  /** A copy of the options. */
  @Override
  public JsonObject options() {
    return options.copy();
  }

  /** Reads an authenticator and adds its name to those that are taken. */
  static AuthenticatorConfig read(ConfReader conf, Set<String> taken) {
    String type = conf.required("type", "the type of an authenticator", NAME.asMatchPredicate());
    String name = conf.string("name", type);
    if (type.isEmpty()) {
      conf.any("name");
    } else if (!NAME.matcher(name).matches()) {
      conf.reject("name", "letters, digits, '_', '.' and '-', 64 at most");
    } else if (!taken.add(name)) {
      conf.reject("name", "a name that no other authenticator has; " + name + " is taken");
    }
    return new AuthenticatorConfig(type, name, conf.others());
  }
}
