package dev.sluice.call;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * What the transports of calls over an HTTP request and its response have in common: they read the
 * request on demand, feel the pressure of the response, and notice when the client is gone.
 */
public abstract class HttpTransport<Req, Resp> implements CallTransport<Req, Resp> {

  private static final long CANCEL = 8;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private boolean reading = true;
  private boolean requestEnded;
  private boolean gone;

  /** Makes a transport; {@link #readFor} starts to read the request. */
  protected HttpTransport(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
  }

  /** Starts to read the request on behalf of a call. */
  protected final void readFor(ServerCall<Req, Resp> call) {
    request.handler(
        chunk -> {
          if (call.status() == null) {
            take(call, ((BufferInternal) chunk).getByteBuf());
          }
        });
    request.endHandler(
        v -> {
          requestEnded = true;
          receivedAll();
          call.inputReady();
        });
    Handler<Void> onGone =
        v -> {
          gone = true;
          discard();
          call.cancelled("the client cancelled the call or went away");
        };
    request.exceptionHandler(e -> onGone.handle(null));
    response.closeHandler(onGone);
    response.exceptionHandler(e -> onGone.handle(null));
  }

  private void take(ServerCall<Req, Resp> call, ByteBuf chunk) {
    try {
      received(call, chunk);
    } catch (StatusException | OutOfMemoryError e) {
      discard();
      call.inputFailed(e);
    }
  }

  /**
   * Takes a chunk of the request, which from now on is the transport's.
   *
   * @throws StatusException if the input is bad; the call ends with it
   */
  protected abstract void received(ServerCall<Req, Resp> call, ByteBuf chunk);

  /** Takes note that the request has come to its end. */
  protected void receivedAll() {}

  /** Drops what has been received and not been given out, and what has not been sent. */
  protected abstract void discard();

  /** The request. */
  protected final HttpServerRequest request() {
    return request;
  }

  /** Whether the request has come to its end. */
  protected final boolean requestEnded() {
    return requestEnded;
  }

  /** Whether there is no client any more. */
  protected final boolean gone() {
    return gone;
  }

  @Override
  public final HttpConnection connection() {
    return request.connection();
  }

  @Override
  public void readInput(boolean wanted) {
    if (wanted == reading || requestEnded || gone) {
      return;
    }
    reading = wanted;
    if (wanted) {
      request.resume();
    } else {
      request.pause();
    }
  }

  @Override
  public final void tellRequestId(String requestId) {
    if (!gone) {
      RequestId.tell(response, requestId);
    }
  }

  @Override
  public boolean writeQueueFull() {
    return !gone && response.writeQueueFull();
  }

  @Override
  public void drainHandler(@Nullable Handler<Void> handler) {
    if (!gone) {
      response.drainHandler(handler);
    }
  }

  @Override
  public void abort() {
    if (!gone) {
      discard();
      response.reset(CANCEL);
    }
  }
}
