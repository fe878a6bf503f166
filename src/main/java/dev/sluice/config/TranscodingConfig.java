package dev.sluice.config;

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
 */
public record TranscodingConfig(
    UnknownParameters unknownParameters,
    JsonConfig json,
    CompressionConfig compression,
    boolean unannotatedMethods,
    HeaderConfig headers,
    @Nullable String rules) {

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
          null);

  /** One like this with {@code unannotatedMethods}. */
  TranscodingConfig withUnannotatedMethods() {
    return new TranscodingConfig(unknownParameters, json, compression, true, headers, null);
  }

  static TranscodingConfig read(ConfReader conf) {
    return new TranscodingConfig(
        conf.oneOf("unknownParameters", UnknownParameters.REFUSE),
        conf.object("json", JsonConfig::read),
        conf.object("compression", CompressionConfig::read),
        conf.bool("unannotatedMethods", false),
        HeaderConfig.read(conf),
        conf.optionalString("rules"));
  }
}
