package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Timer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request of a channel. What is set before the first message is sent with each attempt; messages
 * are kept for those that follow. May be used from any thread.
 */
final class ChannelRequest<Q, A> implements GrpcClientRequest<Q, A> {

  private final Channel channel;
  private final ContextInternal context;
  private final GrpcMessageEncoder<Q> encoder;
  private final GrpcMessageDecoder<A> decoder;
  private final PromiseInternal<GrpcClientResponse<Q, A>> response;
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private @Nullable ServiceName service;
  private @Nullable String method;
  private @Nullable String encoding;
  private WireFormat format = WireFormat.PROTOBUF;
  private @Nullable Duration timeout;
  private volatile @Nullable RetryingCall<Q, A> call;
  private boolean cancelled;
  private Handler<Throwable> exceptionHandler = e -> {};
  private Handler<Void> drainHandler = v -> {};

  ChannelRequest(
      Channel channel,
      ContextInternal context,
      GrpcMessageEncoder<Q> encoder,
      GrpcMessageDecoder<A> decoder) {
    this.channel = channel;
    this.context = context;
    this.encoder = encoder;
    this.decoder = decoder;
    this.response = context.promise();
    this.timeout = channel.options().deadline();
  }

  @Override
  public MultiMap headers() {
    refuseIfSent();
    return headers;
  }

  @Override
  public ChannelRequest<Q, A> encoding(String encoding) {
    refuseIfSent();
    this.encoding = Objects.requireNonNull(encoding);
    return this;
  }

  @Override
  public ChannelRequest<Q, A> format(WireFormat format) {
    refuseIfSent();
    this.format = Objects.requireNonNull(format);
    return this;
  }

  @Override
  public ChannelRequest<Q, A> fullMethodName(String fullMethodName) {
    refuseIfSent();
    int slash = fullMethodName.lastIndexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException(fullMethodName + " (expected: pkg.Service/Method)");
    }
    return serviceName(ServiceName.create(fullMethodName.substring(0, slash)))
        .methodName(fullMethodName.substring(slash + 1));
  }

  @Override
  public ChannelRequest<Q, A> serviceName(ServiceName serviceName) {
    service = serviceName;
    return this;
  }

  @Override
  public ChannelRequest<Q, A> methodName(String methodName) {
    method = methodName;
    return this;
  }

  @Override
  public ChannelRequest<Q, A> timeout(long timeout, TimeUnit unit) {
    refuseIfSent();
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= 0)");
    }
    this.timeout = timeout == 0 ? null : Duration.of(timeout, unit.toChronoUnit());
    return this;
  }

  @Override
  public ChannelRequest<Q, A> idleTimeout(long timeout) {
    throw new UnsupportedOperationException("a call of a channel has a timeout only");
  }

  @Override
  public @Nullable Timer deadline() {
    RetryingCall<Q, A> begun = call;
    return begun == null ? null : begun.deadline();
  }

  @Override
  public HttpConnection connection() {
    RetryingCall<Q, A> begun = call;
    GrpcClientRequest<Q, A> request = begun == null ? null : begun.request();
    if (request == null) {
      throw new IllegalStateException("The call has no connection");
    }
    return request.connection();
  }

  @Override
  public Future<GrpcClientResponse<Q, A>> response() {
    return response.future();
  }

  @Override
  public ChannelRequest<Q, A> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler == null ? e -> {} : handler;
    return this;
  }

  @Override
  public ChannelRequest<Q, A> setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public ChannelRequest<Q, A> drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler == null ? v -> {} : handler;
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    RetryingCall<Q, A> begun = call;
    return begun != null && begun.isFull();
  }

  @Override
  public Future<Void> write(Q message) {
    return put(encoder.encode(message, format), false);
  }

  @Override
  public Future<Void> end(Q message) {
    return put(encoder.encode(message, format), true);
  }

  @Override
  public Future<Void> writeMessage(GrpcMessage message) {
    return put(message, false);
  }

  @Override
  public Future<Void> endMessage(GrpcMessage message) {
    return put(message, true);
  }

  @Override
  public Future<Void> end() {
    return put(null, true);
  }

  @Override
  public void cancel() {
    context.emit(
        v -> {
          cancelled = true;
          StatusException reason = new StatusException(GrpcStatus.CANCELLED, "cancelled");
          RetryingCall<Q, A> begun = call;
          if (begun == null) {
            response.tryFail(reason);
          } else {
            begun.fail(reason);
          }
        });
  }

  private Future<Void> put(@Nullable GrpcMessage message, boolean end) {
    PromiseInternal<Void> done = context.promise();
    context.emit(
        v -> {
          RetryingCall<Q, A> begun = call;
          if (begun != null) {
            begun.put(message, end).onComplete(done);
          } else if (cancelled) {
            done.fail(new StatusException(GrpcStatus.CANCELLED, "cancelled"));
          } else if (service == null || method == null) {
            done.fail(new IllegalStateException("No method has been named"));
          } else {
            RetryingCall<Q, A> made = begin(service, method);
            made.put(message, end).onComplete(done);
            made.start();
          }
        });
    return done.future();
  }

  private RetryingCall<Q, A> begin(ServiceName service, String method) {
    CallHead head = new CallHead(service, method, headers, encoding, timeout);
    RetryingCall<Q, A> made =
        new RetryingCall<>(channel, context, head.serviceMethod(encoder, decoder), head, response);
    made.exceptionHandler(e -> exceptionHandler.handle(e));
    made.drainHandler(v -> drainHandler.handle(null));
    call = made;
    return made;
  }

  private void refuseIfSent() {
    if (call != null) {
      throw new IllegalStateException("The request has been sent");
    }
  }
}
