package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request whose body, with path and query, makes up one message. */
final class BodyInput implements Input {

  private final RequestBody body;
  private final Function<Content, Message> binding;
  private boolean ended;
  private boolean taken;

  /**
   * Makes an input.
   *
   * @param body where the body goes
   * @param binding makes the message of it; fails with a {@link RefusedException}
   */
  BodyInput(RequestBody body, Function<Content, Message> binding) {
    this.body = body;
    this.binding = binding;
  }

  @Override
  public boolean add(ByteBuf chunk) {
    if (!body.add(chunk)) {
      throw RequestBody.tooLarge(body.maxBytes());
    }
    return false;
  }

  @Override
  public void end() {
    ended = true;
  }

  @Override
  public @Nullable Message poll() {
    if (!ended || taken) {
      return null;
    }
    taken = true;
    try {
      return binding.apply(body);
    } finally {
      body.discard();
    }
  }

  @Override
  public boolean isDone() {
    return taken;
  }

  @Override
  public int heldBytes() {
    return body.heldBytes();
  }

  @Override
  public void discard() {
    body.discard();
  }
}
