package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The REST door: {@code rest}.
 *
 * @param contract the path of the OpenAPI contract to serve; null for the one that is built in
 * @param maxBodyBytes the size of a request body, or of one message of a streamed one
 * @param maxJsonDepth how deep objects and arrays may nest in a request body
 * @param lenientOperations the {@code operationId}s that ignore fields and parameters they do not
 *     know
 * @param swaggerUi whether Swagger UI is served
 * @param page whether the page with the console is served at {@code /}
 * @param streams how long streams may be silent
 * @param transcoding how requests become messages, and messages answers
 * @param openapi {@code openapi}: what a contract is like that is made at start
 */
public record RestConfig(
    @Nullable String contract,
    int maxBodyBytes,
    int maxJsonDepth,
    List<String> lenientOperations,
    boolean swaggerUi,
    boolean page,
    StreamConfig streams,
    TranscodingConfig transcoding,
    ContractConfig openapi) {

  /** Copies the list. */
  public RestConfig {
    lenientOperations = List.copyOf(lenientOperations);
  }

  /** Makes a configuration with the page, whose generated contract is the default. */
  public RestConfig(
      @Nullable String contract,
      int maxBodyBytes,
      int maxJsonDepth,
      List<String> lenientOperations,
      boolean swaggerUi,
      StreamConfig streams,
      TranscodingConfig transcoding) {
    this(
        contract,
        maxBodyBytes,
        maxJsonDepth,
        lenientOperations,
        swaggerUi,
        true,
        streams,
        transcoding,
        ContractConfig.DEFAULT);
  }

  /** Makes a configuration whose transcoding is the default. */
  public RestConfig(
      @Nullable String contract,
      int maxBodyBytes,
      int maxJsonDepth,
      List<String> lenientOperations,
      boolean swaggerUi,
      StreamConfig streams) {
    this(
        contract,
        maxBodyBytes,
        maxJsonDepth,
        lenientOperations,
        swaggerUi,
        streams,
        TranscodingConfig.DEFAULT);
  }

  /** One like this that serves methods by their own paths, and no operation in particular. */
  public RestConfig forOwnPaths() {
    return new RestConfig(
        null,
        maxBodyBytes,
        maxJsonDepth,
        List.of(),
        swaggerUi,
        page,
        streams,
        transcoding.withUnannotatedMethods(),
        openapi);
  }

  static RestConfig read(ConfReader conf) {
    return new RestConfig(
        conf.optionalString("contract"),
        conf.integer("maxBodyBytes", 4 << 20, 1, Integer.MAX_VALUE),
        conf.integer("maxJsonDepth", 100, 1, 1000),
        conf.strings("lenientOperations", List.of()),
        conf.bool("swaggerUi", true),
        conf.bool("page", true),
        StreamConfig.read(conf),
        TranscodingConfig.read(conf),
        conf.object("openapi", ContractConfig::read));
  }
}
