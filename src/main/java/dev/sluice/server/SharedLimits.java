package dev.sluice.server;

import dev.sluice.call.Execution;
import dev.sluice.call.InputBudget;
import dev.sluice.call.OpenTasks;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.WorkersConfig;
import dev.sluice.interceptor.LoadSheddingInterceptor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What the instances of one deployment count together; the metrics have the sums of all that a
 * Vert.x instance has. Safe for concurrent use.
 */
final class SharedLimits implements Shareable {

  private final InputBudget input;
  private final LoadSheddingInterceptor shedding;
  private final ConnectionCount connections;
  private final Execution.Pools pools;

  private SharedLimits(String deployment, LimitsConfig config, WorkersConfig workers) {
    this.input = new InputBudget(config.maxBufferedBytes());
    this.shedding = new LoadSheddingInterceptor(config.maxCallsInFlight());
    this.connections = new ConnectionCount(config.connections());
    this.pools =
        new Execution.Pools(
            "sluice-worker-" + deployment.substring(0, Math.min(8, deployment.length())),
            workers,
            new OpenTasks(
                workers.size() + workers.maxQueue(),
                "all workers are busy, and " + workers.maxQueue() + " calls wait for one"),
            new OpenTasks(
                config.maxCallsInFlight(),
                "the server has " + config.maxCallsInFlight() + " virtual threads busy"));
  }

  /** Shows what all deployments of a Vert.x instance count among its metrics. */
  private static void show(Vertx vertx, MeterRegistry registry) {
    Gauge.builder("http.server.connections", vertx, sum(each -> each.connections.open()))
        .description("Connections that are open")
        .register(registry);
    Gauge.builder("rpc.server.buffered.bytes", vertx, sum(each -> each.input.heldBytes()))
        .description("Memory that requests take which are not complete, or of open calls")
        .register(registry);
    tasks(vertx, registry, "worker", Execution.Pools::workers);
    tasks(vertx, registry, "virtual", Execution.Pools::virtual);
  }

  private static void tasks(
      Vertx vertx,
      MeterRegistry registry,
      String threads,
      Function<Execution.Pools, OpenTasks> tasks) {
    Gauge.builder("rpc.server.tasks", vertx, sum(each -> tasks.apply(each.pools).open()))
        .tag("threads", threads)
        .description("Work of services that threads off the event loop have or that waits for one")
        .register(registry);
  }

  private static ToDoubleFunction<Vertx> sum(ToDoubleFunction<SharedLimits> count) {
    return vertx -> map(vertx).values().stream().mapToDouble(count).sum();
  }

  /** The limits of the deployment that calls, made when they are first asked for. */
  static SharedLimits of(Vertx vertx, SluiceConfig config) {
    return map(vertx)
        .computeIfAbsent(
            deployment(vertx),
            id -> {
              SharedLimits made = new SharedLimits(id, config.limits(), config.workers());
              if (config.metrics().enabled()) {
                show(vertx, SharedMetrics.of(vertx).registry());
              }
              return made;
            });
  }

  /** Forgets the limits of a deployment that has ended. */
  static void forget(Vertx vertx, String deployment) {
    map(vertx).remove(deployment);
  }

  private static LocalMap<String, SharedLimits> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap("dev.sluice.limits");
  }

  private static String deployment(Vertx vertx) {
    return String.valueOf(vertx.getOrCreateContext().deploymentID());
  }

  LoadSheddingInterceptor shedding() {
    return shedding;
  }

  ConnectionCount connections() {
    return connections;
  }

  Execution.Pools pools() {
    return pools;
  }

  InputBudget input() {
    return input;
  }
}
