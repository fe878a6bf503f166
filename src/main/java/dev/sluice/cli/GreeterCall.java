package dev.sluice.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.io.Serial;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One call of {@code helloworld.Greeter/SayHello}, with what is said when it fails. */
final class GreeterCall {

  /** A call without a greeting; its message is one line for a person. */
  static final class Failure extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    Failure(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private final HostAndPort server;
  private final Duration deadline;

  private GreeterCall(HostAndPort server, Duration deadline) {
    this.server = server;
    this.deadline = deadline;
  }

  /** Calls the server and waits for its answer, on a thread that is not one of Vert.x. */
  static String sayHello(HostAndPort server, String name, Duration deadline) throws Failure {
    GreeterCall call = new GreeterCall(server, deadline);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      return call.sayHello(vertx, name).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw call.describe(e.getCause() == null ? e : e.getCause());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private Future<String> sayHello(Vertx vertx, String name) {
    SocketAddress address = SocketAddress.inetSocketAddress(server.port(), server.host());
    HelloRequest hello = HelloRequest.newBuilder().setName(name).build();
    return GrpcClient.client(vertx)
        .request(address, GreeterGrpcClient.SayHello)
        .compose(request -> send(request, hello))
        .compose(GreeterCall::replyOf)
        .timeout(deadline.toMillis(), MILLISECONDS)
        .map(HelloReply::getMessage);
  }

  private Future<GrpcClientResponse<HelloRequest, HelloReply>> send(
      GrpcClientRequest<HelloRequest, HelloReply> request, HelloRequest hello) {
    return request.timeout(deadline.toMillis(), MILLISECONDS).send(hello);
  }

  private static Future<HelloReply> replyOf(GrpcClientResponse<HelloRequest, HelloReply> response) {
    return response
        .last()
        .recover(
            cause ->
                response.status() == null || response.status() == GrpcStatus.OK
                    ? Future.failedFuture(cause)
                    : Future.failedFuture(new Failure(statusOf(response), cause)));
  }

  private static String statusOf(GrpcClientResponse<?, ?> response) {
    String message = response.headers().get("grpc-message");
    if (message == null) {
      message = response.trailers().get("grpc-message");
    }
    return message == null || message.isEmpty()
        ? response.status().name()
        : response.status().name() + ": " + percentDecoded(message);
  }

  private static String percentDecoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private Failure describe(Throwable cause) {
    if (cause instanceof Failure failure) {
      return failure;
    }
    if (cause instanceof TimeoutException) {
      BigDecimal seconds = BigDecimal.valueOf(deadline.toMillis(), 3).stripTrailingZeros();
      return new Failure(
          "DEADLINE_EXCEEDED: no answer within " + seconds.toPlainString() + " s", cause);
    }
    if (cause instanceof UnknownHostException) {
      return new Failure("cannot reach " + server + ": unknown host", cause);
    }
    if (cause instanceof ConnectTimeoutException) {
      return new Failure("cannot reach " + server + ": connection timed out", cause);
    }
    if (cause instanceof ConnectException) {
      return new Failure("cannot reach " + server + ": connection refused", cause);
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new Failure("no gRPC answer from " + server + ": " + reason, cause);
  }
}
