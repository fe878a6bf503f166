package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The request side of a {@link ServerCall}: to a service it is Vert.x's {@link GrpcServerRequest}.
 * It has what is known of the call as well, besides how it goes: what is called, by whom, which
 * way, and by which name in logs.
 *
 * <p>A superclass, and not an object of its own, as there is one for each call.
 */
abstract sealed class ServerCallRequest<Req, Resp> implements GrpcServerRequest<Req, Resp>
    permits ServerCall {

  private final ContextInternal context;
  private final RegisteredMethod<Req, Resp> method;
  private final CallTransport<Req, Resp> transport;
  private final @Nullable Supplier<MultiMap> headersSource;
  private final long startNanos;
  private volatile @Nullable MultiMap headers;
  private volatile @Nullable String requestId;
  private volatile @Nullable String traceId;
  private volatile @Nullable Principal principal;
  private final CallInput<Req> input;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<GrpcError> errorHandler;
  private boolean headOnly;

  /** Takes what a door knows; of the metadata, one or the other is there. */
  ServerCallRequest(
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
    this.input = new CallInput<>(call(), startNanos);
    CallLocal.set(context, call());
  }

  /** Takes what is known of another call, which goes on as this one. */
  ServerCallRequest(
      ContextInternal context,
      ServerCallRequest<Req, Resp> origin,
      CallTransport<Req, Resp> transport) {
    this.context = context;
    this.method = origin.method;
    this.transport = transport;
    this.headersSource = null;
    this.headers = origin.headers();
    this.startNanos = origin.startNanos;
    this.input = new CallInput<>(call(), startNanos);
    this.requestId = origin.requestId();
    this.traceId = origin.traceId;
    this.principal = origin.principal;
    CallLocal.set(context, call());
  }

  /** The call itself. */
  abstract ServerCall<Req, Resp> call();

  /** The request side. */
  CallInput<Req> input() {
    return input;
  }

  /** Tells the service that the call has failed. */
  void tellFailure(StatusException cause) {
    Handler<GrpcError> onError = errorHandler;
    if (onError != null) {
      context.dispatch(GrpcError.CANCELLED, onError);
    }
    Handler<Throwable> onException = exceptionHandler;
    if (onException != null) {
      context.dispatch(cause, onException);
    }
  }

  /**
   * Says, before the call starts, that only the head of its answer is asked for. The service is not
   * called: where it would be, the call ends well and without a response, when all of the request
   * has been looked at.
   *
   * @throws IllegalStateException if the method has one response, which is what the head is of
   */
  public void headOnly() {
    if (!method.responseStreaming()) {
      throw new IllegalStateException(method.fullName() + " has one response");
    }
    headOnly = true;
  }

  /** What the call comes to behind the interceptors: its service, if that is to be called. */
  Handler<ServerCall<Req, Resp>> servedBy(Handler<ServerCall<Req, Resp>> service) {
    return headOnly ? ServerCallRequest::endUnserved : service;
  }

  private static <Req, Resp> void endUnserved(ServerCall<Req, Resp> call) {
    call.handler(message -> {});
    call.endHandler(v -> call.response().end());
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
    return id == null ? named() : id;
  }

  /** Two threads of a call that log at once are to have one name. */
  private synchronized String named() {
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
  }

  /** When the call was made, as of {@link System#nanoTime}. */
  public long startNanos() {
    return startNanos;
  }

  CallTransport<Req, Resp> transport() {
    return transport;
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

  /** How many request messages the service has been given. */
  public long messagesReceived() {
    return input.received();
  }

  @Override
  public ServerCall<Req, Resp> handler(@Nullable Handler<Req> handler) {
    context.execute(() -> input.handler(handler));
    return call();
  }

  @Override
  public ServerCall<Req, Resp> messageHandler(@Nullable Handler<GrpcMessage> handler) {
    context.execute(() -> input.messageHandler(handler));
    return call();
  }

  @Override
  public ServerCall<Req, Resp> endHandler(@Nullable Handler<Void> handler) {
    context.execute(() -> input.endHandler(handler));
    return call();
  }

  @Override
  public ServerCall<Req, Resp> exceptionHandler(@Nullable Handler<Throwable> handler) {
    context.execute(() -> this.exceptionHandler = handler);
    return call();
  }

  @Override
  public ServerCall<Req, Resp> errorHandler(@Nullable Handler<GrpcError> handler) {
    context.execute(() -> this.errorHandler = handler);
    return call();
  }

  /** Has no effect: the call itself answers messages that do not decode, with their status. */
  @Override
  public ServerCall<Req, Resp> invalidMessageHandler(
      @Nullable Handler<InvalidMessageException> handler) {
    return call();
  }

  @Override
  public ServerCall<Req, Resp> pause() {
    context.execute(input::pause);
    return call();
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
    return call();
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
}
