package dev.sluice.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.security.CallCredentials;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server to call over gRPC, with what is said when a call fails.
 *
 * @param server where it listens
 * @param options how to connect to it
 * @param deadline how long each call may take
 * @param credentials what is shown with each call
 */
record GrpcTarget(
    HostAndPort server, HttpClientOptions options, Duration deadline, CallCredentials credentials) {

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
    SocketAddress address = SocketAddress.inetSocketAddress(server.port(), server.host());
    return credentials
        .authorization(Vertx.currentContext().owner())
        .recover(e -> Future.failedFuture(new CallFailure(String.valueOf(e.getMessage()), e)))
        .compose(
            authorization ->
                client
                    .request(address, method)
                    .onSuccess(request -> authorize(request, authorization)))
        .compose(
            request -> {
              request.timeout(deadline.toMillis(), MILLISECONDS);
              RequestSender<Q> sender = new RequestSender<>(request, requests);
              sender.send();
              return request
                  .response()
                  .compose(response -> take(response, answers))
                  .onComplete((v, e) -> sender.stop());
            })
        .timeout(deadline.toMillis(), MILLISECONDS);
  }

  private static void authorize(GrpcClientRequest<?, ?> request, @Nullable String authorization) {
    if (authorization != null) {
      request.headers().set("authorization", authorization);
    }
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
    return response.end().recover(cause -> Future.failedFuture(failure(response, cause)));
  }

  private static Throwable failure(GrpcClientResponse<?, ?> response, Throwable cause) {
    GrpcStatus status = response.status();
    if (status == null || status == GrpcStatus.OK) {
      return cause;
    }
    String message = response.headers().get("grpc-message");
    if (message == null) {
      message = response.trailers().get("grpc-message");
    }
    return new CallFailure(
        message == null || message.isEmpty()
            ? status.name()
            : status.name() + ": " + percentDecoded(message),
        cause,
        status == GrpcStatus.UNAVAILABLE || status == GrpcStatus.DEADLINE_EXCEEDED);
  }

  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Says in one line why calls failed. */
  CallFailure describe(Throwable cause) {
    if (cause instanceof CallFailure failure) {
      return failure;
    }
    if (cause instanceof TimeoutException) {
      BigDecimal seconds = BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros();
      return new CallFailure(
          "DEADLINE_EXCEEDED: no answer within " + seconds.toPlainString() + " s", cause, true);
    }
    if (cause instanceof UnknownHostException) {
      return new CallFailure("cannot reach " + server + ": unknown host", cause);
    }
    if (cause instanceof ConnectTimeoutException) {
      return new CallFailure("cannot reach " + server + ": connection timed out", cause, true);
    }
    if (cause instanceof ConnectException) {
      return new CallFailure("cannot reach " + server + ": connection refused", cause, true);
    }
    if (cause instanceof SSLException) {
      return new CallFailure("no TLS with " + server + ": " + rootMessage(cause), cause);
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new CallFailure("no gRPC answer from " + server + ": " + reason, cause, true);
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
