package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What differs for an operation from the settings of all: a member of {@code rest.operations}.
 *
 * <p>Its keys are those of {@code rest} that are about single requests, and those of the option
 * {@code sluice.api.rest}: {@code status}, {@code location}, {@code etag}, {@code ifMatch} and
 * {@code bindings}. An OpenAPI contract has each of them in an extension, or in {@code x-grpc-rest}
 * with these names.
 *
 * @param settings what is given, by key; sound in itself, but not held against a method. To be read
 *     only
 */
public record OperationConfig(JsonObject settings) {

  private static final String NAMES = "the name of a field, dots between nested names";
  private static final String FIELD = "[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*";
  private static final List<String> SOURCES = List.of("header", "cookie", "remoteAddress");

  /**
   * Whether it says how JSON is spelled, or what requests may say of it, or what form errors have.
   */
  public boolean isAboutBodies() {
    return settings.containsKey("json")
        || settings.containsKey("jsonParameters")
        || settings.containsKey("errorRenderer");
  }

  static OperationConfig read(ConfReader conf) {
    readFurther(conf);
    TranscodingConfig.readOwn(conf, TranscodingConfig.DEFAULT);
    if (conf.has("status")) {
      conf.integer("status", 200, 200, 299);
    }
    if (conf.has("location")) {
      conf.string("location", "/");
    }
    for (String key : List.of("etag", "ifMatch")) {
      if (conf.has(key)) {
        conf.required(key, NAMES, text -> text.matches(FIELD));
      }
    }
    conf.list("bindings", OperationConfig::readBinding);
    JsonObject settings = conf.given();
    List.copyOf(settings.fieldNames()).stream()
        .filter(key -> settings.getValue(key) == null)
        .forEach(settings::remove);
    return new OperationConfig(settings);
  }

  /**
   * Reads those of the settings that contracts have in {@code x-grpc-rest}.
   *
   * @return what is given
   */
  public static JsonObject readFurther(ConfReader conf) {
    TranscodingConfig.readFurther(conf, TranscodingConfig.DEFAULT);
    conf.integer("maxBodyBytes", 1, 1, Integer.MAX_VALUE);
    return conf.given();
  }

  private static JsonObject readBinding(ConfReader conf) {
    conf.required("field", NAMES, text -> text.matches(FIELD));
    conf.bool("required", false);
    List<String> given = SOURCES.stream().filter(conf::has).toList();
    if (given.size() != 1) {
      conf.reject("field", "one of header, cookie or remoteAddress: true beside it");
    }
    for (String source : given) {
      if (!source.equals("remoteAddress")) {
        conf.string(source, "");
      } else if (!conf.bool(source, true)) {
        conf.reject(source, "true");
      } else if (conf.has("required")) {
        conf.reject("required", "none, as there is always an address");
      }
    }
    return conf.given();
  }
}
