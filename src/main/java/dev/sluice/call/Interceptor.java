package dev.sluice.call;

import io.vertx.core.Handler;

/**
 * Wraps the calls of a method, at every door alike.
 *
 * <p>{@link #intercept} runs once per method when the server starts, on a worker thread; the
 * handler that it returns runs once per call, on the call's context, and must not block. A handler
 * passes the call on, at once or later (having paused it, with {@link ServerCall#passOn}), or ends
 * it with {@code call.response().fail(…)}. It hears how the call ended through {@link
 * ServerCall#onClose}. Each event loop has handlers of its own, but an interceptor itself may be
 * shared by several: state that it keeps must be safe for concurrent use.
 */
public interface Interceptor {

  /**
   * Wraps the handler of one method.
   *
   * @param method the method
   * @param next what comes after this interceptor
   * @return the handler that takes its place
   */
  <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next);
}
