package dev.sluice.channel;

import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Makes messages of what came over the wire, and inflates them no further than is permitted. */
final class MessageReader<A> {

  private final GrpcMessageDecoder<A> decoder;
  private final int maxBytes;

  MessageReader(GrpcMessageDecoder<A> decoder, int maxBytes) {
    this.decoder = decoder;
    this.maxBytes = maxBytes;
  }

  /**
   * Decodes a message.
   *
   * @throws StatusException INTERNAL if it is none, RESOURCE_EXHAUSTED if it is too large
   */
  A read(GrpcMessage message) {
    GrpcMessage plain =
        switch (message.encoding()) {
          case "identity" -> message;
          case "gzip" ->
              GrpcMessage.message("identity", message.format(), inflate(message.payload()));
          default ->
              throw new StatusException(
                  GrpcStatus.INTERNAL, "a response message is encoded as " + message.encoding());
        };
    try {
      return decoder.decode(plain);
    } catch (RuntimeException e) {
      throw Failures.with(GrpcStatus.INTERNAL, "a response message cannot be read", e);
    }
  }

  private Buffer inflate(Buffer payload) {
    byte[] inflated;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(payload.getBytes()))) {
      inflated = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new StatusException(GrpcStatus.RESOURCE_EXHAUSTED, "a response message is too large");
      }
    } catch (IOException e) {
      throw Failures.with(GrpcStatus.INTERNAL, "a response message cannot be inflated", e);
    }
    return Buffer.buffer(inflated);
  }
}
