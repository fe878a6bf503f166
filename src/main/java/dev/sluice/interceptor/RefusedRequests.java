package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Refusals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Counts and logs the requests that are refused before there is a call.
 *
 * <ul>
 *   <li>{@code http.server.refused} counts them, by {@code door}, {@code http_status} and {@code
 *       status};
 *   <li>the {@link AccessLog} gets an entry for each.
 * </ul>
 *
 * <p>Safe for concurrent use.
 */
public final class RefusedRequests implements Refusals {

  private final @Nullable MeterRegistry registry;
  private final @Nullable AccessLog log;

  /**
   * Makes the counter.
   *
   * @param registry where they are counted; null if they are not
   * @param log where they are logged; null if they are not
   */
  public RefusedRequests(@Nullable MeterRegistry registry, @Nullable AccessLog log) {
    this.registry = registry;
    this.log = log;
  }

  @Override
  public void refused(HttpServerRequest request, String door, int httpStatus, CallStatus status) {
    if (registry != null) {
      Counter.builder("http.server.refused")
          .description("Requests refused before there was a call")
          .tag("door", door)
          .tag("http_status", Integer.toString(httpStatus))
          .tag("status", status.code().name())
          .register(registry)
          .increment();
    }
    if (log != null) {
      log.addRefused(new RefusedEntry(request, door, httpStatus, status));
    }
  }
}
