package dev.sluice.security;

import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.call.Interceptor;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.RateLimitConfig;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.Shareable;
import io.vertx.grpc.common.GrpcStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Refuses the calls of a caller who calls too often, and says after which time to try again.
 *
 * <p>Each caller has a bucket of tokens, of which a call takes one, and which fills up at the rate
 * that is allowed. A caller is a principal, or the address of one who is not known. The callers who
 * called last are remembered; one who is not has a full bucket. Safe for concurrent use: the
 * instances of a server share it.
 */
final class RateLimitInterceptor implements Interceptor, Shareable {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RateLimitConfig config;
  private final LongSupplier nanos;
  private final Map<Object, Bucket> buckets;

  /** What a principal may still call, as of a time. */
  private static final class Bucket {
    private double tokens;
    private long filled;

    Bucket(double tokens, long filled) {
      this.tokens = tokens;
      this.filled = filled;
    }
  }

  /** A principal's name is its authenticator's; an address has none. */
  private record Caller(String authenticator, String name) {}

  RateLimitInterceptor(RateLimitConfig config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
    this.buckets =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
            return size() > config.maxCallers();
          }
        };
  }

  @Override
  public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
      RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
    return call -> {
      long wait = take(caller(call));
      if (wait == 0) {
        next.handle(call);
      } else {
        RetryInfo retry = RetryInfo.newBuilder().setRetryDelay(Durations.fromNanos(wait)).build();
        call.response()
            .fail(
                new DetailedStatusException(
                    GrpcStatus.RESOURCE_EXHAUSTED, "too many calls", List.of(retry)));
      }
    };
  }

  private static Object caller(ServerCall<?, ?> call) {
    Principal principal = call.principal();
    if (principal != null) {
      return new Caller(principal.authenticator(), principal.name());
    }
    HttpConnection connection = call.connection();
    SocketAddress address = connection == null ? null : connection.remoteAddress();
    String host = address == null ? null : address.hostAddress();
    return new Caller("", host == null ? "" : host);
  }

  /** Takes a token of a caller; returns 0, or after how many nanoseconds there is one. */
  synchronized long take(Object caller) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(caller, key -> new Bucket(config.burst(), now));
    double perNano = config.callsPerSecond() / (double) SECOND;
    bucket.tokens = Math.min(config.burst(), bucket.tokens + (now - bucket.filled) * perNano);
    bucket.filled = now;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((1 - bucket.tokens) / perNano));
  }

  synchronized int callers() {
    return buckets.size();
  }
}
