package dev.sluice.channel;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcLocal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;

/** One try of a call, on one connection. Belongs to the context of the call. */
final class Attempt<Q, A> {

  private static final long CANCEL = 8;

  private final ContextInternal context;
  private final ContextInternal owner;
  private final Subchannel.Use use;
  private final Listener<Q, A> listener;
  private @Nullable GrpcClientRequest<Q, A> request;
  private @Nullable HttpClientRequest stream;
  private boolean over;

  /** Is told what becomes of it, on the context of the call, until it is released. */
  interface Listener<Q, A> {

    /** The request may be set up and sent, at once. */
    void ready(GrpcClientRequest<Q, A> request);

    /** There is a response, which is paused. */
    void answered(GrpcClientResponse<Q, A> response);

    /** There is none. */
    void failed(Throwable failure);

    /** The request cannot be sent, or there is a response whose end is not to be understood. */
    void broken(StatusException failure);
  }

  /**
   * Makes a try.
   *
   * @param context the context of the call
   * @param owner that of the channel
   */
  Attempt(
      ContextInternal context, ContextInternal owner, Subchannel.Use use, Listener<Q, A> listener) {
    this.context = context;
    this.owner = owner;
    this.use = use;
    this.listener = listener;
  }

  Endpoint.Key address() {
    return use.address();
  }

  @Nullable GrpcClientRequest<Q, A> request() {
    return request;
  }

  void start(ServiceMethod<A, Q> method) {
    // Vert.x would take the deadline of the surrounding call as it is, and throw when it has
    // passed.
    ContextInternal own = context.duplicate(true);
    own.removeLocal(GrpcLocal.CONTEXT_LOCAL_KEY);
    owner.emit(
        v ->
            use.link()
                .request(own, method)
                .onComplete(
                    (made, failure) -> {
                      if (made == null) {
                        emit(() -> listener.failed(failure));
                      } else {
                        begin(made);
                      }
                    }));
  }

  private void begin(Link.Exchange<Q, A> made) {
    made.grpc()
        .response()
        .onComplete(
            (response, failure) -> {
              if (response == null) {
                emit(() -> listener.failed(cause(made.http(), failure)));
              } else {
                response.pause();
                emit(() -> listener.answered(response));
                checkEnd(made.http(), response);
              }
            });
    context.emit(
        v -> {
          request = made.grpc();
          stream = made.http();
          if (over) {
            made.grpc().cancel();
          } else {
            ready(made.grpc());
          }
        });
  }

  /** Vert.x throws at headers that it does not send. */
  private void ready(GrpcClientRequest<Q, A> made) {
    try {
      listener.ready(made);
    } catch (RuntimeException e) {
      listener.broken(Failures.with(GrpcStatus.INTERNAL, "the request cannot be sent", e));
    }
  }

  /** What Vert.x says of a response that is none of gRPC, with the status that it stands for. */
  private static Throwable cause(HttpClientRequest stream, Throwable failure) {
    HttpClientResponse response = stream.response().result();
    if (response == null) {
      return failure;
    }
    stream.reset(CANCEL);
    return Failures.notGrpc(response.statusCode(), failure);
  }

  /** Vert.x gives up without a word on trailers whose status is no number. */
  private void checkEnd(HttpClientRequest stream, GrpcClientResponse<Q, A> response) {
    stream
        .response()
        .compose(HttpClientResponse::end)
        .onSuccess(
            v -> {
              String status = response.trailers().get(ChannelResponse.STATUS);
              if (status != null && !status.matches("[0-9]{1,9}")) {
                emit(() -> listener.broken(Failures.wrongStatus(status)));
              }
            });
  }

  /** The HTTP status of the response, once there is one. */
  int httpStatus() {
    HttpClientResponse response = stream == null ? null : stream.response().result();
    return response == null ? 0 : response.statusCode();
  }

  /** Ends the stream, whose request is not sent wholly; Vert.x leaves it open after an error. */
  void reset() {
    HttpClientRequest made = stream;
    if (made != null) {
      made.reset(CANCEL);
    }
  }

  private void emit(Runnable event) {
    context.emit(
        v -> {
          if (!over) {
            event.run();
          }
        });
  }

  /** Tells the channel that the server answers. */
  void succeeded() {
    owner.emit(v -> use.succeeded());
  }

  /** Tells the channel that the server could not be used. */
  void unavailable(Throwable cause) {
    owner.emit(v -> use.failed(cause));
  }

  /** Ends it: nothing is heard of it any more. */
  void release() {
    if (!over) {
      over = true;
      owner.emit(v -> use.released());
    }
  }

  /** Ends it, and tells the server if that has not ended it. */
  void cancel() {
    release();
    GrpcClientRequest<Q, A> made = request;
    if (made != null) {
      made.cancel();
    }
  }
}
