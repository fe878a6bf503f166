package dev.sluice.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How REST requests become messages, and messages answers: further keys of {@code rest}.
 *
 * @param unknownParameters {@code unknownParameters}: what becomes of query parameters that are no
 *     field
 * @param json {@code json}: how JSON is read and spelled
 * @param compression {@code compression}: which answers are compressed
 * @param unannotatedMethods {@code unannotatedMethods}: whether methods without an operation are at
 *     {@code POST /package.Service/Method}
 * @param headers which headers are metadata under their own names
 * @param rules {@code rules}: the path of HTTP rules that take the place of those in the protos, or
 *     null
 * @param pathUnescaping {@code pathUnescaping}: how variables of paths are decoded
 * @param jsonParameters {@code jsonParameters}: the keys of {@code json} that a request may set for
 *     itself
 * @param errorRenderer {@code errorRenderer}: the name of the renderer of errors, or null
 */
public record TranscodingConfig(
    UnknownParameters unknownParameters,
    JsonConfig json,
    CompressionConfig compression,
    boolean unannotatedMethods,
    HeaderConfig headers,
    @Nullable String rules,
    PathUnescaping pathUnescaping,
    Set<String> jsonParameters,
    @Nullable String errorRenderer) {

  /** Copies the set. */
  public TranscodingConfig {
    jsonParameters = Set.copyOf(jsonParameters);
  }

  /** What becomes of query parameters that are no field of the request. */
  public enum UnknownParameters {
    /** The request is refused with 400. */
    REFUSE,
    /** They have no effect. */
    IGNORE
  }

  /** What holds where nothing is configured. */
  public static final TranscodingConfig DEFAULT =
      new TranscodingConfig(
          UnknownParameters.REFUSE,
          JsonConfig.DEFAULT,
          CompressionConfig.DEFAULT,
          false,
          HeaderConfig.NONE,
          null,
          PathUnescaping.ALL_EXCEPT_SLASH,
          Set.of(),
          null);

  /** One like this with {@code unannotatedMethods}. */
  TranscodingConfig withUnannotatedMethods() {
    return new TranscodingConfig(
        unknownParameters,
        json,
        compression,
        true,
        headers,
        null,
        pathUnescaping,
        jsonParameters,
        errorRenderer);
  }

  static TranscodingConfig read(ConfReader conf) {
    return new TranscodingConfig(
        conf.oneOf("unknownParameters", UnknownParameters.REFUSE),
        conf.object("json", JsonConfig::read),
        conf.object("compression", CompressionConfig::read),
        conf.bool("unannotatedMethods", false),
        HeaderConfig.read(conf),
        conf.optionalString("rules"),
        conf.oneOf("pathUnescaping", PathUnescaping.ALL_EXCEPT_SLASH),
        Set.copyOf(
            conf.strings(
                "jsonParameters",
                List.of(),
                "one of " + String.join(", ", JsonConfig.KEYS),
                JsonConfig.KEYS::contains)),
        conf.optionalString("errorRenderer"));
  }
}
