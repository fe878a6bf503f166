package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client that is told of changes.
 *
 * <p>The store tells of them on a thread of its own, which is never held up: changes wait in a
 * queue for as long as the client does not read, and when that is full the watch ends with ABORTED.
 * The queue is shared under its own lock; all else belongs to the call's context.
 */
final class PersonWatch {

  /** How many changes may wait for a client. */
  static final int MAX_WAITING = 1_000;

  /** How many bytes they may have; a single change may have more. */
  static final int MAX_WAITING_BYTES = 4 << 20;

  private final WriteStream<PersonChange> response;
  private final Consumer<PersonWatch> onEnd;
  private final Context context;
  private final Queue<PersonChange> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean overflown;
  private boolean woken;
  private PersonStore.@Nullable Watch watch;
  private boolean ended;

  /**
   * Makes a watch, on the call's context.
   *
   * @param onEnd is told, once, that the watch has ended
   */
  PersonWatch(WriteStream<PersonChange> response, Consumer<PersonWatch> onEnd) {
    this.response = response;
    this.onEnd = onEnd;
    this.context = Vertx.currentContext();
  }

  void start(PersonStore store) {
    response.exceptionHandler(e -> end());
    response.drainHandler(v -> send());
    store
        .watch(this::changed, failure -> context.runOnContext(v -> fail(lost(failure))))
        .onSuccess(this::begun)
        .onFailure(this::fail);
  }

  private void begun(PersonStore.Watch begun) {
    if (ended) {
      begun.close();
      return;
    }
    watch = begun;
    // Its failure is that of the call, of which the exception handler hears.
    ((GrpcServerResponse<?, ?>) response).writeHead();
    send();
  }

  /** Takes a change, on any thread. */
  private void changed(PersonChange change) {
    synchronized (waiting) {
      if (overflown) {
        return;
      }
      boolean wake = !woken;
      int bytes = change.getSerializedSize();
      if (hasRoom(bytes)) {
        waiting.add(change);
        waitingBytes += bytes;
      } else {
        overflown = true;
        wake = true;
        waiting.clear();
        waitingBytes = 0;
      }
      if (!wake) {
        return;
      }
      woken = true;
    }
    context.runOnContext(v -> send());
  }

  private boolean hasRoom(int bytes) {
    return waiting.isEmpty()
        || (waiting.size() < MAX_WAITING && bytes <= MAX_WAITING_BYTES - waitingBytes);
  }

  private void send() {
    if (ended || watch == null) {
      return;
    }
    while (!ended && (isOverflown() || !response.writeQueueFull())) {
      PersonChange change = next();
      if (isOverflown()) {
        fail(tooSlow());
      } else if (change == null) {
        return;
      } else if (response.write(change).failed()) {
        end();
      }
    }
  }

  private @Nullable PersonChange next() {
    synchronized (waiting) {
      woken = false;
      PersonChange change = waiting.poll();
      if (change != null) {
        waitingBytes -= change.getSerializedSize();
      }
      return change;
    }
  }

  private boolean isOverflown() {
    synchronized (waiting) {
      return overflown;
    }
  }

  /** Ends the watch and the call, if they have not ended. */
  void fail(Throwable failure) {
    if (!ended) {
      end();
      AddressBookServiceImpl.fail(response, failure);
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    PersonStore.Watch begun = watch;
    if (begun != null) {
      begun.close();
    }
    synchronized (waiting) {
      waiting.clear();
      waitingBytes = 0;
    }
    onEnd.accept(this);
  }

  private static StatusException tooSlow() {
    return new StatusException(
        GrpcStatus.ABORTED,
        "more than "
            + MAX_WAITING
            + " changes, or "
            + MAX_WAITING_BYTES
            + " bytes of them, were not read; list the people, and watch again");
  }

  private static StatusException lost(Throwable failure) {
    String why = failure instanceof StatusException known ? known.message() : null;
    return new StatusException(
        GrpcStatus.UNAVAILABLE,
        (why == null || why.isEmpty() ? "the store lost sight of changes" : why)
            + "; list the people, and watch again");
  }
}
