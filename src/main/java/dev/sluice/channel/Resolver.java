package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of a channel's targets, and keeps them current.
 *
 * <p>Names are looked up from the first call on: when the last answer is too old, and when an
 * address fails, but no more often than is permitted. A name that cannot be looked up, or has no
 * addresses, keeps those that it had. Everything happens on the channel's context.
 */
final class Resolver {

  private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

  /** What a weight of 1 counts, so that one of 0 counts less. */
  private static final int WEIGHT = 16;

  private final List<Target> targets;
  private final ResolveOptions options;
  private final Function<Target, NameLookup> lookups;
  private final Timers timers;
  private final Map<Target, NameLookup> opened = new HashMap<>();
  private final Map<Target, List<Endpoint>> found = new LinkedHashMap<>();
  private Listener listener = new Listener() {};
  private Runnable next = Timers.NONE;
  private boolean started;
  private boolean running;
  private boolean closed;
  private long last;

  /** Is told of what was found. */
  interface Listener {

    /** These are the addresses. */
    default void found(List<Endpoint> endpoints) {}

    /** There are none. */
    default void failed(StatusException e) {}
  }

  /**
   * Makes a resolver, which looks up nothing yet.
   *
   * @param lookups what looks up the name of a target
   */
  Resolver(
      List<Target> targets,
      ResolveOptions options,
      Function<Target, NameLookup> lookups,
      Timers timers) {
    this.targets = targets;
    this.options = options;
    this.lookups = lookups;
    this.timers = timers;
  }

  /** Sets who is told. */
  void listen(Listener who) {
    listener = who;
  }

  /** Asks for addresses; the answer may be the one that there is already. */
  void refresh() {
    if (closed || running) {
      return;
    }
    if (!started) {
      started = true;
      look();
    } else if (hasNames()) {
      long wait = options.minInterval().toNanos() - (timers.nanos() - last);
      if (wait <= 0) {
        look();
      } else {
        schedule(Duration.ofNanos(wait));
      }
    }
  }

  void close() {
    closed = true;
    next.run();
    opened.values().forEach(NameLookup::close);
  }

  private boolean hasNames() {
    return targets.stream().anyMatch(target -> target.kind() != Target.Kind.HOST);
  }

  private void schedule(Duration delay) {
    next.run();
    next = timers.after(delay, this::look);
  }

  private void look() {
    if (closed || running) {
      return;
    }
    running = true;
    next.run();
    List<Future<Duration>> lookups = new ArrayList<>();
    List<StatusException> failures = new ArrayList<>();
    for (Target target : targets) {
      lookups.add(
          // What is thrown fails the lookup as well, or there would never be another one.
          Future.<Void>succeededFuture()
              .compose(v -> find(target))
              .recover(
                  e -> {
                    StatusException failure = Failures.status(null, e);
                    failures.add(failure);
                    LOG.debug("{}", failure.message());
                    return Future.succeededFuture(options.interval());
                  }));
    }
    Future.all(lookups).onComplete((all, e) -> looked(lookups, failures));
  }

  private void looked(List<Future<Duration>> lookups, List<StatusException> failures) {
    if (closed) {
      return;
    }
    running = false;
    last = timers.nanos();
    List<Endpoint> endpoints = found.values().stream().flatMap(List::stream).toList();
    if (hasNames()) {
      Duration life = options.interval();
      for (Future<Duration> each : lookups) {
        life = each.result().compareTo(life) < 0 ? each.result() : life;
      }
      boolean soon = life.compareTo(options.minInterval()) < 0;
      schedule(soon ? options.minInterval() : life);
    }
    if (endpoints.isEmpty()) {
      listener.failed(
          failures.isEmpty()
              ? new StatusException(GrpcStatus.UNAVAILABLE, "no address")
              : failures.get(0));
    } else {
      listener.found(endpoints);
    }
  }

  /** Looks up one target; gives how long the answer counts. */
  private Future<Duration> find(Target target) {
    if (target.kind() == Target.Kind.HOST) {
      found.put(target, List.of(Endpoint.of(target.host(), null, target.port())));
      return Future.succeededFuture(options.interval());
    }
    NameLookup lookup = opened.computeIfAbsent(target, lookups);
    Future<Answer> answer =
        target.kind() == Target.Kind.DNS ? addresses(lookup, target) : servers(lookup, target);
    return answer
        .recover(e -> Future.failedFuture(fault(target, e)))
        .compose(
            got -> {
              if (got.endpoints().isEmpty()) {
                return Future.failedFuture(fault(target, null));
              }
              found.put(target, got.endpoints());
              return Future.succeededFuture(got.life());
            });
  }

  private static StatusException fault(Target target, @Nullable Throwable cause) {
    return Failures.with(
        GrpcStatus.UNAVAILABLE,
        target + ": no address" + (cause == null ? "" : ": " + Failures.text(cause)),
        cause);
  }

  private record Answer(List<Endpoint> endpoints, Duration life) {}

  private Future<Answer> addresses(NameLookup lookup, Target target) {
    return lookup
        .addresses(target.host())
        .map(
            all ->
                new Answer(
                    all.stream().map(ip -> Endpoint.of(target.host(), ip, target.port())).toList(),
                    options.interval()));
  }

  private Future<Answer> servers(NameLookup lookup, Target target) {
    return lookup
        .servers(target.host())
        .compose(
            servers -> {
              List<Future<List<Endpoint>>> each = new ArrayList<>();
              long life = options.interval().toSeconds();
              for (NameLookup.Server server : servers) {
                life = Math.min(life, server.ttlSeconds());
                each.add(
                    lookup
                        .addresses(server.host())
                        .map(all -> all.stream().map(ip -> endpoint(server, ip)).toList())
                        .otherwise(List.of()));
              }
              Duration shortest = Duration.ofSeconds(life);
              return Future.all(each)
                  .map(
                      all ->
                          new Answer(
                              each.stream().flatMap(one -> one.result().stream()).toList(),
                              shortest));
            });
  }

  private static Endpoint endpoint(NameLookup.Server server, String ip) {
    return new Endpoint(
        new Endpoint.Key(server.host(), ip, server.port()),
        server.priority(),
        Math.max(1, server.weight() * WEIGHT));
  }
}
