package dev.sluice.server;

import dev.sluice.call.MethodRegistry;
import dev.sluice.grpc.GrpcDoor;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * Leads each request to its door: gRPC and gRPC-Web by content type, all else to REST, and what no
 * operation of the contract takes to the pages behind it.
 */
final class Dispatcher implements Handler<HttpServerRequest> {

  private final MethodRegistry registry;
  private final Cors cors;
  private final Handler<HttpServerRequest> grpc;
  private final Handler<HttpServerRequest> rest;

  Dispatcher(
      MethodRegistry registry,
      Cors cors,
      Handler<HttpServerRequest> grpc,
      Handler<HttpServerRequest> rest) {
    this.registry = registry;
    this.cors = cors;
    this.grpc = grpc;
    this.rest = rest;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (GrpcDoor.isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      cors.allow(request);
      grpc.handle(request);
    } else if (Cors.isPreflight(request) && registry.methodAt(request.path()) != null) {
      cors.answerPreflight(request, HttpMethod.POST);
    } else {
      rest.handle(request);
    }
  }
}
