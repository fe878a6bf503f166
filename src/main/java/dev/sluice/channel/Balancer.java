package dev.sluice.channel;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call of a channel a connection: at once, when there is one, or when it has waited for
 * it.
 *
 * <p>Of the addresses whose priority is the best of those that can be used, the one whose turn it
 * is takes the call. While all addresses are out, calls fail with what the last of them failed of.
 * Everything happens on the channel's context.
 */
final class Balancer implements Subchannel.Listener {

  private final ChannelOptions options;
  private final Connector connector;
  private final Timers timers;
  private final Runnable lookUp;
  private final Set<Waiting> waiting = new LinkedHashSet<>();
  private List<Subchannel> subchannels = List.of();
  private @Nullable StatusException unresolved;
  private boolean resolved;
  private boolean closed;
  private boolean serving;
  private boolean again;

  /**
   * Makes a balancer without addresses.
   *
   * @param lookUp asks for addresses, soon or never, when those that there are fail
   */
  Balancer(ChannelOptions options, Connector connector, Timers timers, Runnable lookUp) {
    this.options = options;
    this.connector = connector;
    this.timers = timers;
    this.lookUp = lookUp;
  }

  /** A call that wants a connection. */
  interface Waiting {

    /** Whether it is to be shown the channel's credentials. */
    boolean wantsAuthorization();

    /** Is told what it is to send as {@code authorization}; null for none. */
    void authorization(@Nullable String value);

    /** The addresses on which it has failed, and that it takes only if there is no other. */
    Set<Endpoint.Key> avoided();

    /** Is told which it is to use; {@link Subchannel.Use#released} is for it to call. */
    void use(Subchannel.Use use);

    /** There is none. */
    void fail(StatusException e);
  }

  /** Takes a call. */
  void take(Waiting call) {
    if (closed) {
      call.fail(new StatusException(GrpcStatus.CANCELLED, "the channel is closed"));
      return;
    }
    if (!waiting.isEmpty() || !serve(call)) {
      if (waiting.size() >= options.connection().maxWaitingCalls()) {
        call.fail(
            new StatusException(
                GrpcStatus.RESOURCE_EXHAUSTED, "too many calls wait for a connection"));
        return;
      }
      waiting.add(call);
      changed();
    }
  }

  /** Forgets a call that waits. */
  void forget(Waiting call) {
    waiting.remove(call);
  }

  /** Takes over the addresses that there are from now on. */
  void update(List<Endpoint> endpoints) {
    if (closed) {
      return;
    }
    Map<Endpoint.Key, Subchannel> old = new HashMap<>();
    subchannels.forEach(each -> old.put(each.endpoint().key(), each));
    List<Subchannel> next = new ArrayList<>();
    Set<Endpoint.Key> seen = new LinkedHashSet<>();
    for (Endpoint endpoint : endpoints) {
      if (!seen.add(endpoint.key())) {
        continue;
      }
      Subchannel known = old.remove(endpoint.key());
      if (known == null) {
        known = new Subchannel(endpoint, connector, options.ejection(), timers, this);
      } else {
        known.update(endpoint);
      }
      next.add(known);
    }
    next.sort(Comparator.comparingInt(each -> each.endpoint().priority()));
    subchannels = List.copyOf(next);
    old.values().forEach(Subchannel::remove);
    resolved = true;
    unresolved = null;
    changed();
  }

  /** Is told that no addresses were found; those that there are stay. */
  void unresolved(StatusException e) {
    resolved = true;
    if (subchannels.isEmpty()) {
      unresolved = e;
      changed();
    }
  }

  /** Whether addresses have been found. */
  boolean hasAddresses() {
    return !subchannels.isEmpty();
  }

  void close() {
    closed = true;
    List<Waiting> left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(
        call -> call.fail(new StatusException(GrpcStatus.CANCELLED, "the channel is closed")));
    subchannels.forEach(Subchannel::remove);
    subchannels = List.of();
  }

  @Override
  public void changed() {
    if (serving) {
      again = true;
      return;
    }
    serving = true;
    try {
      do {
        again = false;
        while (!waiting.isEmpty()) {
          Waiting first = waiting.iterator().next();
          if (!serve(first)) {
            break;
          }
          waiting.remove(first);
        }
      } while (again && !closed);
    } finally {
      serving = false;
    }
  }

  @Override
  public void failed() {
    lookUp.run();
  }

  /** Gives a call what it wants, or fails it; false if it has to wait. */
  private boolean serve(Waiting call) {
    if (!resolved) {
      lookUp.run();
      return false;
    }
    Subchannel chosen = null;
    Subchannel second = null;
    boolean pending = false;
    for (int from = 0; from < subchannels.size() && chosen == null && !pending; ) {
      int to = endOfPriority(from);
      List<Subchannel> group = subchannels.subList(from, to);
      chosen = choose(group, call.avoided());
      if (second == null && chosen == null && !call.avoided().isEmpty()) {
        second = choose(group, Set.of());
      }
      pending = isPending(group);
      from = to;
    }
    if (chosen == null) {
      chosen = second;
    }
    if (chosen != null) {
      call.use(chosen.begin());
      return true;
    }
    if (pending || (options.connection().waitForReady() && !closed)) {
      return false;
    }
    lookUp.run();
    call.fail(noAddress());
    return true;
  }

  private int endOfPriority(int from) {
    int priority = subchannels.get(from).endpoint().priority();
    int to = from;
    while (to < subchannels.size() && subchannels.get(to).endpoint().priority() == priority) {
      to++;
    }
    return to;
  }

  /** Has those connected that are not, and tells whether there will be one that takes calls. */
  private static boolean isPending(List<Subchannel> group) {
    boolean pending = false;
    for (Subchannel each : group) {
      each.connect();
      pending |= each.state() != Subchannel.State.OUT;
    }
    return pending;
  }

  /** The one whose turn it is, by smooth weighted round robin. */
  private @Nullable Subchannel choose(List<Subchannel> group, Set<Endpoint.Key> avoided) {
    List<Subchannel> free = new ArrayList<>(group.size());
    double least = Double.MAX_VALUE;
    for (Subchannel each : group) {
      if (each.isFree() && !avoided.contains(each.endpoint().key())) {
        double load =
            options.loadBalancing() == LoadBalancing.LEAST_REQUESTS
                ? (double) each.open() / each.endpoint().weight()
                : 0;
        if (load < least) {
          least = load;
          free.clear();
        }
        if (load <= least) {
          free.add(each);
        }
      }
    }
    long total = 0;
    Subchannel chosen = null;
    for (Subchannel each : free) {
      int weight = each.endpoint().weight();
      total += weight;
      each.share(each.share() + weight);
      if (chosen == null || each.share() > chosen.share()) {
        chosen = each;
      }
    }
    if (chosen != null) {
      chosen.share(chosen.share() - total);
    }
    return chosen;
  }

  private StatusException noAddress() {
    if (unresolved != null) {
      return unresolved;
    }
    StatusException last = null;
    for (Subchannel each : subchannels) {
      last = Failures.status(each.endpoint().key(), each.lastFailure());
    }
    if (last == null) {
      return new StatusException(GrpcStatus.UNAVAILABLE, "no address");
    }
    int count = subchannels.size();
    return Failures.with(
        GrpcStatus.UNAVAILABLE,
        (count == 1 ? "" : count + " addresses cannot be used, the last: ") + last.message(),
        last.getCause());
  }
}
