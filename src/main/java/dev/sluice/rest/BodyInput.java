package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A request whose body, with path and query, makes up one message. */
final class BodyInput implements Input {

  private final RequestBinder binder;
  private final RequestTarget target;
  private final MediaType type;
  private final RequestBody body;
  private boolean ended;
  private boolean taken;

  BodyInput(RequestBinder binder, RequestTarget target, MediaType type, RequestBody body) {
    this.binder = binder;
    this.target = target;
    this.type = type;
    this.body = body;
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
      return binder.bind(target, type, body);
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
