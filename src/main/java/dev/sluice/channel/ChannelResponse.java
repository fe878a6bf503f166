package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.StatusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The response of a call. Every way in which it can end other than well is a {@link
 * StatusException}: of {@link #end}, {@link #last} and the exception handler, and then the end
 * handler is not called.
 */
final class ChannelResponse<Q, A> implements GrpcClientResponse<Q, A> {

  static final String STATUS = "grpc-status";

  private final ContextInternal context;
  private final RetryingCall<Q, A> call;
  private final GrpcClientResponse<Q, A> answer;
  private final MessageReader<A> reader;
  private final int httpStatus;
  private final PromiseInternal<Void> end;
  private @Nullable GrpcMessage last;
  private @Nullable GrpcStatus status;
  private @Nullable String statusMessage;
  private boolean flowSet;
  private @Nullable Handler<A> handler;
  private @Nullable Handler<GrpcMessage> messageHandler;
  private @Nullable Handler<InvalidMessageException> invalidMessageHandler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<GrpcError> errorHandler;

  ChannelResponse(
      ContextInternal context,
      RetryingCall<Q, A> call,
      GrpcClientResponse<Q, A> answer,
      MessageReader<A> reader,
      int httpStatus) {
    this.context = context;
    this.call = call;
    this.answer = answer;
    this.reader = reader;
    this.httpStatus = httpStatus;
    this.end = context.promise();
    answer.messageHandler(message -> context.emit(message, this::take));
    answer.endHandler(v -> context.emit(w -> ended()));
    answer.exceptionHandler(e -> context.emit(e, this::broken));
    answer.errorHandler(e -> context.emit(e, this::reset));
    answer.invalidMessageHandler(e -> context.emit(e, this::broken));
  }

  /** What a server said beside its status; empty for nothing. */
  static String message(GrpcClientResponse<?, ?> response) {
    String text = response.headers().get("grpc-message");
    if (text == null) {
      text = response.trailers().get("grpc-message");
    }
    return text == null ? "" : percentDecoded(text);
  }

  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Lets messages come, unless whoever takes them has said how many. */
  void flow() {
    if (!flowSet) {
      answer.resume();
    }
  }

  private void take(GrpcMessage message) {
    if (call.isDone()) {
      return;
    }
    last = message;
    Handler<GrpcMessage> raw = messageHandler;
    Handler<A> decoded = handler;
    try {
      if (raw != null) {
        raw.handle(message);
      } else if (decoded != null) {
        A read;
        try {
          read = reader.read(message);
        } catch (StatusException e) {
          call.fail(e);
          return;
        }
        decoded.handle(read);
      }
    } catch (RuntimeException e) {
      context.reportException(e);
    }
  }

  private void ended() {
    if (call.isDone()) {
      return;
    }
    GrpcStatus code = answer.status() == null ? GrpcStatus.UNKNOWN : answer.status();
    String text = message(answer);
    if (!answer.headers().contains(STATUS) && !answer.trailers().contains(STATUS)) {
      code = Failures.ofHttp(httpStatus);
      text = "HTTP " + httpStatus + ", and an end without a status";
    }
    status = code;
    statusMessage = text;
    if (code == GrpcStatus.OK) {
      call.ended(null);
      end.tryComplete();
      Handler<Void> told = endHandler;
      if (told != null) {
        told.handle(null);
      }
      return;
    }
    StatusException failure = new StatusException(code, text);
    call.ended(failure);
    failed(failure);
  }

  private void broken(Throwable failure) {
    if (failure instanceof InvalidMessageException e && invalidMessageHandler != null) {
      invalidMessageHandler.handle(e);
    }
    call.fail(Failures.status(null, failure));
  }

  private void reset(GrpcError error) {
    if (call.isDone()) {
      return;
    }
    Handler<GrpcError> told = errorHandler;
    if (told != null) {
      told.handle(error);
    }
    call.fail(Failures.status(null, new GrpcErrorException(error, error.status)));
  }

  /** Is told by the call that it has failed. */
  void fail(StatusException e) {
    status = e.status();
    statusMessage = e.message();
    failed(e);
  }

  private void failed(StatusException e) {
    end.tryFail(e);
    Handler<Throwable> told = exceptionHandler;
    if (told != null) {
      told.handle(e);
    }
  }

  @Override
  public MultiMap headers() {
    return answer.headers();
  }

  @Override
  public MultiMap trailers() {
    return answer.trailers();
  }

  @Override
  public @Nullable String encoding() {
    return answer.encoding();
  }

  @Override
  public @Nullable WireFormat format() {
    return answer.format();
  }

  @Override
  public @Nullable GrpcStatus status() {
    return status;
  }

  @Override
  public @Nullable String statusMessage() {
    return statusMessage;
  }

  @Override
  public ChannelResponse<Q, A> messageHandler(@Nullable Handler<GrpcMessage> handler) {
    messageHandler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> invalidMessageHandler(
      @Nullable Handler<InvalidMessageException> handler) {
    invalidMessageHandler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> errorHandler(@Nullable Handler<GrpcError> handler) {
    errorHandler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> handler(@Nullable Handler<A> handler) {
    this.handler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> endHandler(@Nullable Handler<Void> handler) {
    endHandler = handler;
    return this;
  }

  @Override
  public ChannelResponse<Q, A> pause() {
    flowSet = true;
    answer.pause();
    return this;
  }

  @Override
  public ChannelResponse<Q, A> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ChannelResponse<Q, A> fetch(long amount) {
    flowSet = true;
    answer.fetch(amount);
    return this;
  }

  @Override
  public Future<A> last() {
    return end.future()
        .map(
            v -> {
              GrpcMessage message = last;
              if (message == null) {
                throw new StatusException(
                    GrpcStatus.INTERNAL, "the server ended the call without a message");
              }
              return reader.read(message);
            });
  }

  @Override
  public Future<Void> end() {
    return end.future();
  }
}
