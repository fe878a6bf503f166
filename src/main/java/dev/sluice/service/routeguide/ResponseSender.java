package dev.sluice.service.routeguide;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Sends what iterators give for as long as the response takes it, and goes on when it takes more.
 *
 * <p>Only the message being written is taken from the iterator, so a slow client holds up the
 * iterator, not memory. A fast client does not hold up the other calls of the event loop either:
 * they get their turn after each {@value #BATCH} messages. When the call ends early the iterator is
 * let go at once. Belongs to the call's context.
 */
final class ResponseSender<T> {

  private static final int BATCH = 256;

  private final WriteStream<T> response;
  private final Context context;
  private @Nullable Iterator<T> messages;
  private @Nullable Runnable then;
  private boolean sending;
  private boolean resting;
  private boolean stopped;

  /** Makes a sender, on the call's context; it takes the response's handlers for itself. */
  ResponseSender(WriteStream<T> response) {
    this.response = response;
    this.context = Vertx.currentContext();
    response.exceptionHandler(e -> stop());
    response.drainHandler(v -> send());
  }

  /**
   * Sends messages, the earlier ones being sent.
   *
   * @param messages the messages
   * @param then what is to be done when all are written; it is not done when the call ends early
   */
  void send(Iterator<T> messages, Runnable then) {
    if (!stopped) {
      this.messages = messages;
      this.then = then;
      send();
    }
  }

  /** Whether the call has ended early. */
  boolean stopped() {
    return stopped;
  }

  /** Sends no more. */
  void stop() {
    stopped = true;
    messages = null;
    then = null;
  }

  private void send() {
    if (sending || resting) {
      return;
    }
    sending = true;
    try {
      sendBatch();
    } finally {
      sending = false;
    }
    Runnable next = then;
    if (messages == null && next != null) {
      then = null;
      next.run();
    }
  }

  private void sendBatch() {
    for (int i = 0; i < BATCH; i++) {
      Iterator<T> from = messages;
      if (from == null) {
        return;
      }
      if (!from.hasNext()) {
        messages = null;
        return;
      }
      if (response.writeQueueFull()) {
        return;
      }
      Future<Void> written = response.write(from.next());
      if (written.failed()) {
        stop();
      }
    }
    resting = true;
    context.runOnContext(
        v -> {
          resting = false;
          send();
        });
  }
}
