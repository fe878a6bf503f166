package dev.sluice.rest;

import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** The media types that the door reads and writes. */
enum MediaType {
  /** The <a href="https://protobuf.dev/programming-guides/json/">proto3 JSON mapping</a>. */
  JSON("application/json"),
  /** The protobuf wire format. */
  X_PROTOBUF("application/x-protobuf"),
  /** The protobuf wire format under its other name. */
  PROTOBUF("application/protobuf");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // optimized headers are immutable
  private final CharSequence header;

  MediaType(String text) {
    this.text = text;
    this.header = HttpHeaders.createOptimized(text);
  }

  /** The type as the value of a header. */
  CharSequence header() {
    return header;
  }

  boolean isProtobuf() {
    return this != JSON;
  }

  /** The name of the type. */
  @Override
  public String toString() {
    return text;
  }

  /**
   * The type of a request body.
   *
   * <p>JSON is also what has no type, any {@code +json}, and what curl calls a form, for {@code
   * curl -d '{…}'} to work.
   *
   * @param contentType the content type as it was sent, parameters included
   * @throws RefusedException 415 if it is none that the door reads
   */
  static MediaType ofRequest(String contentType) {
    int semicolon = contentType.indexOf(';');
    if (semicolon >= 0 && !isUtf8(contentType.substring(semicolon + 1))) {
      throw unsupported(contentType, "charset=utf-8");
    }
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String name = type.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "", "application/json", "application/x-www-form-urlencoded" -> JSON;
      case "application/x-protobuf" -> X_PROTOBUF;
      case "application/protobuf" -> PROTOBUF;
      default -> {
        if (name.endsWith("+json") && name.indexOf('/') > 0) {
          yield JSON;
        }
        throw unsupported(contentType, "application/json or application/x-protobuf");
      }
    };
  }

  private static RefusedException unsupported(String contentType, String expected) {
    return new RefusedException(
        415,
        "content-type: " + RefusedException.echo(contentType) + " (expected: " + expected + ")");
  }

  private static boolean isUtf8(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      int equals = parameter.indexOf('=');
      if (equals >= 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        String charset = parameter.substring(equals + 1).strip().replace("\"", "");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
          return false;
        }
      }
    }
    return true;
  }
}
