package dev.sluice.rest;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request body, up to a limit.
 *
 * <p>A body that comes in one chunk, as small ones do, is not copied.
 */
final class RequestBody implements Content {

  private static final int MAX_FIRST_ALLOCATION = 1 << 20;

  private final int maxBytes;
  private final long declared;
  private byte @Nullable [] bytes;
  private int offset;
  private int length;
  private boolean shared;

  /**
   * Makes an empty body.
   *
   * @param maxBytes how many bytes it may have
   * @param declared how many bytes the sender says it has, or -1
   */
  RequestBody(int maxBytes, long declared) {
    this.maxBytes = maxBytes;
    this.declared = declared;
  }

  /**
   * Appends a chunk, which must not be written to afterwards.
   *
   * @return false if the body is larger than it may be; what it has is dropped
   */
  boolean add(ByteBuf chunk) {
    int more = chunk.readableBytes();
    if (more > maxBytes - length) {
      bytes = null;
      return false;
    }
    byte[] current = bytes;
    if (current == null && chunk.hasArray()) {
      bytes = chunk.array();
      offset = chunk.arrayOffset() + chunk.readerIndex();
      shared = true;
    } else {
      byte[] target = current == null || shared ? copy(current, more) : grow(current, more);
      bytes = target;
      chunk.getBytes(chunk.readerIndex(), target, length, more);
    }
    length += more;
    return true;
  }

  private byte[] copy(byte @Nullable [] current, int more) {
    long expected = Math.min(declared, Math.min(maxBytes, MAX_FIRST_ALLOCATION));
    byte[] copy = new byte[(int) Math.max(expected, length + (long) more)];
    if (current != null) {
      System.arraycopy(current, offset, copy, 0, length);
    }
    offset = 0;
    shared = false;
    return copy;
  }

  private byte[] grow(byte[] current, int more) {
    int needed = length + more;
    if (needed <= current.length) {
      return current;
    }
    return Arrays.copyOf(current, (int) Math.min(maxBytes, Math.max(needed, 2L * current.length)));
  }

  /** The answer to a body that is larger than it may be. */
  static RefusedException tooLarge(int maxBytes) {
    return new RefusedException(
        413, "the body is larger than the " + maxBytes + " bytes that it may have");
  }

  int maxBytes() {
    return maxBytes;
  }

  @Override
  public byte[] array() {
    byte[] current = bytes;
    return current == null ? new byte[0] : current;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    return length;
  }

  /** How much memory the bytes take. */
  int heldBytes() {
    byte[] current = bytes;
    return current == null || shared ? length : current.length;
  }

  /** Lets go of the bytes. */
  void discard() {
    bytes = null;
    length = 0;
  }
}
