package dev.sluice.rest;

import com.google.protobuf.Any;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error for an {@link ErrorRenderer}.
 *
 * @param httpStatus the HTTP status that the door would answer with
 * @param code the status code of the call, or the one that stands for what the door refused
 * @param message what happened, for people
 * @param details more of it, for programs
 * @param origin the request that failed
 */
public record RestError(
    int httpStatus, GrpcStatus code, String message, List<Any> details, Origin origin) {

  /** Copies the list. */
  public RestError {
    details = List.copyOf(details);
  }

  /**
   * The request that failed.
   *
   * @param httpMethod its method
   * @param path its path as it was sent
   * @param headers its headers, to be read only
   * @param operationId the operation that it matched; null if there was none
   */
  public record Origin(
      String httpMethod, String path, MultiMap headers, @Nullable String operationId) {}
}
