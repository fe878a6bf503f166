package dev.sluice.server;

import dev.sluice.interceptor.MetricsInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/** The metrics of all verticles of one Vert.x instance. Safe for concurrent use. */
final class SharedMetrics implements Shareable {

  private final PrometheusMeterRegistry registry;
  private final MetricsInterceptor interceptor;

  private SharedMetrics() {
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.interceptor = new MetricsInterceptor(registry);
  }

  /** The metrics of a Vert.x instance, made when they are first asked for. */
  static SharedMetrics of(Vertx vertx) {
    LocalMap<String, SharedMetrics> map = vertx.sharedData().getLocalMap("dev.sluice.metrics");
    return map.computeIfAbsent("metrics", key -> new SharedMetrics());
  }

  MeterRegistry registry() {
    return registry;
  }

  MetricsInterceptor interceptor() {
    return interceptor;
  }

  /** All metrics in the Prometheus text format. */
  String scrape() {
    return registry.scrape();
  }
}
