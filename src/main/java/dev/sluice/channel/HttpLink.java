package dev.sluice.channel;

import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.grpc.health.v1.HealthGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.impl.GrpcClientImpl;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 connection. */
final class HttpLink implements Link {

  /** What a server answers that has no health service, or none for us. */
  private static final Set<GrpcStatus> NOT_OFFERED =
      EnumSet.of(
          GrpcStatus.UNIMPLEMENTED,
          GrpcStatus.NOT_FOUND,
          GrpcStatus.UNAUTHENTICATED,
          GrpcStatus.PERMISSION_DENIED);

  private final HttpClientConnection connection;
  private final GrpcClientImpl client;

  HttpLink(Vertx vertx, HttpClientConnection connection, int maxMessageBytes) {
    this.connection = connection;
    this.client = new ConnectionClient(vertx, connection, maxMessageBytes);
  }

  /** Vert.x's client on one connection, whose constructor is for those who extend it. */
  private static final class ConnectionClient extends GrpcClientImpl {
    ConnectionClient(Vertx vertx, HttpClientConnection connection, int maxMessageBytes) {
      super(vertx, new GrpcClientOptions().setMaxMessageSize(maxMessageBytes), connection, false);
    }
  }

  @Override
  public void listen(Listener listener) {
    connection.goAwayHandler(goAway -> listener.leaving());
    connection.closeHandler(v -> listener.closed());
  }

  @Override
  public long maxCalls() {
    return connection.maxActiveStreams();
  }

  @Override
  public <Q, A> Future<GrpcClientRequest<Q, A>> request(ServiceMethod<A, Q> method) {
    return client.request(method);
  }

  @Override
  public Future<Void> check(String service, Duration timeout) {
    HealthCheckRequest question = HealthCheckRequest.newBuilder().setService(service).build();
    return client
        .request(HealthGrpcClient.Check)
        .compose(
            request -> {
              request.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
              return request
                  .send(question)
                  .compose(HttpLink::verdict)
                  .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                  .onFailure(e -> request.cancel());
            });
  }

  private static Future<Void> verdict(
      GrpcClientResponse<HealthCheckRequest, HealthCheckResponse> response) {
    return response
        .last()
        .transform(
            (answer, failure) -> {
              GrpcStatus status = response.status();
              if (failure == null && answer != null) {
                return answer.getStatus() == ServingStatus.SERVING
                    ? Future.succeededFuture()
                    : unavailable("health is " + answer.getStatus());
              }
              return status != null && NOT_OFFERED.contains(status)
                  ? Future.succeededFuture()
                  : unavailable(
                      "no answer about health: " + (status == null ? failure : status.name()));
            });
  }

  private static Future<Void> unavailable(String message) {
    return Future.failedFuture(new StatusException(GrpcStatus.UNAVAILABLE, message));
  }

  @Override
  public void close() {
    connection.close();
  }
}
