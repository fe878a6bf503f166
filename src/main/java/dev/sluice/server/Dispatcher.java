package dev.sluice.server;

import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RequestId;
import dev.sluice.config.HttpConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.rest.RestDoor;
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
  private final RestDoor rest;
  private final HttpConfig config;

  Dispatcher(
      MethodRegistry registry,
      Cors cors,
      Handler<HttpServerRequest> grpc,
      RestDoor rest,
      HttpConfig config) {
    this.registry = registry;
    this.cors = cors;
    this.grpc = grpc;
    this.rest = rest;
    this.config = config;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (config.requestIds() == HttpConfig.RequestIds.ALWAYS) {
      RequestId.name(request);
    }
    if (GrpcDoor.isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      cors.allow(request);
      grpc.handle(request);
    } else if (Cors.isPreflight(request) && registry.methodAt(request.path()) != null) {
      cors.answerPreflight(request, HttpMethod.POST);
    } else if (request.uri().length() > config.maxUriBytes()) {
      rest.refuse(request, 414, "the request line is too long");
    } else {
      rest.handle(request);
    }
  }
}
