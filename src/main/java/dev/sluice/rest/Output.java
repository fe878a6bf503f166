package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** How the response messages of a call and its status become the answer to its request. */
interface Output {

  /** Sends the head, as far as it can be told already. */
  Future<Void> writeHead(MultiMap headers);

  /**
   * Sends a message.
   *
   * @param headers the response metadata if this is the first thing sent, else null
   * @throws JsonException if JSON cannot express the message, of which nothing is sent then
   */
  Future<Void> write(@Nullable MultiMap headers, Message message) throws JsonException;

  /**
   * Ends the answer.
   *
   * @param headers the response metadata if nothing is sent yet, else null
   * @param last a last message, or null
   * @param failure what went wrong, or null
   * @param trailers the trailing metadata, or null
   * @throws UnwritableException if the last message cannot be expressed; the answer has not ended
   *     then
   */
  Future<Void> end(
      @Nullable MultiMap headers,
      @Nullable Message last,
      @Nullable Failure failure,
      @Nullable MultiMap trailers);

  /** How much is held that is not sent yet, and grows with what the service writes. */
  default long heldBytes() {
    return 0;
  }

  /** Whether the client has asked for no more than has been written, so that the call may end. */
  default boolean isSufficient() {
    return false;
  }

  /** Drops what is not sent yet: the call is over. */
  void discard();
}
