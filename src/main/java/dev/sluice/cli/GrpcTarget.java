package dev.sluice.cli;

import dev.sluice.channel.ChannelOptions;
import dev.sluice.channel.Target;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * The servers to call over gRPC, with what is said when a call fails.
 *
 * @param channel where they listen, and how to call them
 */
record GrpcTarget(ChannelOptions channel) {

  /** The same, for calls that are not made again where a server may have carried them out. */
  GrpcTarget withoutRetries() {
    return new GrpcTarget(channel.withMaxAttempts(1));
  }

  /**
   * Makes calls and waits for their outcome, on a thread that is not one of Vert.x.
   *
   * @param calls makes the calls with a client, on its event loop
   * @return what they come to
   */
  <T> T run(Function<GrpcClient, Future<T>> calls) throws CallFailure {
    try (GrpcSession session = new GrpcSession(this)) {
      return session.run(calls);
    }
  }

  /**
   * Makes one call, of whatever kind: sends requests as fast as the server takes them, and hands on
   * the answers.
   *
   * @return completed when the server has ended the call well
   */
  <Q, A> Future<Void> call(
      GrpcClient client, ServiceMethod<A, Q> method, Iterator<Q> requests, Handler<A> answers) {
    return client
        .request(method)
        .compose(
            request -> {
              RequestSender<Q> sender = new RequestSender<>(request, requests);
              sender.send();
              return request
                  .response()
                  .compose(response -> take(response, answers))
                  .onComplete((v, e) -> sender.stop());
            });
  }

  /** Sends what an iterator gives while the server takes it, and stops when the call ends. */
  private static final class RequestSender<Q> {

    private final GrpcClientRequest<Q, ?> request;
    private final Iterator<Q> messages;
    private boolean stopped;

    RequestSender(GrpcClientRequest<Q, ?> request, Iterator<Q> messages) {
      this.request = request;
      this.messages = messages;
      request.exceptionHandler(e -> stop());
      request.drainHandler(v -> send());
    }

    void stop() {
      stopped = true;
    }

    void send() {
      while (!stopped && !request.writeQueueFull()) {
        if (messages.hasNext()) {
          request.write(messages.next());
        } else {
          stopped = true;
          request.end();
        }
      }
    }
  }

  private static <A> Future<Void> take(GrpcClientResponse<?, A> response, Handler<A> answers) {
    response.handler(answers);
    return response.end();
  }

  /** Says in one line why calls failed. */
  CallFailure describe(Throwable failure) {
    if (failure instanceof CallFailure described) {
      return described;
    }
    if (failure instanceof StatusException e) {
      return describe(e);
    }
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new CallFailure("no gRPC answer from " + servers() + ": " + reason, failure, true);
  }

  private CallFailure describe(StatusException e) {
    Throwable cause = e.getCause();
    String message = e.message() == null ? "" : e.message();
    if (cause instanceof SSLException) {
      return new CallFailure("no TLS with " + servers() + ": " + rootMessage(cause), e);
    }
    if (cause instanceof UnknownHostException) {
      return new CallFailure("cannot reach " + message, e);
    }
    boolean single = message.startsWith(servers());
    if (single && (cause instanceof ConnectException || cause instanceof TimeoutException)) {
      return new CallFailure("cannot reach " + message, e, true);
    }
    if (single && cause != null) {
      return new CallFailure("no gRPC answer from " + message, e, true);
    }
    return new CallFailure(
        e.status().name() + (message.isEmpty() ? "" : ": " + message),
        e,
        e.status() == GrpcStatus.UNAVAILABLE || e.status() == GrpcStatus.DEADLINE_EXCEEDED);
  }

  private String servers() {
    return channel.targets().stream().map(Target::toString).collect(Collectors.joining(", "));
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
