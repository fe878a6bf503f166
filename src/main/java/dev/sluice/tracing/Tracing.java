package dev.sluice.tracing;

import dev.sluice.call.Interceptor;
import dev.sluice.config.TracingConfig;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.spi.tracing.VertxTracer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one Vert.x instance: makes spans, keeps them in a bounded queue, and sends them by
 * OTLP over HTTP from a thread of its own. To make it takes a while and should not be done on an
 * event loop; all else is safe for concurrent use and does not block.
 *
 * <p>Contexts come in and go out as <a href="https://www.w3.org/TR/trace-context/">W3C Trace
 * Context</a> and Baggage.
 */
public final class Tracing implements AutoCloseable {

  /** How long the end of the server waits for spans to be sent. */
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final SdkTracerProvider provider;
  private final TracingInterceptor interceptor;
  private final ClientTracer client;

  private Tracing(TracingConfig config) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(resource(config))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sampleRatio())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter(config))
                    .setScheduleDelay(config.export().interval())
                    .setExporterTimeout(config.export().timeout())
                    .setMaxQueueSize(config.export().maxQueuedSpans())
                    .setMaxExportBatchSize(Math.min(512, config.export().maxQueuedSpans()))
                    .build())
            .build();
    Tracer tracer = provider.get("dev.sluice");
    TextMapPropagator propagator =
        TextMapPropagator.composite(
            W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
    this.interceptor = new TracingInterceptor(tracer, propagator);
    this.client = new ClientTracer(this, tracer, propagator);
  }

  private static Resource resource(TracingConfig config) {
    String version = Tracing.class.getPackage().getImplementationVersion();
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    config.serviceName(),
                    AttributeKey.stringKey("service.version"),
                    version == null ? "unknown" : version,
                    AttributeKey.stringKey("service.instance.id"),
                    UUID.randomUUID().toString())));
  }

  private static SpanExporter exporter(TracingConfig config) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.endpoint())
            .setTimeout(config.export().timeout())
            .setRetryPolicy(null);
    config.headers().forEach(builder::addHeader);
    return new WatchedExporter(builder.build(), config.endpoint());
  }

  /**
   * What makes a Vert.x instance carry the traces on: what its HTTP and gRPC clients ask of others
   * in a call's context is part of the call's trace. A server that is deployed on such an instance
   * sends its own spans with those.
   *
   * @param config the traces; a disabled one gives a tracer that does nothing
   * @return what to give to {@link io.vertx.core.VertxBuilder#withTracer}
   */
  public static VertxTracerFactory factory(TracingConfig config) {
    return config.enabled() ? options -> new Tracing(config).client : VertxTracerFactory.NOOP;
  }

  /**
   * The traces of a Vert.x instance that was made with {@link #factory}, or null.
   *
   * @param vertx the instance
   */
  public static @Nullable Tracing of(Vertx vertx) {
    VertxTracer<?, ?> tracer = ((VertxInternal) vertx).tracer();
    return tracer instanceof ClientTracer client ? client.tracing() : null;
  }

  /**
   * The traces of a server on an instance that was made without them: they tell of its calls, but
   * not of what services ask of others.
   */
  public static Tracing create(TracingConfig config) {
    return new Tracing(config);
  }

  /** Makes a span for each call. */
  public Interceptor interceptor() {
    return interceptor;
  }

  /**
   * Sends what has been recorded.
   *
   * @param vertx who keeps the time
   * @return done when it is sent, or has been given up; never failed
   */
  public Future<Void> flush(Vertx vertx) {
    Promise<Void> flushed = Promise.promise();
    provider.forceFlush().whenComplete(flushed::tryComplete);
    vertx.timer(FLUSH.toMillis(), TimeUnit.MILLISECONDS).onSuccess(v -> flushed.tryComplete());
    return flushed.future();
  }

  /** Stops the thread; what is not sent yet is tried once more meanwhile, and not waited for. */
  @Override
  public void close() {
    provider.shutdown();
  }
}
