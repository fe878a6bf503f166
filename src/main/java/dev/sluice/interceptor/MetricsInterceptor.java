package dev.sluice.interceptor;

import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times calls.
 *
 * <ul>
 *   <li>{@code rpc.server.duration}: how long calls took and, as its count, how many there were, by
 *       {@code service}, {@code method}, {@code door} and {@code status}; a histogram;
 *   <li>{@code rpc.server.active}: calls under way, by {@code service}, {@code method} and {@code
 *       door};
 *   <li>{@code rpc.server.messages}: messages of calls that have ended, by {@code service}, {@code
 *       method}, {@code door} and {@code direction}, which is {@code received} or {@code sent}.
 * </ul>
 */
public final class MetricsInterceptor implements Interceptor {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final Map<Tags, LongAdder> active = new ConcurrentHashMap<>();

  /**
   * Makes the interceptor; verticles that share it count together.
   *
   * @param registry where its meters are kept
   */
  public MetricsInterceptor(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    Map<String, Meters> doors = new HashMap<>();
    return call -> {
      Meters known = doors.get(call.door());
      Meters meters =
          known == null
              ? doors.computeIfAbsent(call.door(), door -> new Meters(tags(method, door)))
              : known;
      LongAdder underWay = meters.underWay;
      underWay.increment();
      call.onClose(
          status -> {
            underWay.decrement();
            meters.received.increment((double) call.messagesReceived());
            meters.sent.increment((double) call.messagesSent());
            meters
                .duration(status.code())
                .record(System.nanoTime() - call.startNanos(), TimeUnit.NANOSECONDS);
          });
      next.handle(call);
    };
  }

  private static Tags tags(RegisteredMethod<?, ?> method, String door) {
    return Tags.of(
        "service", method.descriptor().getService().getFullName(),
        "method", method.descriptor().getName(),
        "door", door);
  }

  /** The meters of one method at one door, looked up once per event loop. */
  private final class Meters {

    private final Tags tags;
    private final LongAdder underWay;
    private final Counter received;
    private final Counter sent;
    private final @Nullable Timer[] durations = new Timer[GrpcStatus.values().length];

    Meters(Tags tags) {
      this.tags = tags;
      this.underWay = active.computeIfAbsent(tags, MetricsInterceptor.this::activeGauge);
      this.received = messages(tags.and("direction", "received"));
      this.sent = messages(tags.and("direction", "sent"));
    }

    Timer duration(GrpcStatus code) {
      Timer timer = durations[code.code];
      if (timer == null) {
        timer =
            Timer.builder("rpc.server.duration")
                .description("Duration of calls")
                .tags(tags.and("status", code.name()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        durations[code.code] = timer;
      }
      return timer;
    }
  }

  private Counter messages(Tags tags) {
    return Counter.builder("rpc.server.messages")
        .description("Messages of calls that have ended")
        .tags(tags)
        .register(registry);
  }

  private LongAdder activeGauge(Tags tags) {
    LongAdder underWay = new LongAdder();
    Gauge.builder("rpc.server.active", underWay, LongAdder::sum)
        .description("Calls under way")
        .tags(tags)
        .register(registry);
    return underWay;
  }
}
