package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A request body that is sent as gzip, in front of the one that reads it inflated.
 *
 * <p>Of a stream no more is inflated than the next message takes. A body that makes up one message
 * is inflated as it arrives, so that it is refused as soon as it is too large.
 */
final class GzipInput implements Input {

  private static final int PIECE = 16 << 10;
  private static final byte[] NONE = {};

  private final Input inflated;
  private final boolean streams;
  private final GzipDecoder decoder = new GzipDecoder();
  private final Queue<ByteBuf> chunks = new ArrayDeque<>();
  private int waiting;
  private byte[] piece = NONE;
  private int used;
  private boolean ended;
  private boolean endTold;

  GzipInput(Input inflated, boolean streams) {
    this.inflated = inflated;
    this.streams = streams;
  }

  @Override
  public boolean add(ByteBuf chunk) {
    chunks.add(chunk);
    waiting += chunk.readableBytes();
    if (streams) {
      return true;
    }
    while (inflateMore()) {}
    return false;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public @Nullable Message poll() {
    while (true) {
      Message message = inflated.poll();
      if (message != null) {
        return message;
      }
      if (!inflateMore()) {
        if (!ended || endTold) {
          return null;
        }
        endTold = true;
        if (!decoder.isComplete()) {
          throw GzipDecoder.notGzip();
        }
        inflated.end();
      }
    }
  }

  /** Inflates a piece, if there is anything to inflate. */
  private boolean inflateMore() {
    while (true) {
      if (used == piece.length) {
        piece = new byte[PIECE];
        used = 0;
      }
      int count = decoder.inflate(piece, used);
      if (count > 0) {
        // What has been given on is not written to any more, and what is left of it is for later.
        inflated.add(Unpooled.wrappedBuffer(piece, used, count));
        used += count;
        return true;
      }
      ByteBuf chunk = chunks.poll();
      if (chunk == null) {
        return false;
      }
      byte[] bytes = new byte[chunk.readableBytes()];
      waiting -= bytes.length;
      chunk.getBytes(chunk.readerIndex(), bytes);
      decoder.feed(bytes, 0, bytes.length);
    }
  }

  @Override
  public boolean isDone() {
    return endTold && inflated.isDone();
  }

  @Override
  public int heldBytes() {
    return waiting + inflated.heldBytes();
  }

  @Override
  public void discard() {
    chunks.clear();
    waiting = 0;
    piece = NONE;
    used = 0;
    decoder.close();
    inflated.discard();
  }
}
