package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which pages of other origins may call from a browser: {@code cors}, after the <a
 * href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>.
 *
 * @param allowedOrigins the origins, for example {@code https://app.example.com}; {@code *} is any,
 *     an empty list none
 * @param allowedHeaders the request headers that a page may send; {@code *} is whichever it asks
 *     for
 * @param exposedHeaders the response headers that a page may read
 * @param maxAge {@code maxAgeSeconds}: how long a browser may remember the answer to a preflight
 */
public record CorsConfig(
    List<String> allowedOrigins,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    Duration maxAge) {

  private static final Pattern ORIGIN =
      Pattern.compile("\\*|[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s@]+");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Copies the lists. */
  public CorsConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
  }

  /**
   * Whether pages of an origin may call.
   *
   * @param origin the origin as a browser sends it
   */
  public boolean allows(String origin) {
    return allowedOrigins.contains("*") || allowedOrigins.contains(origin);
  }

  static CorsConfig read(ConfReader conf) {
    return new CorsConfig(
        conf.strings(
            "allowedOrigins",
            List.of("*"),
            "* or an origin such as https://app.example.com",
            ORIGIN.asMatchPredicate()),
        headerNames(conf, "allowedHeaders", List.of("*")),
        headerNames(
            conf,
            "exposedHeaders",
            List.of("grpc-status", "grpc-message", "grpc-status-details-bin", "x-request-id")),
        conf.seconds("maxAgeSeconds", 7200, 0, 86_400));
  }

  private static List<String> headerNames(ConfReader conf, String key, List<String> fallback) {
    return conf.strings(key, fallback, "the name of a header", HEADER_NAME.asMatchPredicate());
  }
}
