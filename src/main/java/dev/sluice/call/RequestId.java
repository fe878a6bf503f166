package dev.sluice.call;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The name of one request in logs, which travels as {@code X-Request-Id}: its client's own, if that
 * is up to 64 letters, digits and {@code -_.:}, or 16 hexadecimal digits.
 */
public final class RequestId {

  private static final CharSequence HEADER = HttpHeaders.createOptimized("x-request-id");
  private static final int MAX_LENGTH = 64;

  private RequestId() {}

  /** The client's name for a request, or one made up. */
  static String of(MultiMap headers) {
    String given = given(headers);
    return given == null ? make() : given;
  }

  /** Gives a request a name if its client has not, for the log and for the answer. */
  public static void name(HttpServerRequest request) {
    if (given(request.headers()) == null) {
      request.headers().set(HEADER, make());
    }
  }

  /** Has the answer to a request say the name that the request has come with, if it has one. */
  public static void echo(HttpServerRequest request) {
    String given = given(request.headers());
    if (given != null) {
      request.response().putHeader(HEADER, given);
    }
  }

  /**
   * The name that the answer to a request says; one is made up if there is none so far. To be
   * called before the head of the answer is written.
   */
  public static String told(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String told = response.headers().get(HEADER);
    if (told == null) {
      told = of(request.headers());
      response.putHeader(HEADER, told);
    }
    return told;
  }

  /** Has an answer say a name, unless it says one or its head is written. */
  static void tell(HttpServerResponse response, String id) {
    if (!response.headWritten() && !response.headers().contains(HEADER)) {
      response.putHeader(HEADER, id);
    }
  }

  private static @Nullable String given(MultiMap headers) {
    String id = headers.get(HEADER);
    return id != null && isSane(id) ? id : null;
  }

  private static boolean isSane(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && "-_.:".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String make() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
