package dev.sluice.rest;

import dev.sluice.call.EarlyAnswer;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one answer to a request, which may come before all of the request has. */
final class Reply {

  private static final byte[] NOTHING = {};

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final EarlyAnswer early;

  Reply(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
    this.early = new EarlyAnswer(request);
  }

  /** Answers without a body. */
  Future<Void> send(int status) {
    return send(status, null, NOTHING);
  }

  /**
   * Answers.
   *
   * @param status the HTTP status
   * @param type the content type, or null for an answer without a body
   * @param body the body; a HEAD request gets its length only
   */
  Future<Void> send(int status, @Nullable CharSequence type, byte[] body) {
    begin(status, type);
    return end(() -> write(type, body));
  }

  /**
   * Prepares the head of an answer. To be called as late as can be, for more of the request may
   * have come by then.
   *
   * @param status the HTTP status
   * @param type the content type, or null for an answer without a body
   */
  void begin(int status, @Nullable CharSequence type) {
    response.setStatusCode(status);
    if (type != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    }
    early.begin();
  }

  /**
   * Ends an answer that has been begun.
   *
   * @param write writes the last of it
   */
  Future<Void> end(Supplier<Future<Void>> write) {
    return early.end(write);
  }

  private Future<Void> write(@Nullable CharSequence type, byte[] body) {
    if (type == null) {
      return response.end();
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
      return response.end();
    }
    return response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(body)));
  }
}
