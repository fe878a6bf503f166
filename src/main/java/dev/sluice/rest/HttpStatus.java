package dev.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.grpc.common.GrpcStatus;

/**
 * Which HTTP status stands for a gRPC status and the other way around, by <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto">google/rpc/code.proto</a>.
 */
final class HttpStatus {

  private HttpStatus() {}

  /** The HTTP status of an error that a call ended with. */
  static int of(GrpcStatus code) {
    return switch (code) {
      case OK -> 200;
      case CANCELLED -> 499;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }

  /** The code that the body names for an error that HTTP itself has a status for. */
  static GrpcStatus code(int httpStatus) {
    return switch (httpStatus) {
      case 403, 421 -> GrpcStatus.PERMISSION_DENIED;
      case 404 -> GrpcStatus.NOT_FOUND;
      case 405, 501, 505 -> GrpcStatus.UNIMPLEMENTED;
      case 412 -> GrpcStatus.ABORTED;
      case 416 -> GrpcStatus.OUT_OF_RANGE;
      case 413, 431 -> GrpcStatus.RESOURCE_EXHAUSTED;
      default -> httpStatus < 500 ? GrpcStatus.INVALID_ARGUMENT : GrpcStatus.INTERNAL;
    };
  }

  /** The title of a status, for people. */
  static String title(int httpStatus) {
    return httpStatus == 499
        ? "Client Closed Request"
        : HttpResponseStatus.valueOf(httpStatus).reasonPhrase();
  }
}
