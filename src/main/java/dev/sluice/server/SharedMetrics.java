package dev.sluice.server;

import dev.sluice.interceptor.MetricsInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;

/**
 * The metrics of all verticles of one Vert.x instance: calls, event loops, and the JVM. Safe for
 * concurrent use.
 */
final class SharedMetrics implements Shareable {

  private final PrometheusMeterRegistry registry;
  private final MetricsInterceptor interceptor;
  private final EventLoopWatch eventLoops;

  private SharedMetrics(Vertx vertx) {
    TickingClock clock = new TickingClock();
    this.registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    this.interceptor = new MetricsInterceptor(registry);
    this.eventLoops = EventLoopWatch.of(vertx, registry, clock);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    bindGarbageCollection((VertxInternal) vertx);
  }

  /** The collectors keep a listener each, which has to go with the Vert.x instance. */
  @SuppressWarnings("resource")
  private void bindGarbageCollection(VertxInternal vertx) {
    JvmGcMetrics collectors = new JvmGcMetrics();
    collectors.bindTo(registry);
    vertx
        .closeFuture()
        .add(
            done -> {
              collectors.close();
              registry.close();
              done.succeed();
            });
  }

  /** The metrics of a Vert.x instance, made when they are first asked for. */
  static SharedMetrics of(Vertx vertx) {
    LocalMap<String, SharedMetrics> map = vertx.sharedData().getLocalMap("dev.sluice.metrics");
    return map.computeIfAbsent("metrics", key -> new SharedMetrics(vertx));
  }

  MeterRegistry registry() {
    return registry;
  }

  MetricsInterceptor interceptor() {
    return interceptor;
  }

  EventLoopWatch eventLoops() {
    return eventLoops;
  }

  /** All metrics in the Prometheus text format. */
  String scrape() {
    return registry.scrape();
  }
}
