package dev.sluice.call;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What other threads have written to a call, and its context has not come to yet.
 *
 * <p>Those threads cannot see the wire's queue, and what they write is not in it at once: so they
 * go by the number of their writes on the way, and by how full the wire was after the last one.
 */
final class PostedWrites {

  private static final int MAX = 16;

  private final ServerCall<?, ?> call;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean wireFull;
  private volatile boolean toldFull;

  PostedWrites(ServerCall<?, ?> call) {
    this.call = call;
  }

  /**
   * Has something written on the call's context.
   *
   * @param write writes; what it throws ends the call
   */
  Future<Void> add(Supplier<Future<Void>> write) {
    count.incrementAndGet();
    return call.response()
        .onContext(
            () -> {
              count.decrementAndGet();
              Future<Void> written = write.get();
              recheck();
              return written;
            });
  }

  /** Whether another thread should wait until the call has drained. */
  boolean full() {
    if (!wireFull && count.get() < MAX) {
      return false;
    }
    // In this order: the context may come to the last write right now.
    toldFull = true;
    return wireFull || count.get() >= MAX;
  }

  /**
   * Tells, on the call's context, a drain handler that there is room, now or as soon as there is.
   */
  void tell() {
    toldFull = true;
    recheck();
  }

  private void recheck() {
    if (call.status() != null) {
      return;
    }
    if (!call.transport().writeQueueFull()) {
      wireFull = false;
      if (toldFull) {
        drained();
      }
    } else if (!wireFull) {
      wireFull = true;
      call.transport().drainHandler(v -> drained());
    }
  }

  /** Takes note that the wire has room again. */
  void drained() {
    wireFull = false;
    toldFull = count.get() > MAX / 2;
    if (!toldFull) {
      call.context().dispatch(v -> call.response().drained());
    }
  }
}
