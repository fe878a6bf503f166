package dev.sluice.rest;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The header {@code Vary} of <a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5">RFC
 * 9110</a>: what of a request its answer depends on. What is there already stays.
 */
final class Vary {

  private Vary() {}

  /** Tells that an answer depends on a header of the request. */
  static void by(CharSequence name, HttpServerResponse response) {
    MultiMap headers = response.headers();
    if (headers.contains(HttpHeaders.VARY)) {
      String before = String.join(", ", headers.getAll(HttpHeaders.VARY));
      headers.set(HttpHeaders.VARY, before + ", " + name);
    } else {
      headers.set(HttpHeaders.VARY, name);
    }
  }

  /** Tells that an answer depends on {@code Accept}, if it is one that a cache may keep. */
  static void byAccept(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      by(HttpHeaders.ACCEPT, request.response());
    }
  }
}
