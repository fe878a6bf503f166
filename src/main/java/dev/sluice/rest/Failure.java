package dev.sluice.rest;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.call.CallStatus;
import dev.sluice.call.Metadata;
import dev.sluice.call.ServerCall;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An error as it is answered.
 *
 * @param httpStatus the HTTP status
 * @param code the code in the body
 * @param message what happened, for people
 * @param details more of it, for programs
 */
record Failure(int httpStatus, GrpcStatus code, String message, List<Any> details) {

  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  Failure {
    details = List.copyOf(details);
  }

  /** What the door itself refuses. */
  static Failure of(RefusedException refusal) {
    List<FieldViolation> violations = refusal.violations();
    List<Any> details =
        violations.isEmpty()
            ? List.of()
            : List.of(Any.pack(BadRequest.newBuilder().addAllFieldViolations(violations).build()));
    return new Failure(refusal.httpStatus(), refusal.code(), refusal.text(), details);
  }

  /**
   * What a call ended with.
   *
   * @param trailers the call's trailing metadata; a {@code grpc-status-details-bin} in it is taken
   *     out, its details being those of the error
   */
  static Failure of(CallStatus status, @Nullable MultiMap trailers) {
    return new Failure(
        HttpStatus.of(status.code()), status.code(), status.message(), details(trailers));
  }

  /** The same error with another HTTP status. */
  Failure withHttpStatus(int status) {
    return new Failure(status, code, message, details);
  }

  /** A response of a call that cannot be written, which is logged. */
  static Failure unwritable(ServerCall<?, ?> call, RestOperation<?, ?> operation, Exception why) {
    LOG.error("{}: the response cannot be written (request {})", operation, call.requestId(), why);
    return of(new CallStatus(GrpcStatus.INTERNAL, "the response cannot be written"), null);
  }

  private static List<Any> details(@Nullable MultiMap trailers) {
    String encoded = trailers == null ? null : trailers.get(Metadata.STATUS_DETAILS);
    if (trailers == null || encoded == null) {
      return List.of();
    }
    trailers.remove(Metadata.STATUS_DETAILS);
    try {
      return Status.parseFrom(Base64.getDecoder().decode(encoded)).getDetailsList();
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return List.of();
    }
  }

  /** After how many seconds to try again, if the details say so, else null. */
  @Nullable Long retryAfterSeconds() {
    for (Any detail : details) {
      if (detail.is(RetryInfo.class)) {
        try {
          Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Math.max(0, delay.getSeconds() + (delay.getNanos() > 0 ? 1 : 0));
        } catch (InvalidProtocolBufferException e) {
          return null;
        }
      }
    }
    return null;
  }

  /** The error as a message; one without text has its code's name. */
  Status status() {
    return Status.newBuilder()
        .setCode(code.code)
        .setMessage(message.isEmpty() ? code.name() : message)
        .addAllDetails(details)
        .build();
  }
}
