package dev.sluice.rest;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say that every call needs to know, read in one pass. The lines of
 * {@code Accept} and {@code Content-Encoding} are one list; several of {@code Content-Type} have to
 * say the same; of others the first counts.
 */
final class RequestHead {

  private @Nullable String accept;
  private @Nullable String contentEncoding;
  private @Nullable String contentLength;
  private @Nullable String contentType;
  private @Nullable String expect;
  private @Nullable String timeout;
  private boolean odd;

  private RequestHead() {}

  /**
   * Reads the headers of a request.
   *
   * @param metadata how they become metadata
   * @throws RefusedException if they say different things of the type of the body
   */
  static RequestHead of(HttpServerRequest request, RestMetadata metadata) {
    RequestHead head = new RequestHead();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey();
      head.add(name, header);
      head.odd = head.odd || metadata.isOdd(name, header);
    }
    return head;
  }

  private void add(String name, Map.Entry<String, String> header) {
    switch (name.length()) {
      case 6 -> {
        if (name.equalsIgnoreCase("accept")) {
          accept = listed(accept, header.getValue());
        } else if (expect == null && name.equalsIgnoreCase("expect")) {
          expect = header.getValue();
        }
      }
      case 12 -> {
        if (name.equalsIgnoreCase("content-type")) {
          contentType = onlyType(contentType, header.getValue());
        } else if (timeout == null && name.equalsIgnoreCase("grpc-timeout")) {
          timeout = header.getValue();
        }
      }
      case 14 -> {
        if (contentLength == null && name.equalsIgnoreCase("content-length")) {
          contentLength = header.getValue();
        }
      }
      case 16 -> {
        if (name.equalsIgnoreCase("content-encoding")) {
          contentEncoding = listed(contentEncoding, header.getValue());
        }
      }
      default -> {}
    }
  }

  private static String listed(@Nullable String before, String line) {
    return before == null ? line : before + ", " + line;
  }

  private static String onlyType(@Nullable String before, String type) {
    if (before != null && !before.equals(type)) {
      throw RefusedException.bad(
          "content-type: "
              + RefusedException.echo(before)
              + " and "
              + RefusedException.echo(type)
              + " (expected: one)");
    }
    return type;
  }

  @Nullable String accept() {
    return accept;
  }

  @Nullable String contentEncoding() {
    return contentEncoding;
  }

  @Nullable String contentLength() {
    return contentLength;
  }

  @Nullable String contentType() {
    return contentType;
  }

  @Nullable String expect() {
    return expect;
  }

  /** The deadline, in the form of {@code grpc-timeout}. */
  @Nullable String timeout() {
    return timeout;
  }

  /** Whether a header may become metadata that has to be looked at before there is a call. */
  boolean isOdd() {
    return odd;
  }
}
