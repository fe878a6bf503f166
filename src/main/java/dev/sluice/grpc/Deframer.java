package dev.sluice.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts length-prefixed messages out of chunks, one at a time and only when asked.
 *
 * <p>A chunk is read where it lies. Where a message spans chunks, they are joined in a buffer that
 * grows with what has really arrived, not with what a prefix promises. The cost is linear in the
 * input, whatever the chunks. Not safe for concurrent use.
 */
final class Deframer {

  private static final int PREFIX = 5;

  private final int maxMessageBytes;
  private @Nullable ByteBuf input;
  private boolean owned;
  private boolean compressed;
  private byte[] array = {};
  private int offset;
  private int length;

  /**
   * Makes a deframer.
   *
   * @param maxMessageBytes the largest message that it lets pass, in bytes
   */
  Deframer(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Adds a chunk, which from now on is the deframer's. */
  void feed(ByteBuf chunk) {
    ByteBuf rest = input;
    if (rest == null || !rest.isReadable()) {
      input = chunk.hasArray() ? chunk : Unpooled.copiedBuffer(chunk);
      owned = false;
      return;
    }
    if (!owned) {
      ByteBuf grown = Unpooled.buffer(rest.readableBytes() + chunk.readableBytes());
      grown.writeBytes(rest);
      rest = grown;
      input = grown;
      owned = true;
    } else {
      rest.discardReadBytes();
    }
    rest.writeBytes(chunk);
  }

  /**
   * Moves on to the next message.
   *
   * @return whether there is a complete one; if so the accessors tell of it until the next call
   * @throws StatusException RESOURCE_EXHAUSTED if it is too large, INTERNAL if its flags are none
   *     that we know
   */
  boolean next() {
    ByteBuf in = input;
    if (in == null || in.readableBytes() < PREFIX) {
      return false;
    }
    int start = in.readerIndex();
    byte flags = in.getByte(start);
    if ((flags & ~1) != 0) {
      throw new StatusException(
          GrpcStatus.INTERNAL, "message flags: " + (flags & 0xff) + " (expected: 0 or 1)");
    }
    long size = in.getUnsignedInt(start + 1);
    if (size > maxMessageBytes) {
      throw tooLarge(size + " bytes", maxMessageBytes);
    }
    if (in.readableBytes() - PREFIX < size) {
      return false;
    }
    compressed = flags == 1;
    array = in.array();
    offset = in.arrayOffset() + start + PREFIX;
    length = (int) size;
    in.readerIndex(start + PREFIX + length);
    if (!in.isReadable()) {
      input = null;
    }
    return true;
  }

  /** Whether all input has been given out, no piece of a message being left. */
  boolean isEmpty() {
    ByteBuf in = input;
    return in == null || !in.isReadable();
  }

  /** How much memory the pieces of messages take that are not given out yet. */
  int heldBytes() {
    ByteBuf in = input;
    return in == null || !in.isReadable() ? 0 : owned ? in.capacity() : in.readableBytes();
  }

  /** Drops what is left. */
  void discard() {
    input = null;
    array = new byte[0];
  }

  boolean compressed() {
    return compressed;
  }

  byte[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  static StatusException tooLarge(String size, int limit) {
    return new StatusException(
        GrpcStatus.RESOURCE_EXHAUSTED,
        "request message: " + size + " (expected: at most " + limit + " bytes)");
  }
}
