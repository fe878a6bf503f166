package dev.sluice.call;

import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;

/** How a call is refused that could be taken a little later. */
public final class Overload {

  private static final RetryInfo RETRY =
      RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(1)).build();

  private Overload() {}

  /**
   * The failure of a call for which the server has no room, with the time after which to try again:
   * RESOURCE_EXHAUSTED over gRPC and gRPC-Web, UNAVAILABLE (503) elsewhere.
   *
   * @param call the call
   * @param message what there is too much of
   */
  public static DetailedStatusException refuse(ServerCall<?, ?> call, String message) {
    return new DetailedStatusException(
        call.door().startsWith("grpc") ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.UNAVAILABLE,
        message,
        List.of(RETRY));
  }
}
