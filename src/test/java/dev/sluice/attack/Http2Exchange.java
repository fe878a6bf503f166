package dev.sluice.attack;

import static dev.sluice.attack.Http2Wire.GOAWAY;
import static dev.sluice.attack.Http2Wire.HEADERS;
import static dev.sluice.attack.Http2Wire.PING;
import static dev.sluice.attack.Http2Wire.RST_STREAM;

import dev.sluice.attack.Http2Wire.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames over HTTP/2, and tells what came back for stream 1: {@code http N} or {@code grpc
 * N}, {@code reset CODE}, or for the connection {@code goaway CODE} or {@code closed}.
 */
final class Http2Exchange {

  private static final String[] CODES = {
    "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
    "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
    "CONNECT_ERROR", "ENHANCE_YOUR_CALM"
  };

  private Http2Exchange() {}

  /** Sends frames; tells what comes back first. */
  static String run(int port, Consumer<Http2Wire> frames) throws IOException {
    return run(port, 1, frames);
  }

  /** Sends frames; tells what comes back first for a stream, or the connection. */
  static String run(int port, int stream, Consumer<Http2Wire> frames) throws IOException {
    return run(port, stream, frames, false);
  }

  /** Sends frames; {@code lives} if the server answers a PING after them. */
  static String probe(int port, Consumer<Http2Wire> frames) throws IOException {
    return run(port, 1, frames, true);
  }

  private static String run(int port, int stream, Consumer<Http2Wire> frames, boolean probe)
      throws IOException {
    try (Http2Wire wire = new Http2Wire(port, 1 << 20)) {
      frames.accept(wire);
      if (probe) {
        wire.frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      }
      wire.flush();
      while (true) {
        String outcome = outcome(wire.next(), stream, probe);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }

  private static @Nullable String outcome(Frame frame, int stream, boolean probe) {
    switch (frame.type()) {
      case GOAWAY -> {
        int code = frame.payload().getInt(4);
        return code == 0 ? null : "goaway " + CODES[code];
      }
      case RST_STREAM -> {
        return frame.stream() == stream ? "reset " + CODES[frame.payload().getInt(0)] : null;
      }
      case PING -> {
        return probe && frame.flags() == 1 ? "lives" : null;
      }
      case HEADERS -> {
        if (frame.stream() != stream || probe) {
          return null;
        }
        String grpc = frame.headers().get("grpc-status");
        String status = frame.headers().get(":status");
        if (grpc != null) {
          return status == null || status.equals("200")
              ? "grpc " + grpc
              : "http " + status + " grpc " + grpc;
        }
        String type = frame.headers().getOrDefault("content-type", "");
        return type.startsWith("application/grpc") ? null : "http " + status;
      }
      default -> {
        return null;
      }
    }
  }
}
