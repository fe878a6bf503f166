package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is a stream of messages, as lines, as JSON or as protobuf, or a form, which
 * is a stream of one. Path and query are bound into each of them.
 *
 * <p>What is wrong with a message is told with its place in the stream, the first being 0, and, of
 * JSON as far as it is known, with the line and column counted from the start of the message.
 */
final class StreamInput implements Input {

  private final RequestBinder binder;
  private final RequestTarget target;
  private final MediaType type;
  private final @Nullable String parts;
  private final ElementReader elements;
  private boolean started;

  /**
   * Makes an input.
   *
   * @param type the type of the body, which is JSON of what may be a form
   * @param parts the type of a form in parts with its boundary, or null
   * @param elements cuts the messages out of it
   */
  StreamInput(
      RequestBinder binder,
      RequestTarget target,
      MediaType type,
      @Nullable String parts,
      ElementReader elements) {
    this.binder = binder;
    this.target = target;
    this.type = type;
    this.parts = parts;
    this.elements = elements;
  }

  @Override
  public boolean add(ByteBuf chunk) {
    elements.add(chunk);
    return true;
  }

  @Override
  public void end() {
    elements.end();
  }

  @Override
  public @Nullable Message poll() {
    if (!started) {
      started = true;
      binder.check(target);
    }
    try {
      if (!elements.next()) {
        return null;
      }
      if (!elements.isForm()) {
        return binder.bind(target, type, elements);
      }
      return parts == null
          ? binder.bindForm(target, elements)
          : binder.bindParts(target, parts, elements);
    } catch (RefusedException e) {
      throw e.inElement(elements.index());
    }
  }

  @Override
  public boolean isDone() {
    return elements.isDone();
  }

  @Override
  public int heldBytes() {
    return elements.heldBytes();
  }

  @Override
  public void discard() {
    elements.discard();
  }
}
