package dev.sluice.channel;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The statuses that failures of Vert.x's client and of connections stand for. */
final class Failures {

  private Failures() {}

  /**
   * The status of a failure.
   *
   * @param at the address, or null if it is of no one in particular
   * @param failure the failure, which becomes the cause
   */
  static StatusException status(Endpoint.@Nullable Key at, Throwable failure) {
    if (failure instanceof StatusException e && at == null) {
      return e;
    }
    return with(code(failure), (at == null ? "" : at + ": ") + text(failure), failure);
  }

  /** A status with a cause. */
  static StatusException with(GrpcStatus code, String message, @Nullable Throwable cause) {
    StatusException e = new StatusException(code, message);
    if (cause != null) {
      e.initCause(cause);
    }
    return e;
  }

  /**
   * The failure of a call that was answered by something else than a gRPC server, a proxy for
   * example.
   *
   * @param httpStatus the HTTP status of the answer
   */
  static StatusException notGrpc(int httpStatus, Throwable cause) {
    return with(ofHttp(httpStatus), "HTTP " + httpStatus + ", not from a gRPC server", cause);
  }

  /** The failure of a call whose answer ends with a status that is no number. */
  static StatusException wrongStatus(String status) {
    String told = status.substring(0, Math.min(100, status.length()));
    return new StatusException(
        GrpcStatus.UNKNOWN, "grpc-status: " + told + " (expected: a number)");
  }

  /**
   * The status that an HTTP status stands for where there is none of gRPC, by <a
   * href="https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">http-grpc-status-mapping.md</a>.
   */
  static GrpcStatus ofHttp(int httpStatus) {
    return switch (httpStatus) {
      case 400 -> GrpcStatus.INTERNAL;
      case 401 -> GrpcStatus.UNAUTHENTICATED;
      case 403 -> GrpcStatus.PERMISSION_DENIED;
      case 404 -> GrpcStatus.UNIMPLEMENTED;
      case 429, 502, 503, 504 -> GrpcStatus.UNAVAILABLE;
      default -> GrpcStatus.UNKNOWN;
    };
  }

  /** Whether the server has said that it has not begun the call, or it was never sent. */
  static boolean isUnprocessed(Throwable failure) {
    return (failure instanceof GrpcErrorException e && e.error() == GrpcError.UNAVAILABLE)
        || (failure instanceof Http2Exception h
            && String.valueOf(h.getMessage()).startsWith("Cannot create stream"));
  }

  private static GrpcStatus code(Throwable failure) {
    if (failure instanceof StatusException e) {
      return e.status();
    }
    if (failure instanceof GrpcErrorException e) {
      return e.status();
    }
    if (failure instanceof InvalidStatusException e && e.actualStatus() != null) {
      return e.actualStatus();
    }
    if (failure instanceof MessageSizeOverflowException) {
      return GrpcStatus.RESOURCE_EXHAUSTED;
    }
    if (failure instanceof CodecException) {
      return GrpcStatus.INTERNAL;
    }
    return failure instanceof IOException
            || failure instanceof HttpClosedException
            || failure instanceof TimeoutException
            || failure instanceof Http2Exception
        ? GrpcStatus.UNAVAILABLE
        : GrpcStatus.UNKNOWN;
  }

  /** What is said of a failure. */
  static String text(Throwable failure) {
    if (failure instanceof StatusException e) {
      return e.message() == null ? e.status().name() : e.message();
    }
    if (failure instanceof UnknownHostException) {
      return "unknown host";
    }
    if (failure instanceof ConnectTimeoutException || failure instanceof TimeoutException) {
      return "connection timed out";
    }
    if (failure instanceof NoRouteToHostException) {
      return "no route to host";
    }
    if (failure instanceof ConnectException) {
      return "connection refused";
    }
    if (failure instanceof SSLException) {
      return "no TLS: " + message(root(failure));
    }
    if (failure instanceof MessageSizeOverflowException) {
      return "a response message is too large";
    }
    return message(failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
