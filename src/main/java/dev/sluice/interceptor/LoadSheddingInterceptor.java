package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.Overload;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Handler;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses calls while there are as many open as the server takes, at once and with the time after
 * which to try again: RESOURCE_EXHAUSTED over gRPC and gRPC-Web, UNAVAILABLE (503) elsewhere.
 *
 * <p>Health checks are let pass: a server with much to do is not one that should be restarted.
 */
public final class LoadSheddingInterceptor implements Interceptor {

  private static final String HEALTH = "grpc.health.v1.Health";

  private final int max;
  private final String tooMany;
  private final AtomicInteger open = new AtomicInteger();
  private final Handler<CallStatus> closed = status -> open.decrementAndGet();

  /**
   * Makes the interceptor; verticles that share it count together.
   *
   * @param max how many calls may be open
   */
  public LoadSheddingInterceptor(int max) {
    this.max = max;
    this.tooMany = "the server has " + max + " calls open, and takes no more for now";
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
        call.response().fail(Overload.refuse(call, tooMany));
      } else {
        call.onClose(closed);
        next.handle(call);
      }
    };
  }
}
