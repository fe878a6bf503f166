package dev.sluice.interceptor;

import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Handler;

/** Adds an entry to the access log for each call when it has ended. */
public final class AccessLogInterceptor implements Interceptor {

  private final AccessLog log;

  /**
   * Makes the interceptor.
   *
   * @param log where the entries go
   */
  public AccessLogInterceptor(AccessLog log) {
    this.log = log;
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    return call -> {
      call.onClose(status -> log.add(new AccessEntry(call, status)));
      next.handle(call);
    };
  }
}
