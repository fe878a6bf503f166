package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request whose answer may come before all of it has.
 *
 * <p>Then the rest of the request is of no use, and the client is let go of. Over HTTP/2 no more of
 * it is read, and the stream is reset without an error once the answer is out, as <a
 * href="https://www.rfc-editor.org/rfc/rfc9113#section-8.1">RFC 9113</a> has it. Over HTTP/1.1 a
 * small rest is read and dropped, which keeps the connection in use; if it is large or of unknown
 * size, the connection is closed, a moment later or at the end of the request, for a close with
 * unread input would take the answer away from the client.
 *
 * <p>To be used on the request's context.
 */
public final class EarlyAnswer {

  private static final int SMALL = 64 << 10;
  private static final long LINGER_MILLIS = 1000;
  private static final long NO_ERROR = 0;

  private final HttpServerRequest request;
  private boolean early;
  private boolean closes;

  /** Makes the answer's side of a request, before its head is written. */
  public EarlyAnswer(HttpServerRequest request) {
    this.request = request;
  }

  /**
   * Decides whether the connection has to be closed, and says so in the head of the answer if that
   * is not written yet. To be called as late as can be, for more of the request may have come by
   * then.
   */
  public void begin() {
    early = !request.isEnded();
    closes = early && !isHttp2() && !isRestSmall();
    if (closes && !request.response().headWritten()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /**
   * Ends an answer that has been begun, and lets go of a client that still sends.
   *
   * @param write writes the last of the answer
   * @return what {@code write} returned
   */
  public Future<Void> end(Supplier<Future<Void>> write) {
    if (!early) {
      return write.get();
    }
    if (!request.isEnded()) {
      if (isHttp2()) {
        request.pause();
      } else {
        request.resume();
      }
    }
    // Not before the next turn of the loop: the request's end may have come with its head.
    return write
        .get()
        .onComplete(
            v -> ((HttpServerRequestInternal) request).context().runOnContext(turn -> dropRest()));
  }

  private boolean isHttp2() {
    return request.version() == HttpVersion.HTTP_2;
  }

  private boolean isRestSmall() {
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || request.headers().contains(HttpHeaders.EXPECT)) {
      return false;
    }
    return length(request.getHeader(HttpHeaders.CONTENT_LENGTH)) <= SMALL;
  }

  /**
   * The length that a {@code Content-Length} says: -1 if there is none, and the largest if it is no
   * number, or larger.
   */
  public static long length(@Nullable String text) {
    if (text == null) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || length > (Long.MAX_VALUE - digit) / 10) {
        return Long.MAX_VALUE;
      }
      length = length * 10 + digit;
    }
    return text.isEmpty() ? Long.MAX_VALUE : length;
  }

  private void dropRest() {
    if (request.isEnded()) {
      if (closes) {
        request.connection().close();
      }
    } else if (isHttp2()) {
      request.response().reset(NO_ERROR);
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
