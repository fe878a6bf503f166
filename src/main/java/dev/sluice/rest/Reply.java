package dev.sluice.rest;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one answer to a request, which may come before all of the request has.
 *
 * <p>Then the rest of the request is of no use. Over HTTP/2 the stream is reset without an error.
 * Over HTTP/1.1 a small rest is read and dropped, which keeps the connection in use; if it is large
 * or of unknown size, the connection is closed, a moment later or at the end of the request, for a
 * close with unread input would take the answer away from the client.
 */
final class Reply {

  private static final int SMALL = 64 << 10;
  private static final long LINGER_MILLIS = 1000;
  private static final long NO_ERROR = 0;
  private static final byte[] NOTHING = {};

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private boolean early;
  private boolean closes;

  Reply(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
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
    early = !request.isEnded();
    closes = early && request.version() != HttpVersion.HTTP_2 && !isRestSmall();
    if (closes) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /**
   * Ends an answer that has been begun.
   *
   * @param write writes the last of it
   */
  Future<Void> end(Supplier<Future<Void>> write) {
    if (!early) {
      return write.get();
    }
    if (!request.isEnded()) {
      request.resume();
    }
    // Not before the next turn of the loop: the request's end may have come with its head.
    return write
        .get()
        .onComplete(
            v -> ((HttpServerRequestInternal) request).context().runOnContext(turn -> dropRest()));
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

  private boolean isRestSmall() {
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.EXPECT)) {
      return false;
    }
    return declaredLength(request) <= SMALL;
  }

  /** The length of the body as the client declares it, or -1. */
  static long declaredLength(HttpServerRequest request) {
    String text = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (text == null) {
      return -1;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void dropRest() {
    if (request.isEnded()) {
      if (closes) {
        request.connection().close();
      }
    } else if (request.version() == HttpVersion.HTTP_2) {
      response.reset(NO_ERROR);
    } else if (closes) {
      request.exceptionHandler(e -> {});
      request.endHandler(v -> request.connection().close());
      ((HttpServerRequestInternal) request)
          .context()
          .timer(LINGER_MILLIS, TimeUnit.MILLISECONDS)
          .onComplete(v -> request.connection().close());
    }
  }
}
