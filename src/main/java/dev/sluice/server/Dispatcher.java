package dev.sluice.server;

import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RequestId;
import dev.sluice.config.Excerpt;
import dev.sluice.config.HttpConfig;
import dev.sluice.grpc.GrpcDoor;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads each request to its door: gRPC and gRPC-Web by content type, all else to REST, and what no
 * operation of the contract takes to the pages behind it. A preflight for a path that both gRPC-Web
 * and REST serve goes by the rules of the one that is asked for, if that can be told; else by those
 * of REST where they allow the origin. A request for a host that is not allowed gets to none.
 */
final class Dispatcher implements Handler<HttpServerRequest> {

  private static final Set<String> POST = Set.of("POST");

  /**
   * A header that clients of gRPC-Web send, by which their preflights are told from those of REST.
   */
  private static final String GRPC_WEB = "x-grpc-web";

  private final MethodRegistry registry;
  private final @Nullable Cors cors;
  private final GrpcDoor grpc;
  private final RestCors rest;
  private final HttpConfig config;
  private final @Nullable AllowedHosts hosts;

  /**
   * Makes a dispatcher.
   *
   * @param cors which pages may call over gRPC-Web, or null if that is not served
   */
  Dispatcher(
      MethodRegistry registry,
      @Nullable Cors cors,
      GrpcDoor grpc,
      RestCors rest,
      HttpConfig config) {
    this.registry = registry;
    this.cors = cors;
    this.grpc = grpc;
    this.rest = rest;
    this.config = config;
    this.hosts = AllowedHosts.of(config.allowedHosts());
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (config.requestIds() == HttpConfig.RequestIds.ALWAYS) {
      RequestId.name(request);
    }
    String otherHost = hosts == null ? null : hosts.other(request);
    if (otherHost != null) {
      refuseHost(request, otherHost);
      return;
    }
    Cors web = cors;
    if (GrpcDoor.isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      if (web != null) {
        web.allow(request);
      }
      grpc.handle(request);
    } else if (web != null
        && Cors.isPreflight(request)
        && registry.methodAt(request.path()) != null
        && (Cors.asksFor(GRPC_WEB, request) || !rest.allowsPreflight(request))) {
      web.answerPreflight(request, POST);
    } else if (request.uri().length() > config.maxUriBytes()) {
      rest.refuse(request, 414, "the request line is too long");
    } else {
      rest.handle(request);
    }
  }

  private void refuseHost(HttpServerRequest request, String host) {
    String why = "host: " + Excerpt.of(host) + " (expected: one of this server's)";
    if (GrpcDoor.isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      grpc.refuse(request, 421, GrpcStatus.PERMISSION_DENIED, why);
    } else {
      rest.refuse(request, 421, why);
    }
  }
}
