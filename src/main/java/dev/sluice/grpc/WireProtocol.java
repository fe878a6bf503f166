package dev.sluice.grpc;

import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The protocols that share this door, told apart by content type. */
@SuppressWarnings("ImmutableEnumChecker") // a header value made once, never changed
enum WireProtocol {
  GRPC("grpc", "application/grpc"),
  WEB("grpc-web", "application/grpc-web"),
  WEB_TEXT("grpc-web-text", "application/grpc-web-text");

  private final String door;
  private final String mediaType;
  private final CharSequence responseType;

  WireProtocol(String door, String mediaType) {
    this.door = door;
    this.mediaType = mediaType;
    this.responseType =
        HttpHeaders.createOptimized(door.equals("grpc") ? mediaType : mediaType + "+proto");
  }

  String door() {
    return door;
  }

  boolean isWeb() {
    return this != GRPC;
  }

  CharSequence responseType() {
    return responseType;
  }

  /**
   * The protocol of a content type.
   *
   * @return the protocol, or null if the codec or the type is none that we speak
   */
  static @Nullable WireProtocol of(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end).trim();
    if (type.regionMatches(true, type.length() - 6, "+proto", 0, 6)) {
      type = type.substring(0, type.length() - 6);
    }
    if (type.equalsIgnoreCase(GRPC.mediaType)) {
      return GRPC;
    }
    if (type.equalsIgnoreCase(WEB.mediaType)) {
      return WEB;
    }
    return type.equalsIgnoreCase(WEB_TEXT.mediaType) ? WEB_TEXT : null;
  }
}
