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

  /** Encodes a message as PROTOCOL-HTTP2.md says: UTF-8, all but printable ASCII as %XX. */
  static String percentEncode(String message) {
    StringBuilder out = null;
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      boolean plain = b >= ' ' && b <= '~' && b != '%';
      if (out == null) {
        if (plain) {
          continue;
        }
        out = new StringBuilder(bytes.length + 16);
        out.append(new String(bytes, 0, i, StandardCharsets.US_ASCII));
      }
      if (plain) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
      }
    }
    return out == null ? message : out.toString();
  }
}
