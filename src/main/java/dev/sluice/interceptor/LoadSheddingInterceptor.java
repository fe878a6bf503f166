package dev.sluice.interceptor;

import com.google.protobuf.Duration;
import com.google.rpc.RetryInfo;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses calls while there are as many open as the server takes, at once and with the time after
 * which to try again: RESOURCE_EXHAUSTED over gRPC and gRPC-Web, UNAVAILABLE (503) elsewhere.
 *
 * <p>Health checks are let pass: a server with much to do is not one that should be restarted.
 */
public final class LoadSheddingInterceptor implements Interceptor {

  private static final String HEALTH = "grpc.health.v1.Health";
  private static final RetryInfo RETRY =
      RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(1)).build();

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Makes the interceptor; verticles that share it count together.
   *
   * @param max how many calls may be open
   */
  public LoadSheddingInterceptor(int max) {
    this.max = max;
  }

  /** How many calls are open. */
  public int open() {
    return open.get();
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    if (method.descriptor().getService().getFullName().equals(HEALTH)) {
      return next;
    }
    return call -> {
      if (open.incrementAndGet() > max) {
        open.decrementAndGet();
        call.response().fail(tooMany(call.door()));
      } else {
        call.onClose(status -> open.decrementAndGet());
        next.handle(call);
      }
    };
  }

  private DetailedStatusException tooMany(String door) {
    return new DetailedStatusException(
        door.startsWith("grpc") ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.UNAVAILABLE,
        "the server has " + max + " calls open, and takes no more for now",
        List.of(RETRY));
  }
}
