package dev.sluice.rest;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/** Answers a request with the error of its call, where nothing else has been answered. */
final class ErrorReply {

  private static final CharSequence WWW_AUTHENTICATE =
      HttpHeaders.createOptimized("www-authenticate");
  private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");

  private final HttpServerRequest request;
  private final Accept accept;
  private final ErrorWriter errors;
  private final boolean conditional;
  private final RestMetadata metadata;

  /**
   * Makes a reply.
   *
   * @param conditional whether the call was to go through only if the resource had an entity tag
   * @param metadata how metadata become headers
   */
  ErrorReply(
      HttpServerRequest request,
      Accept accept,
      ErrorWriter errors,
      boolean conditional,
      RestMetadata metadata) {
    this.request = request;
    this.accept = accept;
    this.errors = errors;
    this.conditional = conditional;
    this.metadata = metadata;
  }

  /**
   * Answers.
   *
   * @param headers the response metadata, or null if it is among the headers already
   */
  Future<Void> send(Failure failure, @Nullable MultiMap headers, @Nullable MultiMap trailers) {
    HttpServerResponse response = request.response();
    metadata.addAll(headers, trailers, response.headers());
    if (failure.httpStatus() == 401) {
      String challenge = headers == null ? null : headers.get(WWW_AUTHENTICATE);
      response.putHeader(WWW_AUTHENTICATE, challenge == null ? BEARER : challenge);
    }
    Long retryAfter = failure.retryAfterSeconds();
    if (retryAfter != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, retryAfter.toString());
    }
    Failure told =
        conditional && failure.code() == GrpcStatus.ABORTED ? failure.withHttpStatus(412) : failure;
    return errors.send(told, accept, new Reply(request));
  }

  /** An error as JSON, for an answer that has begun to end with. */
  byte[] json(Failure failure) {
    return errors.json(failure);
  }
}
