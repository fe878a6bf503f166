package dev.sluice.interceptor;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Refusals;
import dev.sluice.call.RequestId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the requests that are refused before there is a call.
 *
 * <ul>
 *   <li>{@code http.server.refused} counts them, by {@code door}, {@code http_status} and {@code
 *       status};
 *   <li>the logger {@code sluice.access} gets a line for each at level INFO, with the message of
 *       the answer.
 * </ul>
 *
 * <p>Safe for concurrent use.
 */
public final class RefusedRequests implements Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.LOGGER);

  private final @Nullable MeterRegistry registry;
  private final boolean logged;

  /**
   * Makes the counter.
   *
   * @param registry where they are counted; null if they are not
   * @param logged whether they are logged
   */
  public RefusedRequests(@Nullable MeterRegistry registry, boolean logged) {
    this.registry = registry;
    this.logged = logged;
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
    if (logged) {
      LOG.atInfo()
          .addKeyValue("request", RequestId.told(request))
          .addKeyValue("door", door)
          .addKeyValue("http_status", httpStatus)
          .addKeyValue("status", status.code().name())
          .addKeyValue("peer", request.connection().remoteAddress())
          .log(AccessEntry.printable(status.message()));
    }
  }
}
