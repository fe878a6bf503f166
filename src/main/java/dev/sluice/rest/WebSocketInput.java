package dev.sluice.rest;

import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The request messages of a WebSocket, put together from frames and not yet bound.
 *
 * <p>An empty message ends the input. Where a method takes one message, that message does too, and
 * an empty one in its place stands for a request without a body; an operation without a body has
 * its one message from the start.
 */
final class WebSocketInput {

  /** What a message costs beyond its bytes. */
  private static final int OVERHEAD = 128;

  private final int maxMessageBytes;
  private final boolean single;
  private final Queue<RequestBody> messages = new ArrayDeque<>();
  private @Nullable RequestBody partial;
  private long received;
  private long polled;
  private long heldBytes;
  private boolean ended;

  /**
   * Makes an input.
   *
   * @param maxMessageBytes how many bytes a message may have
   * @param single whether there is just one message
   * @param bodiless whether it is one without a body, that no frame is needed for
   */
  WebSocketInput(int maxMessageBytes, boolean single, boolean bodiless) {
    this.maxMessageBytes = maxMessageBytes;
    this.single = single;
    if (single && bodiless) {
      add(new RequestBody(maxMessageBytes, 0));
    }
  }

  /**
   * Takes a frame of data.
   *
   * @throws StatusException if it makes a message that is too large, or comes after the end
   */
  void add(WebSocketFrame frame) {
    RequestBody message = partial;
    if (message == null) {
      message = new RequestBody(maxMessageBytes, -1);
    }
    partial = null;
    if (!message.add(((BufferInternal) frame.binaryData()).getByteBuf())) {
      throw tooLarge();
    }
    heldBytes += frame.binaryData().length();
    if (ended && message.length() > 0) {
      throw new StatusException(
          GrpcStatus.INVALID_ARGUMENT, "element " + received + ": the request has ended");
    }
    if (!frame.isFinal()) {
      partial = message;
    } else if (message.length() > 0 || (single && !ended)) {
      add(message);
    } else {
      ended = true;
    }
  }

  private void add(RequestBody message) {
    received++;
    heldBytes += OVERHEAD;
    messages.add(message);
    ended = single;
  }

  /** The answer to a message that is larger than it may be. */
  StatusException tooLarge() {
    return new StatusException(
        GrpcStatus.RESOURCE_EXHAUSTED,
        "element "
            + received
            + " is larger than the "
            + maxMessageBytes
            + " bytes that it may have");
  }

  /** Takes the next message, or null if there is no complete one at hand. */
  @Nullable RequestBody poll() {
    RequestBody message = messages.poll();
    if (message != null) {
      polled++;
      heldBytes -= OVERHEAD + message.length();
    }
    return message;
  }

  /** The place in the stream of the message that was polled last, the first being 0. */
  long index() {
    return polled - 1;
  }

  /** Whether there is a complete message at hand. */
  boolean hasMessage() {
    return !messages.isEmpty();
  }

  /** Whether the input has ended and all of it is polled. */
  boolean isEmptied() {
    return ended && messages.isEmpty();
  }

  /** How much memory the input takes, more or less. */
  long heldBytes() {
    return heldBytes;
  }

  /** Lets go of all messages. */
  void discard() {
    messages.clear();
    partial = null;
    heldBytes = 0;
  }
}
