package dev.sluice.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that spans cannot be sent, and once that they can be again, with how many were lost.
 */
final class WatchedExporter implements SpanExporter {

  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

  private final SpanExporter exporter;
  private final String endpoint;
  private final AtomicLong lost = new AtomicLong();

  WatchedExporter(SpanExporter exporter, String endpoint) {
    this.exporter = exporter;
    this.endpoint = endpoint;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode sent = exporter.export(spans);
    sent.whenComplete(() -> sent(sent, count));
    return sent;
  }

  private void sent(CompletableResultCode result, int count) {
    if (result.isSuccess()) {
      long before = lost.getAndSet(0);
      if (before > 0) {
        LOG.info("Spans are sent to {} again; {} were lost", endpoint, before);
      }
    } else if (lost.getAndAdd(count) == 0) {
      Throwable why = result.getFailureThrowable();
      LOG.warn(
          "Spans cannot be sent to {}, and are lost until that is mended: {}",
          endpoint,
          why == null ? "no reason was given" : reason(why));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
