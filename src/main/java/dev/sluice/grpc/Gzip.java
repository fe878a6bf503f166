package dev.sluice.grpc;

import dev.sluice.config.GrpcConfig;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Inflates compressed messages, counting what comes out. */
final class Gzip {

  /** Up to how many bytes nobody asks what a message was before. */
  private static final int ANY_RATIO = 1 << 20;

  private Gzip() {}

  /**
   * Inflates a message.
   *
   * @param config how large the result may be, and how much larger than the message
   * @throws StatusException RESOURCE_EXHAUSTED if the message is larger when inflated, INTERNAL if
   *     it is not gzip
   */
  static byte[] inflate(byte[] bytes, int offset, int length, GrpcConfig config) {
    long byRatio = Math.max(ANY_RATIO, (long) length * config.maxInflationRatio());
    int most = (int) Math.min(config.maxMessageBytes(), byRatio);
    byte[] inflated;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(bytes, offset, length))) {
      inflated = in.readNBytes((int) Math.min(most + 1L, Integer.MAX_VALUE));
    } catch (IOException e) {
      throw new StatusException(GrpcStatus.INTERNAL, "the compressed message is not valid gzip");
    }
    if (inflated.length > most) {
      throw Deframer.tooLarge("more than the limit when inflated", most);
    }
    return inflated;
  }
}
