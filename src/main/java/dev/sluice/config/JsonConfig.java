package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * How REST reads and spells JSON: {@code rest.json}, or {@code x-grpc-json} of an operation.
 *
 * @param emitDefaults whether fields that hold their default are written
 * @param protoFieldNames whether fields are written under their names in the proto
 * @param enumsAsNumbers whether enums are written as numbers
 * @param int64AsNumbers whether 64-bit integers are written as numbers
 * @param ignoreUnknownFields whether unknown fields of a body are skipped instead of refused
 * @param caseInsensitiveEnums whether names of enums are read in any case
 * @param indent whether an answer that is one message is written for people
 */
public record JsonConfig(
    boolean emitDefaults,
    boolean protoFieldNames,
    boolean enumsAsNumbers,
    boolean int64AsNumbers,
    boolean ignoreUnknownFields,
    boolean caseInsensitiveEnums,
    boolean indent) {

  /** The keys, each of which is true or false. */
  public static final List<String> KEYS =
      List.of(
          "emitDefaults",
          "protoFieldNames",
          "enumsAsNumbers",
          "int64AsNumbers",
          "ignoreUnknownFields",
          "caseInsensitiveEnums",
          "indent");

  /** The proto3 JSON mapping as it is, read strictly. */
  public static final JsonConfig DEFAULT =
      new JsonConfig(false, false, false, false, false, false, false);

  static JsonConfig read(ConfReader conf, JsonConfig base) {
    JsonObject given = new JsonObject();
    for (String key : KEYS) {
      boolean value = conf.bool(key, false);
      if (conf.keys().contains(key)) {
        given.put(key, value);
      }
    }
    return base.with(given);
  }

  /**
   * These settings, with others in place of some.
   *
   * @param settings truth values by key; an absent one leaves the setting as it is
   */
  public JsonConfig with(JsonObject settings) {
    return new JsonConfig(
        settings.getBoolean("emitDefaults", emitDefaults),
        settings.getBoolean("protoFieldNames", protoFieldNames),
        settings.getBoolean("enumsAsNumbers", enumsAsNumbers),
        settings.getBoolean("int64AsNumbers", int64AsNumbers),
        settings.getBoolean("ignoreUnknownFields", ignoreUnknownFields),
        settings.getBoolean("caseInsensitiveEnums", caseInsensitiveEnums),
        settings.getBoolean("indent", indent));
  }
}
