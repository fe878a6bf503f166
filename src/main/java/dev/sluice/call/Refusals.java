package dev.sluice.call;

import io.vertx.core.http.HttpServerRequest;

/**
 * Hears of the requests that a door refuses before there is a call, which no {@link Interceptor}
 * sees. Called on the request's context, and must not block.
 */
@FunctionalInterface
public interface Refusals {

  /** Hears nothing. */
  Refusals NONE = (request, door, httpStatus, status) -> {};

  /**
   * Hears of one, before the head of its answer is written.
   *
   * @param request the request
   * @param door the door that it came to, for example {@code rest}
   * @param httpStatus the HTTP status of the answer
   * @param status what the answer says, the code being one of gRPC's
   */
  void refused(HttpServerRequest request, String door, int httpStatus, CallStatus status);
}
