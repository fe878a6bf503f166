package dev.sluice.openapi;

import dev.sluice.config.PathUnescaping;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the contract which a gRPC method serves.
 *
 * @param operationId its name, unique in the contract
 * @param httpMethod the HTTP method in capitals, for example {@code POST}
 * @param path its path as the document writes it
 * @param template the template that requests are matched with: {@code x-grpc-path}, or else {@code
 *     path}
 * @param grpcMethod {@code x-grpc-method}: {@code package.Service/Method}, without a leading slash
 * @param body {@code x-grpc-body}: {@code *} for the whole request, the name of a field of it, or
 *     null when the operation takes no body. Where the document has a {@code requestBody} and no
 *     {@code x-grpc-body}, it is {@code *}
 * @param responseBody {@code x-grpc-response-body}: the field of the response that is answered, or
 *     null for the whole response
 * @param streaming {@code x-grpc-streaming}; none by default
 * @param headers the fields that are in headers
 * @param bindings the fields of the request that go by headers, cookies or the address
 * @param definition the operation as the document has it; shared, to be read only
 */
public record ContractOperation(
    String operationId,
    String httpMethod,
    String path,
    PathTemplate template,
    String grpcMethod,
    @Nullable String body,
    @Nullable String responseBody,
    Streaming streaming,
    ResourceHeaders headers,
    List<FieldBinding> bindings,
    JsonObject definition) {

  /** Copies the list. */
  public ContractOperation {
    bindings = List.copyOf(bindings);
  }

  /** The full name of the service, for example {@code helloworld.Greeter}. */
  public String serviceName() {
    return grpcMethod.substring(0, grpcMethod.indexOf('/'));
  }

  /** The name of the method in its service, for example {@code SayHello}. */
  public String methodName() {
    return grpcMethod.substring(grpcMethod.indexOf('/') + 1);
  }

  /** The HTTP status of success: the first 2xx of {@code responses}, or 200. */
  public int successStatus() {
    if (definition.getValue("responses") instanceof JsonObject responses) {
      for (String status : responses.fieldNames()) {
        if (status.matches("2\\d\\d")) {
          return Integer.parseInt(status);
        }
      }
    }
    return 200;
  }

  /**
   * {@code x-grpc-json}: how its JSON differs from what is configured, by the keys of {@link
   * dev.sluice.config.JsonConfig}; empty by default.
   */
  public JsonObject json() {
    return definition.getJsonObject(ContractReader.GRPC_JSON, new JsonObject());
  }

  /**
   * {@code x-grpc-path-unescaping}: how variables of its path are decoded; null for the server's
   * setting.
   */
  public @Nullable PathUnescaping pathUnescaping() {
    String spelling = definition.getString(ContractReader.GRPC_PATH_UNESCAPING);
    return spelling == null ? null : PathUnescaping.ofOperation(spelling);
  }

  /** {@code x-grpc-error-renderer}: the renderer of its errors; null for the server's. */
  public @Nullable String errorRenderer() {
    return definition.getString(ContractReader.GRPC_ERROR_RENDERER);
  }

  /**
   * What differs for it from the settings of all operations, by the keys of {@link
   * dev.sluice.config.OperationConfig}: how requests are read and answers written.
   */
  public JsonObject settings() {
    JsonObject settings =
        definition.getJsonObject(ContractReader.GRPC_REST, new JsonObject()).copy();
    if (!json().isEmpty()) {
      settings.put("json", json());
    }
    PathUnescaping unescaping = pathUnescaping();
    if (unescaping != null) {
      settings.put("pathUnescaping", unescaping.spelling());
    }
    if (errorRenderer() != null) {
      settings.put("errorRenderer", errorRenderer());
    }
    return settings;
  }

  /** How people name the operation: {@code POST /v1/hello (Greeter_SayHello)}. */
  @Override
  public String toString() {
    return httpMethod + " " + template + " (" + operationId + ")";
  }
}
