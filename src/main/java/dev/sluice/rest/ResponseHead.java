package dev.sluice.rest;

import com.google.protobuf.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of success has before its body.
 *
 * @param status the HTTP status
 * @param location the {@code Location}, or null
 * @param etag the field of the response that is the {@code ETag}, or null
 */
record ResponseHead(int status, @Nullable Location location, @Nullable FieldPath etag) {

  /** Whether an answer of the status has no body. */
  boolean isAll() {
    return status == 204 || status == 205;
  }

  /** The entity tag of a response, or null if it has none. */
  @Nullable String entityTag(Message response) {
    return etag == null ? null : EntityTag.of(etag.text(response));
  }

  /** Whether the client has the answer already, as its {@code If-None-Match} tells. */
  boolean isKnown(HttpServerRequest request, @Nullable String entityTag) {
    if (etag == null || status != 200) {
      return false;
    }
    HttpMethod method = request.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return false;
    }
    List<String> known = request.headers().getAll(HttpHeaders.IF_NONE_MATCH);
    return !known.isEmpty() && EntityTag.listed(known, entityTag);
  }
}
