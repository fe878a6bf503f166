package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The request messages of a call: kept until it is clear that they need not be sent again, or there
 * are too many. Belongs to the context of the call.
 */
final class Outbox {

  private final RetryOptions.Buffer limits;
  private final AtomicLong total;
  private final Deque<GrpcMessage> kept = new ArrayDeque<>();
  private long bytes;
  private boolean ended;
  private boolean overflown;
  private boolean dropped;
  private boolean sent;
  private @Nullable GrpcClientRequest<?, ?> wire;

  /**
   * Makes an empty one.
   *
   * @param total what all calls of the channel keep
   */
  Outbox(RetryOptions.Buffer limits, AtomicLong total) {
    this.limits = limits;
    this.total = total;
  }

  /** Takes a message, or null for none, and perhaps the end, and sends it if it can. */
  Future<Void> put(@Nullable GrpcMessage message, boolean end) {
    ended |= end;
    GrpcClientRequest<?, ?> request = wire;
    if (message != null && !dropped) {
      keep(message, request != null);
    }
    if (request == null) {
      return Future.succeededFuture();
    }
    Future<Void> sent = send(request, message, end);
    return dropped ? sent : Future.succeededFuture();
  }

  private void keep(GrpcMessage message, boolean sent) {
    int size = message.payload().length();
    boolean fits =
        !overflown && bytes + size <= limits.perCall() && total.get() + size <= limits.total();
    if (!fits && sent) {
      drop();
      return;
    }
    overflown |= !fits;
    kept.add(message);
    bytes += size;
    total.addAndGet(size);
  }

  /** Sends on a request all that there is, and from now on what comes. */
  void attach(GrpcClientRequest<?, ?> request) {
    wire = request;
    sent = false;
    List<GrpcMessage> all = new ArrayList<>(kept);
    if (overflown) {
      drop();
    }
    int last = all.size() - 1;
    for (int i = 0; i < all.size(); i++) {
      send(request, all.get(i), ended && i == last);
    }
    if (all.isEmpty() && ended) {
      send(request, null, true);
    }
  }

  /** Sends nothing until there is another request. */
  void detach() {
    wire = null;
  }

  /** Whether a request that follows can be given all messages. */
  boolean isComplete() {
    return !dropped;
  }

  /** Keeps no messages any more. */
  void drop() {
    dropped = true;
    kept.clear();
    total.addAndGet(-bytes);
    bytes = 0;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether all messages, and the end, have gone out on the last request. */
  boolean isSent() {
    return sent;
  }

  /** Whether messages should wait: for a connection, or for the one that there is. */
  boolean isFull() {
    GrpcClientRequest<?, ?> request = wire;
    if (ended) {
      return false;
    }
    return request == null ? !kept.isEmpty() : request.writeQueueFull();
  }

  /** What the request refuses, because it has failed, its response tells of. */
  private Future<Void> send(
      GrpcClientRequest<?, ?> request, @Nullable GrpcMessage message, boolean end) {
    try {
      if (!end) {
        return message == null ? Future.succeededFuture() : request.writeMessage(message);
      }
      Future<Void> written = message == null ? request.end() : request.endMessage(message);
      return written.onSuccess(v -> sent |= wire == request);
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
  }
}
