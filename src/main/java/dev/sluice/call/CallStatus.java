package dev.sluice.call;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;

/**
 * How a call ended: a code and a message for people.
 *
 * @param code the code, as in <a
 *     href="https://github.com/grpc/grpc/blob/master/doc/statuscodes.md">statuscodes.md</a>
 * @param message what happened; empty if the code says it all
 */
public record CallStatus(GrpcStatus code, String message) {

  /** The call succeeded. */
  public static final CallStatus OK = new CallStatus(GrpcStatus.OK, "");

  /** What is said of failures that carry no status: their own text stays in the log. */
  static final String INTERNAL_MESSAGE = "internal error";

  /**
   * The status that a failure stands for.
   *
   * <p>A {@link StatusException} or {@link DetailedStatusException} names its own; an {@link
   * UnsupportedOperationException} is what generated services throw for methods that they leave
   * out, and so UNIMPLEMENTED. An {@link OutOfMemoryError} is RESOURCE_EXHAUSTED, for it concerns
   * the call that needed too much. All else is INTERNAL, with a message that tells nothing of the
   * cause.
   *
   * @param failure the failure
   * @return its status, never OK
   */
  public static CallStatus of(Throwable failure) {
    if (failure instanceof StatusException e) {
      if (e.status() == GrpcStatus.OK) {
        return new CallStatus(GrpcStatus.INTERNAL, INTERNAL_MESSAGE);
      }
      String message = e.message();
      return new CallStatus(e.status(), message == null ? "" : message);
    }
    if (failure instanceof DetailedStatusException e) {
      return new CallStatus(GrpcStatus.valueOf(e.status().getCode()), e.status().getMessage());
    }
    if (failure instanceof OutOfMemoryError) {
      return new CallStatus(
          GrpcStatus.RESOURCE_EXHAUSTED, "the call does not fit into the server's memory");
    }
    if (failure instanceof UnsupportedOperationException) {
      return new CallStatus(GrpcStatus.UNIMPLEMENTED, "the method is not implemented");
    }
    return new CallStatus(GrpcStatus.INTERNAL, INTERNAL_MESSAGE);
  }

  /** Whether a failure is one that nobody planned for, and whose cause belongs in the log. */
  static boolean isUnexpected(Throwable failure) {
    return !(failure instanceof UnsupportedOperationException)
        && !(failure instanceof DetailedStatusException)
        && (!(failure instanceof StatusException e) || e.status() == GrpcStatus.OK);
  }

  /** The status as an exception, to fail a future with. */
  public StatusException asException() {
    return new StatusException(code, message);
  }
}
