package dev.sluice.server;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A resource that does not change while the server runs, with an entity tag by which browsers keep
 * it, and headers by which they show it with nothing but what is from here.
 *
 * @param type its content type
 * @param body its content
 * @param etag its entity tag
 */
record StaticPage(String type, Buffer body, String etag) {

  private static final int TAG_BYTES = 12;

  /** The only content that a browser takes: no other host, no script or style within a page. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static StaticPage of(String type, Buffer body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes());
      byte[] tag = Arrays.copyOf(digest, TAG_BYTES);
      return new StaticPage(
          type, body, '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(tag) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers a GET or HEAD. */
  void send(HttpServerRequest request) {
    MultiMap headers = request.response().headers();
    headers
        .set(HttpHeaders.ETAG, etag)
        .set(HttpHeaders.CACHE_CONTROL, "no-cache")
        .set("content-security-policy", POLICY)
        .set("x-content-type-options", "nosniff")
        .set("referrer-policy", "no-referrer");
    if (isKnown(request.headers().getAll(HttpHeaders.IF_NONE_MATCH))) {
      request.response().setStatusCode(304).end();
      return;
    }
    headers.set(HttpHeaders.CONTENT_TYPE, type);
    if (request.method().equals(HttpMethod.HEAD)) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
      request.response().end();
    } else {
      request.response().end(body);
    }
  }

  private boolean isKnown(List<String> known) {
    for (String header : known) {
      for (String each : header.split(",", -1)) {
        String tag = each.strip();
        if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag)) {
          return true;
        }
      }
    }
    return false;
  }
}
