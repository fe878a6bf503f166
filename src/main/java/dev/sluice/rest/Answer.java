package dev.sluice.rest;

import dev.sluice.config.CompressionConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer of success is written.
 *
 * @param type its media type
 * @param indents whether JSON that is one message is for people
 * @param compression how it may be compressed, or null if it may not
 * @param request the request that it is for
 * @param metadata how metadata become headers
 */
record Answer(
    MediaType type,
    boolean indents,
    @Nullable CompressionConfig compression,
    HttpServerRequest request,
    RestMetadata metadata) {

  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");

  /** What it goes by in {@code Accept-Encoding}; the first of these that is there counts. */
  private static final List<String> NAMES_OF_GZIP = List.of("gzip", "x-gzip", "*");

  /** An answer as a configuration and a request have it. */
  static Answer of(
      HttpServerRequest request,
      MediaType type,
      boolean indents,
      CompressionConfig compression,
      RestMetadata metadata) {
    return new Answer(type, indents, compression.enabled() ? compression : null, request, metadata);
  }

  /** Compresses a body where it pays, and tells so in the headers. */
  byte[] encode(byte[] body, HttpServerResponse response) {
    CompressionConfig how = compression;
    if (how == null || body.length < how.minBytes()) {
      return body;
    }
    Vary.by(HttpHeaders.ACCEPT_ENCODING, response);
    if (!takesGzip()) {
      return body;
    }
    byte[] smaller = GzipEncoder.encode(body, how.level());
    if (smaller.length >= body.length) {
      return body;
    }
    response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
    return smaller;
  }

  /** Whether it is compressed where that pays. */
  boolean mayBeCompressed() {
    return compression != null && takesGzip();
  }

  /** Tells of an answer that the client has already what of the request it depends on. */
  void vary(HttpServerResponse response) {
    if (compression != null) {
      Vary.by(HttpHeaders.ACCEPT_ENCODING, response);
    }
  }

  /** The encoder of a stream, told in the headers; null if it is not compressed. */
  @Nullable GzipEncoder encoder(HttpServerResponse response) {
    CompressionConfig how = compression;
    if (how == null || !how.streams()) {
      return null;
    }
    Vary.by(HttpHeaders.ACCEPT_ENCODING, response);
    if (!takesGzip()) {
      return null;
    }
    response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
    return new GzipEncoder(how.level());
  }

  /** Whether {@code Accept-Encoding} allows gzip; without the header nothing is asked for. */
  private boolean takesGzip() {
    List<String> codings = request.headers().getAll(HttpHeaders.ACCEPT_ENCODING);
    for (String name : NAMES_OF_GZIP) {
      Boolean allowed = WeightedTokens.allows(codings, name);
      if (allowed != null) {
        return allowed;
      }
    }
    return false;
  }
}
