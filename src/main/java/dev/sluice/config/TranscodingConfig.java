package dev.sluice.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How REST requests become messages, and messages answers: further keys of {@code rest}.
 *
 * @param query how parameters are read
 * @param json {@code json}: how JSON is read and spelled
 * @param compression {@code compression}: which answers are compressed
 * @param unannotatedMethods {@code unannotatedMethods}: whether methods without an operation are at
 *     {@code POST /package.Service/Method}
 * @param headers which headers are metadata under their own names
 * @param rules {@code rules}: the path of HTTP rules that take the place of those in the protos, or
 *     null
 * @param pathUnescaping {@code pathUnescaping}: how variables of paths are decoded
 * @param repeatedPathSeparator {@code repeatedPathSeparator}: what stands between the values that a
 *     path has of a repeated field
 * @param errorRenderer {@code errorRenderer}: the name of the renderer of errors, or null
 */
public record TranscodingConfig(
    QueryConfig query,
    JsonConfig json,
    CompressionConfig compression,
    boolean unannotatedMethods,
    HeaderConfig headers,
    @Nullable String rules,
    PathUnescaping pathUnescaping,
    RepeatedPathSeparator repeatedPathSeparator,
    @Nullable String errorRenderer) {

  /** What holds where nothing is configured. */
  public static final TranscodingConfig DEFAULT =
      new TranscodingConfig(
          QueryConfig.DEFAULT,
          JsonConfig.DEFAULT,
          CompressionConfig.DEFAULT,
          false,
          HeaderConfig.NONE,
          null,
          PathUnescaping.ALL_EXCEPT_SLASH,
          RepeatedPathSeparator.CSV,
          null);

  /** One whose JSON and methods are told, and all else the default. */
  public static TranscodingConfig of(
      JsonConfig json, Set<String> jsonParameters, boolean unannotatedMethods) {
    QueryConfig query = DEFAULT.query;
    return new TranscodingConfig(
        new QueryConfig(query.unknown(), query.ignored(), query.plusAsSpace(), jsonParameters),
        json,
        DEFAULT.compression,
        unannotatedMethods,
        DEFAULT.headers,
        DEFAULT.rules,
        DEFAULT.pathUnescaping,
        DEFAULT.repeatedPathSeparator,
        DEFAULT.errorRenderer);
  }

  /** One like this with {@code unannotatedMethods}. */
  TranscodingConfig withUnannotatedMethods() {
    return new TranscodingConfig(
        query,
        json,
        compression,
        true,
        headers,
        null,
        pathUnescaping,
        repeatedPathSeparator,
        errorRenderer);
  }

  static TranscodingConfig read(ConfReader conf) {
    TranscodingConfig further = readFurther(conf, DEFAULT);
    return new TranscodingConfig(
        further.query,
        conf.object("json", json -> JsonConfig.read(json, JsonConfig.DEFAULT)),
        further.compression,
        conf.bool("unannotatedMethods", false),
        further.headers,
        conf.optionalString("rules"),
        conf.oneOf("pathUnescaping", PathUnescaping.ALL_EXCEPT_SLASH),
        further.repeatedPathSeparator,
        conf.optionalString("errorRenderer"));
  }

  /**
   * Reads, of the settings of an operation, those that contracts have in extensions of their own.
   */
  static TranscodingConfig readOwn(ConfReader conf, TranscodingConfig base) {
    boolean unescapes = conf.has("pathUnescaping");
    PathUnescaping unescaping = conf.oneOf("pathUnescaping", base.pathUnescaping);
    if (unescapes && unescaping == PathUnescaping.LEGACY) {
      conf.reject("pathUnescaping", "allExceptSlash, allExceptReserved or all");
    }
    return new TranscodingConfig(
        base.query,
        conf.object("json", json -> JsonConfig.read(json, base.json)),
        base.compression,
        base.unannotatedMethods,
        base.headers,
        base.rules,
        unescaping,
        base.repeatedPathSeparator,
        conf.has("errorRenderer") ? conf.optionalString("errorRenderer") : base.errorRenderer);
  }

  /** Reads, of the settings of an operation, those that contracts have in {@code x-grpc-rest}. */
  static TranscodingConfig readFurther(ConfReader conf, TranscodingConfig base) {
    return new TranscodingConfig(
        QueryConfig.read(conf, base.query),
        base.json,
        conf.object("compression", each -> CompressionConfig.read(each, base.compression)),
        base.unannotatedMethods,
        HeaderConfig.read(conf, base.headers),
        base.rules,
        base.pathUnescaping,
        conf.oneOf("repeatedPathSeparator", base.repeatedPathSeparator),
        base.errorRenderer);
  }
}
