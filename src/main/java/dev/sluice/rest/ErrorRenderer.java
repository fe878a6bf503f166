package dev.sluice.rest;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How a user's own errors look over REST: found with {@link java.util.ServiceLoader}, and named in
 * {@code rest.errorRenderer} for all requests, or in {@code x-grpc-error-renderer} (the option
 * {@code error_renderer} of {@code sluice.api.rest}) for those of one operation.
 *
 * <p>It is called on event loops, several at once, and must not block. One that throws, or returns
 * what cannot be sent, is logged, and the error is answered as if there were none. What metadata
 * there are become headers whatever it returns.
 */
public interface ErrorRenderer {

  /** The name that configurations and contracts have for it. */
  String name();

  /**
   * Renders an error that is the whole answer.
   *
   * @param error the error
   * @return the answer, or null for the one that the door would give
   */
  @Nullable RenderedError render(RestError error);

  /**
   * Renders an error that ends a stream which has begun: the value of {@code error} in its last
   * element, or the data of the event {@code error}; and an error that ends a call on a WebSocket.
   *
   * @param error the error; its HTTP status can no longer be told
   * @return JSON, or null for {@code google.rpc.Status}
   */
  default @Nullable JsonObject renderInStream(RestError error) {
    return null;
  }
}
