package dev.sluice.grpc;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates compressed messages, counting what comes out. */
final class Gzip {

  private Gzip() {}

  /**
   * Inflates a message.
   *
   * @param maxMessageBytes the largest result, in bytes
   * @throws StatusException RESOURCE_EXHAUSTED if the message is larger when inflated, INTERNAL if
   *     it is not gzip
   */
  static byte[] inflate(byte[] bytes, int offset, int length, int maxMessageBytes) {
    byte[] inflated;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length))) {
      inflated = in.readNBytes((int) Math.min(maxMessageBytes + 1L, Integer.MAX_VALUE));
    } catch (IOException e) {
      throw new StatusException(GrpcStatus.INTERNAL, "the compressed message is not valid gzip");
    }
    if (inflated.length > maxMessageBytes) {
      throw Deframer.tooLarge("more than the limit when inflated", maxMessageBytes);
    }
    return inflated;
  }
}
