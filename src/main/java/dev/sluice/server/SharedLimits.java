package dev.sluice.server;

import dev.sluice.call.InputBudget;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.interceptor.LoadSheddingInterceptor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/** What the instances of one deployment count together. Safe for concurrent use. */
final class SharedLimits implements Shareable {

  private final InputBudget input;
  private final LoadSheddingInterceptor shedding;
  private final ConnectionCount connections;

  private SharedLimits(LimitsConfig config) {
    this.input = new InputBudget(config.maxBufferedBytes());
    this.shedding = new LoadSheddingInterceptor(config.maxCallsInFlight());
    this.connections = new ConnectionCount(config.connections());
  }

  /** Shows what is counted among the metrics. */
  private void show(MeterRegistry registry) {
    Gauge.builder("http.server.connections", connections, ConnectionCount::open)
        .description("Connections that are open")
        .register(registry);
    Gauge.builder("rpc.server.buffered.bytes", input, InputBudget::heldBytes)
        .description("Memory that requests take which are not complete, or of open calls")
        .register(registry);
  }

  /** The limits of the deployment that calls, made when they are first asked for. */
  static SharedLimits of(Vertx vertx, SluiceConfig config) {
    return map(vertx)
        .computeIfAbsent(
            deployment(vertx),
            id -> {
              SharedLimits made = new SharedLimits(config.limits());
              if (config.metrics().enabled()) {
                made.show(SharedMetrics.of(vertx).registry());
              }
              return made;
            });
  }

  /** Forgets the limits of the deployment that calls, which ends. */
  static void forget(Vertx vertx) {
    map(vertx).remove(deployment(vertx));
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

  InputBudget input() {
    return input;
  }
}
