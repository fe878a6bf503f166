package dev.sluice.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.Arrays;

/**
 * Decodes the body of gRPC-Web-text: base64 that may be cut into chunks anywhere, and that may be
 * several padded pieces one after the other. Not safe for concurrent use.
 */
final class Base64Stream {

  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUES[alphabet.charAt(i)] = (byte) i;
    }
  }

  private int group;
  private int chars;
  private int padding;

  /**
   * Decodes a chunk.
   *
   * @return what is complete so far; a group cut short by the chunk's end is kept for the next one
   * @throws StatusException INTERNAL if the text is not base64
   */
  ByteBuf decode(ByteBuf chunk) {
    ByteBuf out = Unpooled.buffer(chunk.readableBytes() / 4 * 3 + 3);
    while (chunk.isReadable()) {
      byte c = chunk.readByte();
      if (c == '=') {
        padding++;
        group <<= 6;
      } else {
        int value = c < 0 ? -1 : VALUES[c];
        if (value < 0 || padding > 0) {
          throw invalid();
        }
        group = group << 6 | value;
      }
      if (++chars == 4) {
        flush(out);
      }
    }
    return out;
  }

  private void flush(ByteBuf out) {
    if (padding > 2) {
      throw invalid();
    }
    out.writeByte(group >> 16);
    if (padding < 2) {
      out.writeByte(group >> 8);
    }
    if (padding < 1) {
      out.writeByte(group);
    }
    group = 0;
    chars = 0;
    padding = 0;
  }

  /** Whether no group is left half read. */
  boolean isComplete() {
    return chars == 0;
  }

  private static StatusException invalid() {
    return new StatusException(GrpcStatus.INTERNAL, "the gRPC-Web text body is not valid base64");
  }
}
