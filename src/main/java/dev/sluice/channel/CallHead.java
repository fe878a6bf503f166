package dev.sluice.channel;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each attempt of a call begins with.
 *
 * @param service the service
 * @param method its method
 * @param headers the metadata of the call
 * @param encoding how messages are sent; null for as they are
 * @param timeout how long the call may take by itself; null for any time
 */
record CallHead(
    ServiceName service,
    String method,
    MultiMap headers,
    @Nullable String encoding,
    @Nullable Duration timeout) {

  private static final String PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";

  <Q, A> ServiceMethod<A, Q> serviceMethod(
      GrpcMessageEncoder<Q> encoder, GrpcMessageDecoder<A> decoder) {
    return ServiceMethod.client(service, method, encoder, decoder);
  }

  /**
   * Sets up the request of an attempt.
   *
   * @param previous how many attempts there were before
   * @param remaining how much time is left; null for any
   * @param authorization what the channel shows; null for nothing
   */
  void apply(
      GrpcClientRequest<?, ?> request,
      int previous,
      @Nullable Duration remaining,
      @Nullable String authorization) {
    request.headers().addAll(headers);
    if (previous > 0) {
      request.headers().set(PREVIOUS_ATTEMPTS, Integer.toString(previous));
    }
    if (authorization != null) {
      request.headers().set(HttpHeaders.AUTHORIZATION, authorization);
    }
    if (encoding != null) {
      request.encoding(encoding);
    }
    if (remaining != null) {
      request.timeout(Math.max(1, remaining.toMillis()), TimeUnit.MILLISECONDS);
    }
  }
}
