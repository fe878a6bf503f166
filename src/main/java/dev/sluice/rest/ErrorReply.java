package dev.sluice.rest;

import dev.sluice.call.Metadata;
import dev.sluice.call.RequestId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
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
    if (failure.httpStatus() == 401) {
      challenge(response, headers);
    }
    metadata.addAll(headers, trailers, request);
    Long retryAfter = failure.retryAfterSeconds();
    if (retryAfter != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, retryAfter.toString());
    }
    Failure told =
        conditional && failure.code() == GrpcStatus.ABORTED ? failure.withHttpStatus(412) : failure;
    return errors.send(told, accept, request);
  }

  /**
   * Answers that a body has none of the bytes that are asked for.
   *
   * @param length the length of the body
   * @param headers the response metadata, or null if it is among the headers already
   */
  Future<Void> sendOutside(
      RefusedException why, long length, @Nullable MultiMap headers, @Nullable MultiMap trailers) {
    request.response().putHeader(HttpHeaders.CONTENT_RANGE, ByteRange.none(length));
    RequestId.told(request);
    return send(Failure.of(why), headers, trailers);
  }

  /** Says under its own name what is to be brought, as HTTP has it. */
  private static void challenge(HttpServerResponse response, @Nullable MultiMap headers) {
    List<String> challenges = headers == null ? List.of() : headers.getAll(WWW_AUTHENTICATE);
    if (headers == null || challenges.isEmpty()) {
      response.putHeader(WWW_AUTHENTICATE, BEARER);
      return;
    }
    challenges.stream()
        .filter(Metadata::isAllowedValue)
        .forEach(each -> response.headers().add(WWW_AUTHENTICATE, each));
    headers.remove(WWW_AUTHENTICATE);
  }

  /** An error as JSON, for an answer that has begun to end with. */
  byte[] json(Failure failure) {
    return errors.json(failure, request);
  }
}
