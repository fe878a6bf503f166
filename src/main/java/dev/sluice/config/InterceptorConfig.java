package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One interceptor of a user: an element of {@code interceptors}.
 *
 * @param name the name of its provider
 * @param place where it stands among the server's own
 * @param options every other key, for its provider to read
 */
public record InterceptorConfig(String name, Place place, JsonObject options) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** Where an interceptor stands; those of one place stand in the order of the list. */
  public enum Place {
    /** Before anything is known of the caller; what it ends is counted and logged all the same. */
    OUTERMOST,
    /** Behind all that refuses callers: they are known, and may call. */
    AUTHORIZED,
    /** Right before the service: messages follow the rules of their protos. */
    INNERMOST
  }

  /** Copies the options. */
  public InterceptorConfig {
    options = options.copy();
  }

  /** A copy of the options. */
  @Override
  public JsonObject options() {
    return options.copy();
  }

  /** Reads the list, whose elements are objects, or names where there is nothing more to say. */
  static List<InterceptorConfig> readAll(ConfReader conf) {
    Set<String> taken = new HashSet<>();
    return conf.list("interceptors", "name", each -> read(each, taken));
  }

  private static InterceptorConfig read(ConfReader conf, Set<String> taken) {
    String name = conf.required("name", "the name of an interceptor", NAME.asMatchPredicate());
    if (!name.isEmpty() && !taken.add(name)) {
      conf.reject("name", "a name that is not in the list already");
    }
    return new InterceptorConfig(name, conf.oneOf("place", Place.AUTHORIZED), conf.others());
  }
}
