package dev.sluice.config;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The REST door: {@code rest}.
 *
 * @param contract the path of the OpenAPI contract to serve; null for the one that is built in
 * @param maxBodyBytes the size of a request body, or of one message of a streamed one
 * @param maxJsonDepth how deep objects and arrays may nest in a request body
 * @param operations {@code operations}: what differs for operations, each named by its {@code
 *     operationId}, or by its method, {@code package.Service/Method}, or those of a service, {@code
 *     package.Service/*}
 * @param swaggerUi whether Swagger UI is served
 * @param page whether the page with the console is served at {@code /}
 * @param streams how long streams may be silent
 * @param transcoding how requests become messages, and messages answers
 * @param openapi {@code openapi}: what a contract is like that is made at start
 * @param cors which browser pages of other origins may call, and open WebSockets
 */
public record RestConfig(
    @Nullable String contract,
    int maxBodyBytes,
    int maxJsonDepth,
    Map<String, OperationConfig> operations,
    boolean swaggerUi,
    boolean page,
    StreamConfig streams,
    TranscodingConfig transcoding,
    ContractConfig openapi,
    CorsConfig cors) {

  /** Copies the map. */
  public RestConfig {
    operations = Map.copyOf(operations);
  }

  /** Makes a configuration with the page, whose contract is the default, for no other origins. */
  public RestConfig(
      @Nullable String contract,
      int maxBodyBytes,
      int maxJsonDepth,
      Map<String, OperationConfig> operations,
      boolean swaggerUi,
      StreamConfig streams,
      TranscodingConfig transcoding) {
    this(
        contract,
        maxBodyBytes,
        maxJsonDepth,
        operations,
        swaggerUi,
        true,
        streams,
        transcoding,
        ContractConfig.DEFAULT,
        CorsConfig.NONE);
  }

  /** Makes a configuration whose transcoding is the default, for no other origins. */
  public RestConfig(
      @Nullable String contract,
      int maxBodyBytes,
      int maxJsonDepth,
      Map<String, OperationConfig> operations,
      boolean swaggerUi,
      StreamConfig streams) {
    this(
        contract,
        maxBodyBytes,
        maxJsonDepth,
        operations,
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
        Map.of(),
        swaggerUi,
        page,
        streams,
        transcoding.withUnannotatedMethods(),
        openapi,
        cors);
  }

  /**
   * The settings of an operation.
   *
   * @param settings what differs for it, by the keys of {@link OperationConfig} that {@code rest}
   *     has too
   */
  public RestConfig with(JsonObject settings) {
    return settings.isEmpty() ? this : ConfReader.read(settings, "", this::readOperation);
  }

  private RestConfig readOperation(ConfReader conf) {
    TranscodingConfig own = TranscodingConfig.readOwn(conf, transcoding);
    int bytes = conf.integer("maxBodyBytes", maxBodyBytes, 1, Integer.MAX_VALUE);
    TranscodingConfig all = TranscodingConfig.readFurther(conf, own);
    return new RestConfig(
        contract, bytes, maxJsonDepth, operations, swaggerUi, page, streams, all, openapi, cors);
  }

  static RestConfig read(ConfReader conf) {
    return new RestConfig(
        conf.optionalString("contract"),
        conf.integer("maxBodyBytes", 4 << 20, 1, Integer.MAX_VALUE),
        conf.integer("maxJsonDepth", 100, 1, 1000),
        conf.objects("operations", OperationConfig::read),
        conf.bool("swaggerUi", true),
        conf.bool("page", true),
        StreamConfig.read(conf),
        TranscodingConfig.read(conf),
        conf.object("openapi", ContractConfig::read),
        conf.object("cors", CorsConfig::ofRest));
  }
}
