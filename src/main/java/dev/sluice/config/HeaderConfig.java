package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which headers of REST are metadata under their own names or others, besides those that always
 * are: {@code rest.requestHeaders} and {@code rest.responseHeaders}. Of several rules for a name
 * the first counts.
 *
 * @param request the request headers
 * @param response the response metadata
 */
public record HeaderConfig(List<HeaderRule> request, List<HeaderRule> response) {

  /** No others. */
  public static final HeaderConfig NONE = new HeaderConfig(List.of(), List.of());

  /** Copies the lists. */
  public HeaderConfig {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }

  /** Those that the settings of an operation have. */
  public static HeaderConfig of(JsonObject settings) {
    return ConfReader.read(
        settings,
        "",
        conf -> {
          HeaderConfig own = read(conf, NONE);
          conf.others();
          return own;
        });
  }

  static HeaderConfig read(ConfReader conf, HeaderConfig base) {
    return new HeaderConfig(
        rules(conf, "requestHeaders", base.request), rules(conf, "responseHeaders", base.response));
  }

  private static List<HeaderRule> rules(ConfReader conf, String key, List<HeaderRule> fallback) {
    return conf.has(key) ? conf.list(key, "from", HeaderRule::read) : fallback;
  }

  /**
   * The name that rules give to a name.
   *
   * @param name a name in lower case
   * @return its name on the other side, or null if there is no rule for it
   */
  public static @Nullable String renamed(List<HeaderRule> rules, String name) {
    for (HeaderRule rule : rules) {
      String renamed = rule.renamed(name);
      if (renamed != null) {
        return renamed;
      }
    }
    return null;
  }
}
