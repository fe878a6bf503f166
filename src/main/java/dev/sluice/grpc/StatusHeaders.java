package dev.sluice.grpc;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Metadata;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a status stands in trailers: {@code grpc-status}, {@code grpc-message} and metadata. */
final class StatusHeaders {

  static final CharSequence GRPC_STATUS = HttpHeaders.createOptimized("grpc-status");
  static final CharSequence GRPC_MESSAGE = HttpHeaders.createOptimized("grpc-message");
  private static final CharSequence OK = HttpHeaders.createOptimized("0");

  /** Clients take 8 KB of headers in all, and fail the call for another reason if there is more. */
  private static final int MAX_MESSAGE = 4096;

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private StatusHeaders() {}

  /** Hands a status and its metadata, name by name, to {@code to}. */
  static void write(
      CallStatus status, @Nullable MultiMap trailers, BiConsumer<CharSequence, CharSequence> to) {
    to.accept(GRPC_STATUS, status.code() == GrpcStatus.OK ? OK : status.code().toString());
    if (!status.message().isEmpty()) {
      to.accept(GRPC_MESSAGE, percentEncode(status.message()));
    }
    if (trailers != null) {
      Metadata.forEachAllowed(trailers, to::accept);
    }
  }

  /**
   * Encodes a message as PROTOCOL-HTTP2.md says: UTF-8, all but printable ASCII as %XX. One that is
   * longer than {@value #MAX_MESSAGE} characters then is cut.
   */
  static String percentEncode(String message) {
    if (isPlain(message)) {
      return message;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(Math.min(bytes.length + 16, MAX_MESSAGE + 16));
    for (byte b : bytes) {
      boolean startsCharacter = (b & 0xC0) != 0x80;
      if (startsCharacter && out.length() >= MAX_MESSAGE) {
        return out.append("...").toString();
      }
      if (isPlain(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String message) {
    if (message.length() > MAX_MESSAGE) {
      return false;
    }
    for (int i = 0; i < message.length(); i++) {
      if (!isPlain(message.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c <= '~' && c != '%';
  }
}
