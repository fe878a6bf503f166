package dev.sluice.tracing;

import dev.sluice.call.CallStatus;
import dev.sluice.call.HttpRoute;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of kind SERVER for each call, below the one that its metadata name.
 *
 * <p>It is called after the method, and has the attributes of <a
 * href="https://opentelemetry.io/docs/specs/semconv/rpc/grpc/">gRPC</a>; for a call that came by
 * REST or WebSocket also {@code http.route} and {@code http.request.method}. The span is the
 * current one of the call's context.
 */
final class TracingInterceptor implements Interceptor {

  private static final AttributeKey<String> DOOR = AttributeKey.stringKey("sluice.door");
  private static final AttributeKey<String> REQUEST_ID =
      AttributeKey.stringKey("sluice.request_id");
  private static final AttributeKey<Long> RECEIVED =
      AttributeKey.longKey("sluice.messages.received");
  private static final AttributeKey<Long> SENT = AttributeKey.longKey("sluice.messages.sent");
  private static final AttributeKey<String> HTTP_ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> CLIENT_ADDRESS =
      AttributeKey.stringKey("client.address");
  private static final AttributeKey<Long> CLIENT_PORT = AttributeKey.longKey("client.port");

  /** What is the server's fault, and not its client's. */
  private static final Set<GrpcStatus> ERRORS =
      EnumSet.of(
          GrpcStatus.UNKNOWN,
          GrpcStatus.DEADLINE_EXCEEDED,
          GrpcStatus.UNIMPLEMENTED,
          GrpcStatus.INTERNAL,
          GrpcStatus.UNAVAILABLE,
          GrpcStatus.DATA_LOSS);

  private final Tracer tracer;
  private final TextMapPropagator propagator;

  TracingInterceptor(Tracer tracer, TextMapPropagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /** Reads metadata. */
  private enum Getter implements TextMapGetter<MultiMap> {
    METADATA;

    @Override
    public Iterable<String> keys(MultiMap metadata) {
      return metadata.names();
    }

    @Override
    public @Nullable String get(@Nullable MultiMap metadata, String name) {
      return metadata == null ? null : metadata.get(name);
    }
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    Attributes of =
        Attributes.of(
            Spans.RPC_SYSTEM,
            "grpc",
            Spans.RPC_SERVICE,
            method.descriptor().getService().getFullName(),
            Spans.RPC_METHOD,
            method.descriptor().getName());
    return call -> {
      Context parent = propagator.extract(around(call), call.headers(), Getter.METADATA);
      Span span =
          tracer
              .spanBuilder(method.fullName())
              .setParent(parent)
              .setSpanKind(SpanKind.SERVER)
              .setAllAttributes(of)
              .startSpan();
      if (span.isRecording()) {
        describe(span, call);
      }
      call.traceId(span.getSpanContext().getTraceId());
      call.onClose(status -> end(span, call, status));
      Spans.setCurrent(call.context(), parent.with(span));
      next.handle(call);
    };
  }

  /** What a call is part of that says nothing of it itself: nothing, unless it comes from here. */
  private static Context around(ServerCall<?, ?> call) {
    Context current = call.connection() == null ? Spans.current(call.context()) : null;
    return current == null ? Context.root() : current;
  }

  private static void describe(Span span, ServerCall<?, ?> call) {
    span.setAttribute(DOOR, call.door());
    span.setAttribute(REQUEST_ID, call.requestId());
    HttpRoute route = call.route();
    if (route != null) {
      span.setAttribute(Spans.HTTP_METHOD, route.method());
      span.setAttribute(HTTP_ROUTE, route.template());
    }
    HttpConnection connection = call.connection();
    if (connection != null) {
      put(span, connection.localAddress(), Spans.SERVER_ADDRESS, Spans.SERVER_PORT);
      put(span, connection.remoteAddress(), CLIENT_ADDRESS, CLIENT_PORT);
    }
  }

  private static void put(
      Span span,
      @Nullable SocketAddress address,
      AttributeKey<String> host,
      AttributeKey<Long> port) {
    if (address != null && address.isInetSocket()) {
      span.setAttribute(host, address.hostAddress());
      span.setAttribute(port, address.port());
    }
  }

  private static void end(Span span, ServerCall<?, ?> call, CallStatus status) {
    if (span.isRecording()) {
      span.setAttribute(Spans.RPC_STATUS, status.code().code);
      span.setAttribute(RECEIVED, call.messagesReceived());
      span.setAttribute(SENT, call.messagesSent());
      if (ERRORS.contains(status.code())) {
        span.setStatus(StatusCode.ERROR, status.message());
      }
    }
    span.end();
  }
}
