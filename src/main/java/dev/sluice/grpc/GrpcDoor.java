package dev.sluice.grpc;

import dev.sluice.call.CallStatus;
import dev.sluice.call.EarlyAnswer;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.Refusals;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.RequestId;
import dev.sluice.call.ServerCall;
import dev.sluice.config.Excerpt;
import dev.sluice.config.GrpcConfig;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * The door for gRPC and gRPC-Web: answers every request whose content type begins with {@code
 * application/grpc}.
 *
 * <p>Runs on the request's context. What is wrong with a request is answered with a gRPC status, in
 * a form that HTTP clients can read as well:
 *
 * <ul>
 *   <li>a codec other than proto: 415;
 *   <li>content types that differ: 400;
 *   <li>a method other than POST: 405 with {@code Allow};
 *   <li>gRPC over HTTP/1.1: 426 with {@code Upgrade} (gRPC-Web is at home there);
 *   <li>an unknown service or method: UNIMPLEMENTED.
 * </ul>
 */
public final class GrpcDoor implements Handler<HttpServerRequest> {

  private static final String GRPC = "application/grpc";
  private static final int SUBTYPE = GRPC.indexOf('/') + 1;

  private final MethodRegistry registry;
  private final GrpcConfig config;
  private final Refusals refusals;

  /**
   * Makes a door.
   *
   * @param registry the methods it leads to
   * @param config its limits, and whether gRPC-Web is served
   */
  public GrpcDoor(MethodRegistry registry, GrpcConfig config) {
    this(registry, config, Refusals.NONE);
  }

  /**
   * Makes a door.
   *
   * @param registry the methods it leads to
   * @param config its limits, and whether gRPC-Web is served
   * @param refusals hears of the requests that it refuses
   */
  public GrpcDoor(MethodRegistry registry, GrpcConfig config, Refusals refusals) {
    this.registry = registry;
    this.config = config;
    this.refusals = refusals;
  }

  /**
   * Whether a request is for this door.
   *
   * @param contentType the request's content type, or null
   */
  public static boolean isGrpc(@Nullable String contentType) {
    // One letter tells most others apart.
    return contentType != null
        && contentType.length() >= GRPC.length()
        && Character.toLowerCase(contentType.charAt(SUBTYPE)) == GRPC.charAt(SUBTYPE)
        && contentType.regionMatches(true, 0, GRPC, 0, GRPC.length());
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestId.echo(request);
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    WireProtocol protocol = contentType == null ? null : WireProtocol.of(contentType);
    String otherType = contentType == null ? null : otherType(request, contentType);
    if (otherType != null) {
      refuse(
          request,
          400,
          GrpcStatus.INTERNAL,
          "content-type: "
              + Excerpt.of(contentType)
              + " and "
              + Excerpt.of(otherType)
              + " (expected: one)");
    } else if (protocol == null || (protocol.isWeb() && !config.webEnabled())) {
      refuse(
          request,
          WireProtocol.GRPC,
          415,
          GrpcStatus.INTERNAL,
          "content-type: "
              + contentType
              + " (expected: application/grpc, -web or -web-text, +proto)");
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      refuse(
          request,
          protocol,
          405,
          GrpcStatus.INTERNAL,
          "method: " + request.method() + " (expected: POST)");
    } else if (!protocol.isWeb() && request.version() != HttpVersion.HTTP_2) {
      request
          .response()
          .putHeader(HttpHeaders.UPGRADE, "HTTP/2.0")
          .putHeader(HttpHeaders.CONNECTION, "Upgrade");
      refuse(
          request,
          protocol,
          426,
          GrpcStatus.INTERNAL,
          "gRPC needs HTTP/2; over HTTP/1.1 there is gRPC-Web");
    } else {
      RegisteredMethod<?, ?> method = registry.methodAt(request.path());
      if (method == null) {
        refuse(
            request,
            protocol,
            200,
            GrpcStatus.UNIMPLEMENTED,
            registry.explainMissing(request.path()));
      } else {
        call(request, protocol, method);
      }
    }
  }

  /** A content type of a request that is another one than its first, or null. */
  private static @Nullable String otherType(HttpServerRequest request, String contentType) {
    for (String each : request.headers().getAll(HttpHeaders.CONTENT_TYPE)) {
      if (!each.equals(contentType)) {
        return each;
      }
    }
    return null;
  }

  private <Req, Resp> void call(
      HttpServerRequest request, WireProtocol protocol, RegisteredMethod<Req, Resp> method) {
    GrpcTransport<Req, Resp> transport = new GrpcTransport<>(request, method, protocol, config);
    ServerCall<Req, Resp> call =
        new ServerCall<>(
            ((HttpServerRequestInternal) request).context(), method, transport, request.headers());
    transport.read(call);
    call.start(request.getHeader(GrpcHeader.TIMEOUT));
  }

  /**
   * Refuses a request, in the form of its protocol.
   *
   * @param httpStatus the HTTP status
   * @param code the status of gRPC
   * @param message what is wrong, for people
   */
  public void refuse(HttpServerRequest request, int httpStatus, GrpcStatus code, String message) {
    RequestId.echo(request);
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    WireProtocol protocol = contentType == null ? null : WireProtocol.of(contentType);
    refuse(request, protocol == null ? WireProtocol.GRPC : protocol, httpStatus, code, message);
  }

  private void refuse(
      HttpServerRequest request,
      WireProtocol protocol,
      int httpStatus,
      GrpcStatus code,
      String message) {
    HttpServerResponse response = request.response().setStatusCode(httpStatus);
    EarlyAnswer answer = new EarlyAnswer(request);
    answer.begin();
    response.putHeader(HttpHeaders.CONTENT_TYPE, protocol.responseType());
    CallStatus status = new CallStatus(code, message);
    RequestId.told(request);
    refusals.refused(request, protocol.door(), httpStatus, status);
    StatusHeaders.write(status, null, response.headers()::add);
    if (request.version() == HttpVersion.HTTP_2) {
      response.headersEndHandler(v -> response.headers().remove(HttpHeaders.CONTENT_LENGTH));
    }
    answer.end(response::end);
  }
}
