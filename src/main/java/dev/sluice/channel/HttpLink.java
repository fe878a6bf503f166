package dev.sluice.channel;

import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.grpc.health.v1.HealthGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.impl.GrpcClientImpl;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection. */
final class HttpLink implements Link {

  /** What a server answers that has no health service, or none for us. */
  private static final Set<GrpcStatus> NOT_OFFERED =
      EnumSet.of(
          GrpcStatus.UNIMPLEMENTED,
          GrpcStatus.NOT_FOUND,
          GrpcStatus.UNAUTHENTICATED,
          GrpcStatus.PERMISSION_DENIED);

  private final ContextInternal owner;
  private final UnpooledHttpClientConnection connection;
  private final GrpcClientOptions options;

  HttpLink(ContextInternal owner, HttpClientConnection connection, int maxMessageBytes) {
    this.owner = owner;
    this.connection = (UnpooledHttpClientConnection) connection;
    this.options = new GrpcClientOptions().setMaxMessageSize(maxMessageBytes);
  }

  /** Vert.x's client, whose constructor with options is for those who extend it. */
  private static final class BoundClient extends GrpcClientImpl {
    BoundClient(Vertx vertx, GrpcClientOptions options, HttpClient transport) {
      super(vertx, options, transport, false);
    }
  }

  /**
   * The connection as a client that makes requests for a context which need not be the current one:
   * with another thread the connection's locks could be taken in another order than its own thread
   * takes them.
   */
  private static final class Transport implements HttpClient {

    private final UnpooledHttpClientConnection connection;
    private final ContextInternal context;
    private @Nullable HttpClientRequest made;

    Transport(UnpooledHttpClientConnection connection, ContextInternal context) {
      this.connection = connection;
      this.context = context;
    }

    @Override
    public Future<HttpClientRequest> request(RequestOptions request) {
      return connection
          .request(context, request)
          .map(
              stream -> {
                made = stream;
                return stream;
              });
    }

    /** The request that has been made. */
    HttpClientRequest made() {
      return Objects.requireNonNull(made);
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
      return connection.shutdown(timeout, unit);
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
  public <Q, A> Future<Exchange<Q, A>> request(
      ContextInternal context, ServiceMethod<A, Q> method) {
    Transport transport = new Transport(connection, context);
    return new BoundClient(context.owner(), options, transport)
        .request(method)
        .map(request -> new Exchange<>(request, transport.made()));
  }

  @Override
  public Future<Void> check(String service, Duration timeout) {
    HealthCheckRequest question = HealthCheckRequest.newBuilder().setService(service).build();
    return request(owner, HealthGrpcClient.Check)
        .compose(
            made -> {
              GrpcClientRequest<HealthCheckRequest, HealthCheckResponse> request = made.grpc();
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
