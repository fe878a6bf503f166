package dev.sluice.rest;

import dev.sluice.call.Metadata;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An error as it is answered.
 *
 * @param httpStatus the HTTP status, 400 to 599
 * @param contentType the media type of the body
 * @param body the body
 * @param headers further headers, but for those of the body and the connection
 */
public record RenderedError(
    int httpStatus, String contentType, Buffer body, Map<String, String> headers) {

  /**
   * Checks what is given.
   *
   * @throws IllegalArgumentException if it cannot be sent
   */
  public RenderedError {
    Objects.requireNonNull(body, "body");
    if (httpStatus < 400 || httpStatus > 599) {
      throw new IllegalArgumentException("httpStatus: " + httpStatus + " (expected: 400 to 599)");
    }
    if (contentType.isEmpty() || !Metadata.isAllowedValue(contentType)) {
      throw new IllegalArgumentException("contentType: " + contentType + " (expected: a type)");
    }
    headers = Map.copyOf(headers);
    headers.forEach(
        (name, value) -> {
          if (!Metadata.isAllowedName(name.toLowerCase(Locale.ROOT))
              || !Metadata.isAllowedValue(value)) {
            throw new IllegalArgumentException(
                "header " + name + ": " + value + " (expected: a header that may be set)");
          }
        });
  }

  /** Makes one without further headers. */
  public RenderedError(int httpStatus, String contentType, Buffer body) {
    this(httpStatus, contentType, body, Map.of());
  }
}
