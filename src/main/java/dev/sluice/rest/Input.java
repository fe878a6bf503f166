package dev.sluice.rest;

import com.google.protobuf.Message;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** How the body of a request becomes the request messages of its call. */
interface Input {

  /**
   * Adds a chunk of the body, which must not be written to afterwards.
   *
   * @return whether there may be a message now that there was not before
   * @throws RefusedException if the body is larger than it may be
   */
  boolean add(ByteBuf chunk);

  /** Takes note that the body has ended. */
  void end();

  /**
   * Takes the next message.
   *
   * @return the message, or null when there is no complete one
   * @throws RefusedException if the request does not fit the operation
   */
  @Nullable Message poll();

  /** Whether the body has ended and {@link #poll} has given out all of it. */
  boolean isDone();

  /** How much memory the body takes, that of a message which is its only one included. */
  int heldBytes();

  /** Drops what is left. */
  void discard();
}
