package dev.sluice.rest;

import dev.sluice.call.CallStatus;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;

/**
 * How a close frame tells the end of a call.
 *
 * @param code 1000 for OK, else 4000 and the number of the status code, unless RFC 6455 has a code
 *     of its own for the fault
 * @param reason what happened, for people, cut to what a close frame has room for
 */
record WebSocketClose(short code, String reason) {

  private static final short NORMAL = 1000;
  private static final int STATUS_BASE = 4000;
  private static final int MAX_REASON_BYTES = 123;

  static WebSocketClose of(CallStatus status) {
    return status.code() == GrpcStatus.OK
        ? new WebSocketClose(NORMAL, "")
        : of(STATUS_BASE + status.code().code, status.message());
  }

  static WebSocketClose of(int code, String message) {
    return new WebSocketClose((short) code, cut(message));
  }

  /** The beginning of a text, as much as fits, cut between two characters. */
  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_REASON_BYTES) {
      return text;
    }
    int end = MAX_REASON_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
