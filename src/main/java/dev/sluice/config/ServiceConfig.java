package dev.sluice.config;

import io.vertx.core.json.JsonObject;

/**
 * One service: {@code services.NAME}.
 *
 * @param enabled whether the service is served
 * @param options every other key, for the service's provider to read, best with {@link
 *     ConfReader#read} and the path {@code services.NAME}
 */
public record ServiceConfig(boolean enabled, JsonObject options) {

  /** A service of which the conf says nothing. */
  public static final ServiceConfig DEFAULT = new ServiceConfig(true, new JsonObject());

  /** Copies the options. */
  public ServiceConfig {
    options = options.copy();
  }

  /** A copy of the options. */
  @Override
  public JsonObject options() {
    return options.copy();
  }

  static ServiceConfig read(ConfReader conf) {
    return new ServiceConfig(conf.bool("enabled", true), conf.others());
  }
}
