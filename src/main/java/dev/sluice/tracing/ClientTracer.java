package dev.sluice.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of kind CLIENT for what is asked of others in the context of a call: by the HTTP and
 * gRPC clients of Vert.x, which take the trace along, and its SQL clients.
 *
 * <p>A gRPC client's span is called after the method. Its status is known if it came without a
 * message before, as that of a failure usually does. Spans of kind SERVER are the {@link
 * TracingInterceptor}'s, and messages of the event bus are left alone.
 */
final class ClientTracer implements VertxTracer<Object, ClientTracer.Sent> {

  private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey("http.response.status_code");

  private final Tracing tracing;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  /** A request under way. */
  record Sent(Span span, boolean rpc) {}

  ClientTracer(Tracing tracing, Tracer tracer, TextMapPropagator propagator) {
    this.tracing = tracing;
    this.tracer = tracer;
    this.propagator = propagator;
  }

  Tracing tracing() {
    return tracing;
  }

  @Override
  public <R> @Nullable Sent sendRequest(
      Context context,
      io.vertx.core.spi.tracing.SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tags) {
    if (policy == TracingPolicy.IGNORE || request == null || request instanceof Message<?>) {
      return null;
    }
    io.opentelemetry.context.Context parent = Spans.current((ContextInternal) context);
    if (parent == null) {
      if (policy != TracingPolicy.ALWAYS) {
        return null;
      }
      parent = io.opentelemetry.context.Context.root();
    }
    boolean rpc = request instanceof HttpRequest http && isGrpc(http);
    Span span =
        builder(request, operation, rpc, tags)
            .setParent(parent)
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    // A service that has passed its own metadata on has done so with the trace.
    if (!(request instanceof HttpRequest http) || header(http, "traceparent") == null) {
      propagator.inject(
          parent.with(span),
          headers,
          (to, name, value) -> {
            if (to != null) {
              to.accept(name, value);
            }
          });
    }
    return new Sent(span, rpc);
  }

  private static boolean isGrpc(HttpRequest request) {
    String type = header(request, "content-type");
    return type != null && type.startsWith("application/grpc");
  }

  /** A request by HTTP/1.1 may have no headers at all. */
  private static @Nullable String header(HttpRequest request, String name) {
    MultiMap headers = request.headers();
    return headers == null ? null : headers.get(name);
  }

  private <R> SpanBuilder builder(R request, String operation, boolean rpc, TagExtractor<R> tags) {
    if (!(request instanceof HttpRequest http)) {
      SpanBuilder builder = tracer.spanBuilder(operation);
      tags.extractTo(request, builder::setAttribute);
      return builder;
    }
    SpanBuilder builder;
    if (rpc) {
      String method = http.uri().startsWith("/") ? http.uri().substring(1) : http.uri();
      int slash = method.lastIndexOf('/');
      builder =
          tracer
              .spanBuilder(method)
              .setAttribute(Spans.RPC_SYSTEM, "grpc")
              .setAttribute(Spans.RPC_SERVICE, method.substring(0, Math.max(0, slash)))
              .setAttribute(Spans.RPC_METHOD, method.substring(slash + 1));
    } else {
      builder =
          tracer
              .spanBuilder(operation)
              .setAttribute(Spans.HTTP_METHOD, http.method().name())
              .setAttribute(URL, withoutQuery(http.absoluteURI()));
    }
    SocketAddress server = http.remoteAddress();
    if (server != null && server.isInetSocket()) {
      builder
          .setAttribute(Spans.SERVER_ADDRESS, server.host())
          .setAttribute(Spans.SERVER_PORT, (long) server.port());
    }
    return builder;
  }

  /** A query may hold secrets, which traces are no place for. */
  private static String withoutQuery(String url) {
    int mark = url.indexOf('?');
    return mark < 0 ? url : url.substring(0, mark);
  }

  @Override
  public <R> void receiveResponse(
      Context context,
      @Nullable R response,
      @Nullable Sent sent,
      @Nullable Throwable failure,
      TagExtractor<R> tags) {
    if (sent == null) {
      return;
    }
    Span span = sent.span();
    if (failure != null) {
      span.setAttribute(Spans.ERROR_TYPE, failure.getClass().getName());
      span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    } else if (response instanceof HttpResponse http) {
      if (!sent.rpc()) {
        span.setAttribute(HTTP_STATUS, http.statusCode());
      }
      if (http.statusCode() >= 400) {
        span.setAttribute(Spans.ERROR_TYPE, Integer.toString(http.statusCode()));
        span.setStatus(StatusCode.ERROR);
      } else if (sent.rpc()) {
        MultiMap headers = http.headers();
        takeStatus(span, headers == null ? null : headers.get("grpc-status"));
      }
    }
    span.end();
  }

  private static void takeStatus(Span span, @Nullable String status) {
    if (status == null) {
      return;
    }
    try {
      int code = Integer.parseInt(status);
      span.setAttribute(Spans.RPC_STATUS, code);
      if (code != 0) {
        span.setStatus(StatusCode.ERROR);
      }
    } catch (NumberFormatException e) {
      span.setStatus(StatusCode.ERROR, "grpc-status is not a number");
    }
  }

  @Override
  public void close() {
    tracing.close();
  }
}
