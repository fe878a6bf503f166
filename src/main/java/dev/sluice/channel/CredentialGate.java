package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what calls show before they want a connection. All of it happens on the channel's
 * context.
 */
final class CredentialGate {

  private final Vertx vertx;
  private final ContextInternal owner;
  private final CallCredentials credentials;
  private final Balancer balancer;
  private final int maxPending;
  private final Set<Balancer.Waiting> pending = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  CredentialGate(ContextInternal owner, ChannelOptions options, Balancer balancer) {
    this.vertx = owner.owner();
    this.owner = owner;
    this.credentials = options.credentials().source();
    this.balancer = balancer;
    this.maxPending = options.connection().maxWaitingCalls();
  }

  /** Takes a call. */
  void take(Balancer.Waiting call) {
    if (closed || credentials == CallCredentials.NONE || !call.wantsAuthorization()) {
      balancer.take(call);
      return;
    }
    Future<@Nullable String> shown = authorization();
    if (!shown.isComplete() && pending.size() >= maxPending) {
      call.fail(
          new StatusException(GrpcStatus.RESOURCE_EXHAUSTED, "too many calls wait for a token"));
      return;
    }
    pending.add(call);
    shown.onComplete((value, e) -> owner.emit(v -> known(call, value, e)));
  }

  private Future<@Nullable String> authorization() {
    Future<@Nullable String> shown;
    try {
      shown = credentials.authorization(vertx);
    } catch (RuntimeException e) { // which may say what is not to be shown
      return Future.failedFuture(new IllegalStateException("the credentials failed", e));
    }
    return shown == null ? Future.failedFuture("the credentials gave nothing") : shown;
  }

  private void known(Balancer.Waiting call, @Nullable String value, @Nullable Throwable failure) {
    if (!pending.remove(call)) {
      return;
    }
    if (failure == null && value != null && !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      call.fail(
          new StatusException(
              GrpcStatus.UNAVAILABLE, "the credentials are not of printable ASCII"));
    } else if (failure == null) {
      call.authorization(value);
      balancer.take(call);
    } else {
      call.fail(
          failure instanceof StatusException e
              ? e
              : Failures.with(
                  GrpcStatus.UNAVAILABLE, String.valueOf(failure.getMessage()), failure));
    }
  }

  /** Lets calls that come from now on through, for the balancer to say that it is closed. */
  void close() {
    closed = true;
  }

  /** Forgets a call that waits. */
  void forget(Balancer.Waiting call) {
    if (!pending.remove(call)) {
      balancer.forget(call);
    }
  }
}
