package dev.sluice.server;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.vertx.core.Handler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The calls of one event loop that have not ended yet. */
final class OpenCalls implements Interceptor {

  private final Set<ServerCall<?, ?>> calls = new HashSet<>();

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    return call -> {
      calls.add(call);
      call.onClose(status -> calls.remove(call));
      next.handle(call);
    };
  }

  /**
   * Ends all calls.
   *
   * @return how many there were
   */
  int end(CallStatus status) {
    List<ServerCall<?, ?>> open = List.copyOf(calls);
    open.forEach(call -> call.inputFailed(status.asException()));
    return open.size();
  }
}
