package dev.sluice.grpc;

import io.vertx.core.http.HttpHeaders;

/** The names of gRPC's own request headers. */
final class GrpcHeader {

  static final CharSequence ENCODING = HttpHeaders.createOptimized("grpc-encoding");
  static final CharSequence ACCEPT_ENCODING = HttpHeaders.createOptimized("grpc-accept-encoding");
  static final CharSequence TIMEOUT = HttpHeaders.createOptimized("grpc-timeout");

  private GrpcHeader() {}
}
