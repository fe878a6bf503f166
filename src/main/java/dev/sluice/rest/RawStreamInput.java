package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request body that becomes a stream of pieces, as they arrive. */
final class RawStreamInput implements Input {

  private final Function<Content, Message> binding;
  private final Queue<ByteBuf> pieces = new ArrayDeque<>();
  private boolean ended;

  /**
   * Makes an input.
   *
   * @param binding makes the message of a piece; fails with a {@link RefusedException}
   */
  RawStreamInput(Function<Content, Message> binding) {
    this.binding = binding;
  }

  private static final class Piece implements Content {
    private final byte[] bytes;

    Piece(ByteBuf chunk) {
      bytes = new byte[chunk.readableBytes()];
      chunk.getBytes(chunk.readerIndex(), bytes);
    }

    @Override
    public byte[] array() {
      return bytes;
    }
  }

  @Override
  public boolean add(ByteBuf chunk) {
    if (chunk.isReadable()) {
      pieces.add(chunk);
    }
    return true;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public @Nullable Message poll() {
    ByteBuf chunk = pieces.poll();
    return chunk == null ? null : binding.apply(new Piece(chunk));
  }

  @Override
  public boolean isDone() {
    return ended && pieces.isEmpty();
  }

  @Override
  public int heldBytes() {
    return pieces.stream().mapToInt(ByteBuf::readableBytes).sum();
  }

  @Override
  public void discard() {
    pieces.clear();
  }
}
