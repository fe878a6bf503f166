package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response side of a {@link ServerCall}: to a service it is Vert.x's {@link
 * GrpcServerResponse}.
 *
 * <p>Where a method answers with one message, that message is sent together with the status, in one
 * go; a method that ends well without one is INTERNAL, as is one that writes a second. Writing to a
 * call that has ended fails the returned future and does nothing else.
 */
public final class ServerCallResponse<Req, Resp> implements GrpcServerResponse<Req, Resp> {

  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap().copy(false);

  private final ServerCall<Req, Resp> call;
  private @Nullable MultiMap headers;
  private @Nullable MultiMap trailers;
  private boolean headSent;
  private long sent;
  private @Nullable Resp only;
  private GrpcStatus status = GrpcStatus.OK;
  private @Nullable String statusMessage;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<Void> drainHandler;
  private volatile @Nullable PostedWrites posted;
  private @Nullable Handler<Resp> check;

  ServerCallResponse(ServerCall<Req, Resp> call) {
    this.call = call;
  }

  long sent() {
    return sent;
  }

  /** Adds who sees each message before it is sent. */
  void onMessage(Handler<Resp> handler) {
    Handler<Resp> earlier = check;
    check =
        earlier == null
            ? handler
            : message -> {
              earlier.handle(message);
              handler.handle(message);
            };
  }

  /** Shows a message to those who see it before it is sent; false if the call has then ended. */
  private boolean passes(Resp message) {
    Handler<Resp> checks = check;
    if (checks != null) {
      try {
        checks.handle(message);
      } catch (Throwable e) {
        call.inputFailed(e);
      }
    }
    return call.status() == null;
  }

  void notifyException(Throwable cause) {
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      call.context().dispatch(cause, handler);
    }
  }

  @Override
  public Future<Void> write(Resp message) {
    if (!call.context().inThread()) {
      return posted().add(() -> write(message));
    }
    if (call.status() != null) {
      return dropped();
    }
    if (call.method().responseStreaming()) {
      if (!passes(message)) {
        return dropped();
      }
      sent++;
      try {
        return call.transport().write(headersToSend(), message);
      } catch (OutOfMemoryError e) {
        call.inputFailed(e);
        return dropped();
      }
    }
    if (only != null) {
      return close(
          new CallStatus(GrpcStatus.INTERNAL, "the service answered with more than one message"));
    }
    only = message;
    return call.context().succeededFuture();
  }

  @Override
  public Future<Void> end(@Nullable Resp message) {
    if (!call.context().inThread()) {
      return onContext(() -> end(message));
    }
    if (call.status() != null) {
      return dropped();
    }
    if (only != null) {
      return close(
          new CallStatus(GrpcStatus.INTERNAL, "the service answered with more than one message"));
    }
    if (message == null) {
      return end();
    }
    return end(message, endStatus());
  }

  @Override
  public Future<Void> end() {
    if (!call.context().inThread()) {
      return onContext(this::end);
    }
    if (call.status() != null) {
      return dropped();
    }
    Resp message = only;
    CallStatus end = endStatus();
    if (message != null && end.code() == GrpcStatus.OK) {
      return end(message, end);
    }
    if (end.code() == GrpcStatus.OK && !call.method().responseStreaming()) {
      end = new CallStatus(GrpcStatus.INTERNAL, "the service answered without a message");
    }
    return close(end);
  }

  @Override
  public void fail(Throwable failure) {
    if (!call.context().inThread()) {
      call.context().execute(() -> fail(failure));
      return;
    }
    boolean memoryFirst = failure instanceof OutOfMemoryError;
    boolean unexpected = CallStatus.isUnexpected(failure) && !memoryFirst;
    if (unexpected) {
      call.logUnexpected(failure);
    }
    if (call.status() == null) {
      if (failure instanceof DetailedStatusException detailed) {
        trailers().set(Metadata.STATUS_DETAILS, detailed.encoded());
      }
      close(unexpected ? unexpected() : CallStatus.of(failure));
    }
    if (memoryFirst) {
      call.logUnexpected(failure);
    }
  }

  /** Says nothing but where in the log it is told. */
  private CallStatus unexpected() {
    return new CallStatus(
        GrpcStatus.INTERNAL, CallStatus.INTERNAL_MESSAGE + " (request " + call.requestId() + ")");
  }

  /** Ends the call with a status and no further message. */
  Future<Void> close(CallStatus end) {
    return end(null, end);
  }

  private Future<Void> end(@Nullable Resp message, CallStatus end) {
    if (message != null) {
      if (!passes(message)) {
        return dropped();
      }
      sent++;
    }
    MultiMap head = headersToSend();
    call.closed(end);
    try {
      if (end.code() != GrpcStatus.OK) {
        call.transport().tellRequestId(call.requestId());
      }
      return call.transport().end(head, message, end, trailers);
    } catch (RuntimeException | OutOfMemoryError e) {
      // Nobody else would answer the client any more.
      call.logUnexpected(e);
      call.transport().abort();
      return call.context().failedFuture(e);
    }
  }

  private CallStatus endStatus() {
    if (status == GrpcStatus.OK) {
      return CallStatus.OK;
    }
    return new CallStatus(status, statusMessage == null ? "" : statusMessage);
  }

  private @Nullable MultiMap headersToSend() {
    if (headSent) {
      return null;
    }
    headSent = true;
    MultiMap head = headers;
    return head == null ? NONE : head;
  }

  private Future<Void> dropped() {
    return call.context()
        .failedFuture(new StatusException(GrpcStatus.CANCELLED, "the call has ended"));
  }

  /** Does something on the call's context; what is thrown there ends the call. */
  Future<Void> onContext(Supplier<Future<Void>> action) {
    return call.context()
        .<Void>future(
            promise ->
                call.context()
                    .execute(
                        () -> {
                          try {
                            action.get().onComplete(promise);
                          } catch (Throwable e) {
                            fail(e);
                            promise.fail(e);
                          }
                        }));
  }

  /** Ends the call as its service has that runs on other threads; on the call's context. */
  Future<Void> finish(@Nullable Resp message, CallStatus end) {
    return call.status() == null ? end(message, end) : dropped();
  }

  /** What other threads write. */
  synchronized PostedWrites posted() {
    PostedWrites made = posted;
    if (made == null) {
      made = new PostedWrites(call);
      posted = made;
    }
    return made;
  }

  @Override
  public Future<Void> writeHead() {
    if (!call.context().inThread()) {
      return onContext(this::writeHead);
    }
    if (call.status() != null) {
      return dropped();
    }
    MultiMap head = headersToSend();
    return head == null ? call.context().succeededFuture() : call.transport().writeHead(head);
  }

  @Override
  public Future<Void> writeMessage(GrpcMessage message) {
    try {
      return write(GrpcMessages.response(call.method(), message));
    } catch (CodecException e) {
      return call.context().failedFuture(e);
    }
  }

  @Override
  public Future<Void> endMessage(GrpcMessage message) {
    try {
      return end(GrpcMessages.response(call.method(), message));
    } catch (CodecException e) {
      return call.context().failedFuture(e);
    }
  }

  /** Cuts the call off: the client sees a reset instead of a status. */
  @Override
  public void cancel() {
    if (!call.context().inThread()) {
      call.context().execute(this::cancel);
      return;
    }
    if (call.status() == null) {
      call.cancelled("cancelled by the service");
      call.transport().abort();
    }
  }

  /**
   * Whether there is no room for more. A call that has ended takes no more: it stays full, and no
   * drain handler is told otherwise. On other threads, what they have written counts as well that
   * has not come to the call's context yet.
   */
  @Override
  public boolean writeQueueFull() {
    return call.status() != null
        || (call.context().inThread() ? call.transport().writeQueueFull() : posted().full());
  }

  /** Sets who is told, on the call's context, that there is room again. */
  @Override
  public ServerCallResponse<Req, Resp> drainHandler(@Nullable Handler<Void> handler) {
    if (!call.context().inThread()) {
      // There may be room again since the caller has looked.
      call.context().execute(() -> drainHandler(handler).posted().tell());
      return this;
    }
    drainHandler = handler;
    if (call.status() == null) {
      PostedWrites writes = posted;
      if (writes != null) {
        call.transport().drainHandler(v -> writes.drained());
      } else {
        call.transport().drainHandler(handler == null ? null : v -> drained());
      }
    }
    return this;
  }

  /** Tells that there is room again. */
  void drained() {
    Handler<Void> handler = drainHandler;
    if (handler != null && call.status() == null) {
      handler.handle(null);
    }
  }

  @Override
  public ServerCallResponse<Req, Resp> exceptionHandler(@Nullable Handler<Throwable> handler) {
    call.context().execute(() -> this.exceptionHandler = handler);
    return this;
  }

  /** Has no effect: the bound on the queue is the transport's. */
  @Override
  public ServerCallResponse<Req, Resp> setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  /** The response metadata, to be set before the first message is written. */
  @Override
  public MultiMap headers() {
    MultiMap map = headers;
    if (map == null) {
      map = MultiMap.caseInsensitiveMultiMap();
      headers = map;
    }
    return map;
  }

  @Override
  public MultiMap trailers() {
    MultiMap map = trailers;
    if (map == null) {
      map = MultiMap.caseInsensitiveMultiMap();
      trailers = map;
    }
    return map;
  }

  @Override
  public ServerCallResponse<Req, Resp> status(GrpcStatus status) {
    this.status = status;
    return this;
  }

  @Override
  public ServerCallResponse<Req, Resp> statusMessage(String message) {
    this.statusMessage = message;
    return this;
  }

  /** Has no effect: whether a response is compressed is between the transport and its client. */
  @Override
  public ServerCallResponse<Req, Resp> encoding(String encoding) {
    return this;
  }

  /** Has no effect: the door has chosen its format. */
  @Override
  public ServerCallResponse<Req, Resp> format(WireFormat format) {
    return this;
  }

  /** Always empty, as {@link #encoding} has no effect. */
  @Override
  public Set<String> acceptedEncodings() {
    return Set.of();
  }
}
