package dev.sluice.call;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import io.vertx.grpc.common.GrpcStatus;
import java.io.Serial;
import java.util.Base64;
import java.util.List;

/**
 * A failure with a status and typed details, as of <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">error_details.proto</a>.
 *
 * <p>The details reach clients of gRPC as {@code grpc-status-details-bin}, and those of REST in the
 * body of the error. A failure without details is Vert.x's own {@code StatusException}.
 */
public final class DetailedStatusException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Status status;

  /**
   * Makes a failure.
   *
   * @param code its code; not OK
   * @param message what happened, for people
   * @param details more of it, for programs
   */
  public DetailedStatusException(GrpcStatus code, String message, List<? extends Message> details) {
    super(message);
    Status.Builder made = Status.newBuilder().setCode(code.code).setMessage(message);
    details.forEach(detail -> made.addDetails(Any.pack(detail)));
    this.status = made.build();
  }

  /**
   * INVALID_ARGUMENT for fields of a request.
   *
   * @param message what is wrong, for people
   * @param violations what is wrong, field by field
   */
  public static DetailedStatusException invalidFields(
      String message, List<FieldViolation> violations) {
    return new DetailedStatusException(
        GrpcStatus.INVALID_ARGUMENT,
        message,
        List.of(BadRequest.newBuilder().addAllFieldViolations(violations).build()));
  }

  /** The status with its details. */
  public Status status() {
    return status;
  }

  /** The same as {@link Metadata#STATUS_DETAILS} has it. */
  String encoded() {
    return Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
  }
}
