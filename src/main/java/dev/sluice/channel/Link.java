package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;

/** An open connection to an address. */
interface Link {

  /** Is told what becomes of a connection, on the channel's context. */
  interface Listener {

    /** The server takes no more calls on it; those that are open go on. */
    void leaving();

    /** It is closed. */
    void closed();
  }

  /**
   * A request that has been made, as gRPC and as what it is underneath.
   *
   * @param grpc the request
   * @param http its stream, which can be reset, and whose response has a status when there is one
   */
  record Exchange<Q, A>(GrpcClientRequest<Q, A> grpc, HttpClientRequest http) {}

  /** Sets who is told. */
  void listen(Listener listener);

  /** How many calls may be open. */
  long maxCalls();

  /**
   * Makes a request; on the channel's context.
   *
   * @param context that of the request, on which the future completes
   */
  <Q, A> Future<Exchange<Q, A>> request(ContextInternal context, ServiceMethod<A, Q> method);

  /**
   * Asks whether a service is served, by {@code grpc.health.v1.Health}.
   *
   * @return done if it is, or if the server cannot say; failed otherwise
   */
  Future<Void> check(String service, Duration timeout);

  /** Closes it. */
  void close();
}
