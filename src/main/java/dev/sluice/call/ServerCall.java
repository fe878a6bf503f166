package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, the same behind every door: to a service it is Vert.x's {@link GrpcServerRequest}.
 *
 * <p>Messages are pulled, not pushed. The transport keeps raw input and decodes the next message
 * only when the service has demand for it ({@link #pause}, {@link #fetch}); without demand it stops
 * reading its wire, so what a slow service holds is the transport's one chunk of input and no
 * queue. Where the method takes one message, that message is held back until the input has ended: a
 * second one, or none, is UNIMPLEMENTED, as gRPC prescribes for a wrong number of requests.
 *
 * <p>A call ends once: the service ends its response, the call fails (bad input, an exception, the
 * deadline), the peer cancels it or has all it asks for. Then {@link #onClose} is told, input that
 * still comes is not delivered, and what a service writes afterwards is dropped with a failed
 * future. If it has not ended the call, the service hears of it through the exception handlers.
 *
 * <p>All state is kept on the call's context. Methods may be called from other threads, and then
 * take effect on the context a moment later.
 */
public final class ServerCall<Req, Resp> extends ServerCallRequest<Req, Resp> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCall.class);

  private static final CallStatus EXPIRED =
      new CallStatus(GrpcStatus.DEADLINE_EXCEEDED, "the deadline has passed");

  /** As many as the interceptors that ship add to most calls. */
  private static final int CLOSE_HANDLERS = 4;

  private final ServerCallResponse<Req, Resp> response;
  private final @Nullable ServerCall<Req, Resp> origin;

  /** Where {@link OpenCalls} has it; -1 if it is not there. */
  int place = -1;

  private volatile @Nullable CallStatus closed;
  private @Nullable CallDeadline deadline;
  private @Nullable StatusException failedAtStart;

  private @Nullable List<Handler<CallStatus>> closeHandlers;

  /**
   * Makes a call; {@link #start} runs it.
   *
   * @param context the context of the call, which is also the transport's
   * @param method the method called
   * @param transport the door's side of it
   * @param headers the request metadata
   */
  public ServerCall(
      ContextInternal context,
      RegisteredMethod<Req, Resp> method,
      CallTransport<Req, Resp> transport,
      MultiMap headers) {
    this(context, method, transport, null, headers);
  }

  /**
   * Makes a call whose metadata take work that is done only if somebody asks for them.
   *
   * @param context the context of the call, which is also the transport's
   * @param method the method called
   * @param transport the door's side of it
   * @param headers makes the request metadata, on any thread
   */
  public ServerCall(
      ContextInternal context,
      RegisteredMethod<Req, Resp> method,
      CallTransport<Req, Resp> transport,
      Supplier<MultiMap> headers) {
    this(context, method, transport, headers, null);
  }

  private ServerCall(
      ContextInternal context,
      RegisteredMethod<Req, Resp> method,
      CallTransport<Req, Resp> transport,
      @Nullable Supplier<MultiMap> headersSource,
      @Nullable MultiMap headers) {
    super(context, method, transport, headersSource, headers);
    this.response = new ServerCallResponse<>(this);
    this.origin = null;
  }

  /**
   * Makes the call that a service is given which runs on other threads.
   *
   * @param context the context of the service
   * @param origin the call as the door has made it
   * @param transport what stands between the two
   */
  ServerCall(
      ContextInternal context, ServerCall<Req, Resp> origin, CallTransport<Req, Resp> transport) {
    super(context, origin, transport);
    this.response = new ServerCallResponse<>(this);
    this.origin = origin;
    this.deadline = origin.deadline;
  }

  /**
   * The call that the current context serves, for code that is not given it, such as what adds the
   * name of the request to lines of a log; its callbacks are on that context too.
   *
   * @return the call, or null outside of calls
   */
  public static @Nullable ServerCall<?, ?> current() {
    return Vertx.currentContext() instanceof ContextInternal context
        ? CallLocal.get(context)
        : null;
  }

  /**
   * Runs the call: sets its deadline, hands it to the interceptors and the service, and then
   * delivers what input there is. To be called once, on the call's context.
   *
   * @param timeout the deadline in the form of {@code grpc-timeout}, or null for none
   */
  public void start(@Nullable String timeout) {
    if (closed == null) {
      method().limits().open().add(this);
    }
    try {
      startDeadline(timeout);
      method().handler().handle(this);
    } catch (Throwable e) {
      response.fail(e);
    }
    input().pump();
  }

  private void startDeadline(@Nullable String timeout) {
    try {
      long nanos = GrpcTimeout.of(timeout, method().deadline());
      if (nanos == 0) {
        failedAtStart = EXPIRED.asException();
      } else if (nanos != GrpcTimeout.NONE) {
        deadline = CallDeadline.start(context(), startNanos(), nanos, () -> endEarly(EXPIRED));
      }
    } catch (StatusException e) {
      failedAtStart = e;
    }
  }

  /**
   * Hands the call to the service, unless it has failed before it began: by then it has gone
   * through the interceptors as any other call has.
   */
  void serve(Handler<ServerCall<Req, Resp>> service) {
    StatusException failure = failedAtStart;
    if (failure == null) {
      service.handle(this);
    } else {
      response.fail(failure);
    }
  }

  /** What the transport calls when the client has all it asks for: tells the service to stop. */
  public void outputSufficient() {
    endEarly(CallStatus.OK);
  }

  private void endEarly(CallStatus end) {
    if (closed == null) {
      response.close(end);
      notifyFailure(end.code());
    }
  }

  /**
   * Hands a call on that an interceptor has held back, paused: it goes on as if it had begun now.
   * To be called on the call's context; does nothing for a call that has ended meanwhile.
   *
   * @param next what comes after the interceptor
   */
  public void passOn(Handler<ServerCall<Req, Resp>> next) {
    if (closed != null) {
      return;
    }
    input().resume();
    try {
      next.handle(this);
    } catch (Throwable e) {
      response.fail(e);
    }
    input().pump();
  }

  /** What the transport calls when there is input, or its end, that it did not have before. */
  public void inputReady() {
    input().pump();
  }

  /**
   * What the transport calls when input is bad beyond what {@link CallTransport#poll} can say: ends
   * the call, and tells the service.
   *
   * @param failure why; its status becomes the call's
   */
  public void inputFailed(Throwable failure) {
    if (closed == null) {
      response.fail(failure);
      notifyFailure(CallStatus.of(failure).code());
    } else if (CallStatus.isUnexpected(failure)) {
      logUnexpected(failure);
    }
  }

  /**
   * What the transport calls when the peer is gone or has cancelled the call.
   *
   * @param why what happened, for the log
   */
  public void cancelled(String why) {
    endedElsewhere(new CallStatus(GrpcStatus.CANCELLED, why));
  }

  /** Takes note that the call has ended, not by its service, and tells the service. */
  void endedElsewhere(CallStatus status) {
    if (closed == null) {
      closed(status);
      notifyFailure(status.code());
    }
  }

  /**
   * What the transport calls when it holds more of the client's input than before, or less. Of a
   * method that takes one message that message counts as well, until the call ends.
   *
   * @param bytes how much memory the input takes
   * @throws StatusException RESOURCE_EXHAUSTED if all calls together would hold too much
   */
  public void holdInput(long bytes) {
    input().hold(bytes);
  }

  private void notifyFailure(GrpcStatus code) {
    CallStatus end = status();
    GrpcStatus told = code == GrpcStatus.OK ? GrpcStatus.CANCELLED : code;
    StatusException cause = new StatusException(told, end == null ? "" : end.message());
    tellFailure(cause);
    response.notifyException(cause);
    input().failed(cause);
  }

  /** Takes note that the response side has ended the call. */
  void closed(CallStatus status) {
    closed = status;
    method().limits().open().remove(this);
    input().close();
    CallDeadline running = deadline;
    if (running != null && origin == null) {
      running.cancel();
    }
    List<Handler<CallStatus>> told = closeHandlers;
    if (told != null) {
      closeHandlers = null;
      for (int i = told.size() - 1; i >= 0; i--) {
        tell(told.get(i), status);
      }
    }
  }

  /** How many response messages the service has sent. */
  public long messagesSent() {
    return response.sent();
  }

  /**
   * How much time is left until the deadline, zero if it has passed; null if there is none. A call
   * that the service makes from this one's context with Vert.x's gRPC client gets it as its own.
   */
  public @Nullable Duration remaining() {
    CallDeadline running = deadline;
    return running == null ? null : running.remaining();
  }

  /** How the call ended, or null while it goes on. */
  public @Nullable CallStatus status() {
    CallStatus status = closed;
    return status != null || origin == null ? status : origin.closed;
  }

  /**
   * Adds who is told, once, how the call ended; the last one added is told first. A call that has
   * ended tells at once. What a handler throws is logged.
   */
  public ServerCall<Req, Resp> onClose(Handler<CallStatus> handler) {
    CallStatus status = closed;
    if (status != null) {
      tell(handler, status);
      return this;
    }
    List<Handler<CallStatus>> told = closeHandlers;
    if (told == null) {
      told = new ArrayList<>(CLOSE_HANDLERS);
      closeHandlers = told;
    }
    told.add(handler);
    return this;
  }

  /** Tells a handler, which keeps neither the client nor others from hearing if it fails. */
  private void tell(Handler<CallStatus> handler, CallStatus status) {
    try {
      handler.handle(status);
    } catch (Throwable e) {
      logUnexpected(e);
    }
  }

  /**
   * Adds who sees each request message before the service is given it; the first one added is the
   * first to see it. What a handler throws ends the call with its status: the service hears of it
   * as of bad input, and is given neither this message nor a later one.
   *
   * @param handler the handler; to be added before the call is passed on
   */
  public ServerCall<Req, Resp> onMessage(Handler<Req> handler) {
    input().onMessage(handler);
    return this;
  }

  /**
   * Adds who sees each response message before it is sent; the first one added is the first to see
   * it. What a handler throws ends the call with its status, in place of the message.
   *
   * @param handler the handler; to be added before the call is passed on
   */
  public ServerCall<Req, Resp> onResponse(Handler<Resp> handler) {
    response.onMessage(handler);
    return this;
  }

  /**
   * Passes the call on when something is ready, and takes no input until then. To be called by an
   * interceptor, on the call's context, instead of passing the call on itself.
   *
   * @param ready what to wait for; if it fails, the call does with its status
   * @param next who gets the call, on its context, unless it has ended by then
   */
  public void passOnAfter(Future<?> ready, Handler<ServerCall<Req, Resp>> next) {
    input().pause();
    ready.onComplete(
        done ->
            context()
                .runOnContext(
                    v -> {
                      if (done.succeeded()) {
                        passOn(next);
                      } else {
                        inputFailed(done.cause());
                      }
                    }));
  }

  /** Logs a failure that nobody planned for. */
  void logUnexpected(Throwable failure) {
    if (origin != null && origin.closed != null && HandOver.isInterruption(failure)) {
      return;
    }
    LOG.error("{} failed (request {})", method().fullName(), requestId(), failure);
  }

  @Override
  ServerCall<Req, Resp> call() {
    return this;
  }

  @Override
  public ServerCallResponse<Req, Resp> response() {
    return response;
  }

  @Override
  public long timeout() {
    CallDeadline running = deadline;
    return running == null ? 0 : running.timeoutMillis();
  }

  @Override
  public @Nullable Timer deadline() {
    CallDeadline running = deadline;
    return running == null ? null : running.timer();
  }
}
