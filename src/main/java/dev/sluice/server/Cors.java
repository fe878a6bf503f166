package dev.sluice.server;

import dev.sluice.config.CorsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/**
 * The server's side of the <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS
 * protocol</a>.
 *
 * <p>A request from an origin that is not allowed is served all the same, but without the headers
 * that would let the browser show the answer to the page.
 */
final class Cors {

  private static final String ANY = "*";

  private final CorsConfig config;
  private final boolean anyOrigin;
  private final boolean anyHeader;
  private final String allowedHeaders;
  private final String exposedHeaders;
  private final String maxAge;

  Cors(CorsConfig config) {
    this.config = config;
    this.anyOrigin = config.allowedOrigins().contains(ANY);
    this.anyHeader = config.allowedHeaders().contains(ANY);
    this.allowedHeaders = String.join(", ", config.allowedHeaders());
    this.exposedHeaders = String.join(", ", config.exposedHeaders());
    this.maxAge = Long.toString(config.maxAge().toSeconds());
  }

  /** Whether a request asks what another one may do. */
  static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /**
   * Whether a preflight asks for a request header.
   *
   * @param header the name in lower case
   */
  static boolean asksFor(String header, HttpServerRequest request) {
    for (String list : request.headers().getAll(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS)) {
      for (String each : list.split(",", -1)) {
        if (each.strip().equalsIgnoreCase(header)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the origin of a request is one that is allowed. */
  boolean allows(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && config.allows(origin);
  }

  /** Adds to the response what lets a page of the request's origin, if it has one, read it. */
  void allow(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      if (!anyOrigin && isCached(request.method())) {
        // Else a cache would give this answer to the page of an origin that may read it.
        request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      }
      return;
    }
    HttpServerResponse response = request.response();
    if (allowOrigin(origin, response) && !exposedHeaders.isEmpty()) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
    }
  }

  private static boolean isCached(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  /**
   * Answers a preflight.
   *
   * @param methods the methods that the resource takes; {@code *} among them stands for all
   */
  void answerPreflight(HttpServerRequest request, Set<String> methods) {
    HttpServerResponse response = request.response().setStatusCode(204);
    MultiMap headers = request.headers();
    if (allowOrigin(headers.get(HttpHeaders.ORIGIN), response)) {
      response.putHeader(
          HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
          methods.contains(ANY)
              ? headers.get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
              : String.join(", ", methods));
      String asked = headers.get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
      if (asked != null) {
        response.putHeader(
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, anyHeader ? asked : allowedHeaders);
      }
      response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
    }
    response.end();
  }

  private boolean allowOrigin(String origin, HttpServerResponse response) {
    if (anyOrigin) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
      return true;
    }
    response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (!config.allowedOrigins().contains(origin)) {
      return false;
    }
    response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if (config.allowCredentials()) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    return true;
  }
}
