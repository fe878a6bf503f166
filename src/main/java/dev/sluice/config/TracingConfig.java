package dev.sluice.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The traces: {@code tracing}.
 *
 * @param enabled whether calls are traced
 * @param endpoint where spans are sent, by OTLP over HTTP
 * @param headers what is sent along with them, such as a key
 * @param serviceName what the server is called in traces
 * @param sampleRatio how many of the traces that begin here are recorded, from 0 to 1; of those
 *     that begin elsewhere, what the caller says counts
 * @param export how spans are sent
 */
public record TracingConfig(
    boolean enabled,
    String endpoint,
    Map<String, String> headers,
    String serviceName,
    double sampleRatio,
    Export export) {

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]+");

  /** What the exporter sets itself, or may not set. */
  private static final Set<String> NOT_HEADERS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  /**
   * How spans are sent: in batches, by a thread of their own.
   *
   * @param interval how long a span waits at most, unless a batch is full
   * @param timeout how long it may take to send a batch
   * @param maxQueuedSpans how many may wait; more are dropped
   */
  public record Export(Duration interval, Duration timeout, int maxQueuedSpans) {

    static Export read(ConfReader conf) {
      return new Export(
          conf.millis("exportIntervalMillis", 5_000, 100, 60_000),
          conf.seconds("exportTimeoutSeconds", 10, 1, 60),
          conf.integer("maxQueuedSpans", 2_048, 1, 1_000_000));
    }
  }

  /** Copies the map. */
  public TracingConfig {
    headers = Map.copyOf(headers);
  }

  static TracingConfig read(ConfReader conf) {
    String endpoint = conf.string("endpoint", "http://localhost:4318/v1/traces");
    if (!isEndpoint(endpoint)) {
      conf.reject("endpoint", "an http or https URL with a path, such as /v1/traces");
    }
    return new TracingConfig(
        conf.bool("enabled", false),
        endpoint,
        conf.object("headers", TracingConfig::readHeaders),
        conf.string("serviceName", "sluice"),
        conf.decimal("sampleRatio", 1, 0, 1),
        Export.read(conf));
  }

  private static Map<String, String> readHeaders(ConfReader conf) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : conf.keys()) {
      Object value = conf.any(name);
      if (!HEADER.matcher(name).matches() || NOT_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        conf.rejectSecret(name, "the name of a header that may be set");
      } else if (!(value instanceof String text) || !VALUE.matcher(text).matches()) {
        conf.rejectSecret(name, "the value of a header, printable ASCII");
      } else {
        headers.put(name, text);
      }
    }
    return headers;
  }

  private static boolean isEndpoint(String text) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && uri.getPath().length() > 1
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
