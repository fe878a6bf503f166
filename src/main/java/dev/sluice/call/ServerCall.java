package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Timer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
 * <p>A call ends once, in one of three ways: the service ends its response, the call fails (bad
 * input, an exception, the deadline), or the peer cancels it. Then {@link #onClose} is told, input
 * that still comes is not delivered, and what a service writes afterwards is dropped quietly with a
 * failed future. In the last two ways the service hears of it through {@link #errorHandler} and the
 * exception handlers of request and response.
 *
 * <p>All state is kept on the call's context. Methods may be called from other threads, and then
 * take effect on the context a moment later.
 */
public final class ServerCall<Req, Resp> implements GrpcServerRequest<Req, Resp> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCall.class);

  private static final CallStatus EXPIRED =
      new CallStatus(GrpcStatus.DEADLINE_EXCEEDED, "the deadline has passed");

  private final ContextInternal context;
  private final RegisteredMethod<Req, Resp> method;
  private final CallTransport<Req, Resp> transport;
  private final @Nullable Supplier<MultiMap> headersSource;
  private volatile @Nullable MultiMap headers;
  private final CallInput<Req> input;
  private final ServerCallResponse<Req, Resp> response;
  private final @Nullable ServerCall<Req, Resp> origin;
  private final long startNanos;

  /** Where {@link OpenCalls} has it; -1 if it is not there. */
  int place = -1;

  private volatile @Nullable CallStatus closed;
  private @Nullable String requestId;
  private @Nullable String traceId;
  private @Nullable CallDeadline deadline;
  private @Nullable StatusException failedAtStart;
  private @Nullable Principal principal;

  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<GrpcError> errorHandler;
  private @Nullable Handler<CallStatus> closeHandler;

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
    this.context = context;
    this.method = method;
    this.transport = transport;
    this.headersSource = headersSource;
    this.headers = headers;
    this.startNanos = System.nanoTime();
    this.input = new CallInput<>(this, startNanos);
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
    this.context = context;
    this.method = origin.method;
    this.transport = transport;
    this.headersSource = null;
    this.headers = origin.headers();
    this.startNanos = origin.startNanos;
    this.input = new CallInput<>(this, startNanos);
    this.response = new ServerCallResponse<>(this);
    this.origin = origin;
    this.requestId = origin.requestId();
    this.traceId = origin.traceId;
    this.deadline = origin.deadline;
    this.principal = origin.principal;
  }

  /**
   * Runs the call: sets its deadline, hands it to the interceptors and the service, and then
   * delivers what input there is. To be called once, on the call's context.
   *
   * @param timeout the deadline in the form of {@code grpc-timeout}, or null for none
   */
  public void start(@Nullable String timeout) {
    if (closed == null) {
      method.limits().open().add(this);
    }
    try {
      startDeadline(timeout);
      method.handler().handle(this);
    } catch (Throwable e) {
      response.fail(e);
    }
    input.pump();
  }

  private void startDeadline(@Nullable String timeout) {
    try {
      long nanos = GrpcTimeout.of(timeout, method.deadline());
      if (nanos == 0) {
        failedAtStart = EXPIRED.asException();
      } else if (nanos != GrpcTimeout.NONE) {
        deadline = CallDeadline.start(context, startNanos, nanos, this::expire);
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

  private void expire() {
    if (closed == null) {
      response.close(EXPIRED);
      notifyFailure(GrpcStatus.DEADLINE_EXCEEDED);
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
    input.resume();
    try {
      next.handle(this);
    } catch (Throwable e) {
      response.fail(e);
    }
    input.pump();
  }

  /** What the transport calls when there is input, or its end, that it did not have before. */
  public void inputReady() {
    input.pump();
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
    input.hold(bytes);
  }

  /** The request side. */
  CallInput<Req> input() {
    return input;
  }

  private void notifyFailure(GrpcStatus status) {
    Handler<GrpcError> onError = errorHandler;
    if (onError != null) {
      context.dispatch(GrpcError.CANCELLED, onError);
    }
    StatusException cause = new StatusException(status, response.closedMessage());
    Handler<Throwable> onException = exceptionHandler;
    if (onException != null) {
      context.dispatch(cause, onException);
    }
    response.notifyException(cause);
    input.failed(cause);
  }

  /** Takes note that the response side has ended the call. */
  void closed(CallStatus status) {
    closed = status;
    method.limits().open().remove(this);
    input.close();
    CallDeadline running = deadline;
    if (running != null && origin == null) {
      running.cancel();
    }
    Handler<CallStatus> onClose = closeHandler;
    if (onClose != null) {
      closeHandler = null;
      tell(onClose, status);
    }
  }

  /** The method called. */
  public RegisteredMethod<Req, Resp> method() {
    return method;
  }

  /** The context that all handlers of this call run on. */
  public ContextInternal context() {
    return context;
  }

  /** The door that the call came by, for example {@code grpc} or {@code rest}. */
  public String door() {
    return transport.door();
  }

  /** The route that the call came by, or null if it did not come by REST or WebSocket. */
  public @Nullable HttpRoute route() {
    return transport.route();
  }

  /** The id of the trace that the call is part of, 32 hexadecimal digits; null without tracing. */
  public @Nullable String traceId() {
    return traceId;
  }

  /** Says which trace the call is part of; for the interceptor that knows. */
  public void traceId(String traceId) {
    this.traceId = traceId;
  }

  /**
   * What the call is named in logs: the client's {@code X-Request-Id} if that is up to 64 letters,
   * digits and {@code -_.:}, else 16 hexadecimal digits.
   */
  public String requestId() {
    String id = requestId;
    if (id == null) {
      id = RequestId.of(headers());
      requestId = id;
    }
    return id;
  }

  /**
   * The certificates that the client has shown in the TLS handshake and that the server has
   * verified, the client's own first; looked up at each call of this method. Empty without TLS,
   * without {@code tls.clientAuth}, for a client that has shown none, and in-process.
   */
  public List<X509Certificate> peerCertificates() {
    return PeerCertificates.of(connection());
  }

  /** Who makes the call, or null as long as nobody has found out. */
  public @Nullable Principal principal() {
    return principal;
  }

  /** Says who makes the call; for the interceptor that has found out, on the call's context. */
  public void principal(Principal principal) {
    this.principal = principal;
    PrincipalLocal.set(context, principal);
  }

  /** How many request messages the service has been given. */
  public long messagesReceived() {
    return input.received();
  }

  /** How many response messages the service has sent. */
  public long messagesSent() {
    return response.sent();
  }

  /** When the call was made, as of {@link System#nanoTime}. */
  public long startNanos() {
    return startNanos;
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
    Handler<CallStatus> earlier = closeHandler;
    closeHandler =
        earlier == null
            ? handler
            : s -> {
              tell(handler, s);
              tell(earlier, s);
            };
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
    input.onMessage(handler);
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
    input.pause();
    ready.onComplete(
        done ->
            context.runOnContext(
                v -> {
                  if (done.succeeded()) {
                    passOn(next);
                  } else {
                    inputFailed(done.cause());
                  }
                }));
  }

  CallTransport<Req, Resp> transport() {
    return transport;
  }

  /** Logs a failure that nobody planned for. */
  void logUnexpected(Throwable failure) {
    if (origin != null && origin.closed != null && HandOver.isInterruption(failure)) {
      return;
    }
    LOG.error("{} failed (request {})", method.fullName(), requestId(), failure);
  }

  @Override
  public ServerCallResponse<Req, Resp> response() {
    return response;
  }

  @Override
  public ServerCall<Req, Resp> handler(@Nullable Handler<Req> handler) {
    context.execute(() -> input.handler(handler));
    return this;
  }

  @Override
  public ServerCall<Req, Resp> messageHandler(@Nullable Handler<GrpcMessage> handler) {
    context.execute(() -> input.messageHandler(handler));
    return this;
  }

  @Override
  public ServerCall<Req, Resp> endHandler(@Nullable Handler<Void> handler) {
    context.execute(() -> input.endHandler(handler));
    return this;
  }

  @Override
  public ServerCall<Req, Resp> exceptionHandler(@Nullable Handler<Throwable> handler) {
    context.execute(() -> this.exceptionHandler = handler);
    return this;
  }

  @Override
  public ServerCall<Req, Resp> errorHandler(@Nullable Handler<GrpcError> handler) {
    context.execute(() -> this.errorHandler = handler);
    return this;
  }

  /** Has no effect: the call itself answers messages that do not decode, with their status. */
  @Override
  public ServerCall<Req, Resp> invalidMessageHandler(
      @Nullable Handler<InvalidMessageException> handler) {
    return this;
  }

  @Override
  public ServerCall<Req, Resp> pause() {
    context.execute(input::pause);
    return this;
  }

  @Override
  public ServerCall<Req, Resp> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ServerCall<Req, Resp> fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount: " + amount + " (expected: >= 0)");
    }
    context.execute(() -> input.fetch(amount));
    return this;
  }

  @Override
  public Future<Req> last() {
    return end().map(v -> input.last());
  }

  @Override
  public Future<Void> end() {
    return context.inThread()
        ? input.end()
        : context.future(done -> context.execute(() -> input.end().onComplete(done)));
  }

  @Override
  public MultiMap headers() {
    MultiMap made = headers;
    if (made == null) {
      made = Objects.requireNonNull(headersSource, "there where headers are not").get();
      headers = made;
    }
    return made;
  }

  /** Always {@code identity}: the transport has inflated what was compressed. */
  @Override
  public String encoding() {
    return "identity";
  }

  @Override
  public WireFormat format() {
    return WireFormat.PROTOBUF;
  }

  @Override
  public ServiceName serviceName() {
    return method.serviceMethod().serviceName();
  }

  @Override
  public String methodName() {
    return method.serviceMethod().methodName();
  }

  @Override
  public String fullMethodName() {
    return method.fullName();
  }

  @Override
  public @Nullable HttpConnection connection() {
    return transport.connection();
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

  /** Decodes a raw response message, as {@code writeMessage} of Vert.x takes it. */
  Resp decodeResponse(GrpcMessage message) throws CodecException {
    return GrpcMessages.response(method, message);
  }
}
