package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages of other origins may call from a browser: {@code cors}, after the <a
 * href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>.
 *
 * @param allowedOrigins the origins, for example {@code https://app.example.com}; {@code *} is any,
 *     an empty list none, and there are no patterns
 * @param allowedHeaders the request headers that a page may send; {@code *} is whichever it asks
 *     for
 * @param exposedHeaders the response headers that a page may read
 * @param maxAge {@code maxAgeSeconds}: how long a browser may remember the answer to a preflight
 * @param allowCredentials whether pages may send cookies and the like, and read the answers
 */
public record CorsConfig(
    List<String> allowedOrigins,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    Duration maxAge,
    boolean allowCredentials) {

  private static final List<String> EXPOSED_BY_REST =
      List.of(
          "content-range", "etag", "location", "retry-after", "www-authenticate", "x-request-id");

  /** No origins. */
  public static final CorsConfig NONE =
      new CorsConfig(List.of(), List.of("*"), EXPOSED_BY_REST, Duration.ofHours(2), false);

  /** An origin as browsers send it: in lower case, and with a port only if it is not the usual. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?!http://.*:80$|https://.*:443$)"
              + "[a-z][a-z0-9+.-]*://"
              + "([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])"
              + "(:(?<port>[1-9][0-9]{0,4}))?");

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

  /** Reads that of gRPC-Web, which is open unless it says otherwise. */
  static CorsConfig read(ConfReader conf) {
    return read(
        conf,
        List.of("*"),
        List.of("grpc-status", "grpc-message", "grpc-status-details-bin", "x-request-id"));
  }

  /** Reads that of REST, which is closed unless it says otherwise. */
  static CorsConfig ofRest(ConfReader conf) {
    return read(conf, List.of(), EXPOSED_BY_REST);
  }

  private static CorsConfig read(
      ConfReader conf, List<String> allowedOrigins, List<String> exposedHeaders) {
    List<String> origins =
        conf.strings(
            "allowedOrigins",
            allowedOrigins,
            "*, or an origin as browsers send it, such as https://app.example.com",
            text -> text.equals("*") || isOrigin(text));
    boolean credentials = conf.bool("allowCredentials", false);
    if (credentials && origins.contains("*")) {
      conf.reject("allowCredentials", "false, as any origin may call: see allowedOrigins");
    }
    return new CorsConfig(
        origins,
        headerNames(conf, "allowedHeaders", List.of("*")),
        headerNames(conf, "exposedHeaders", exposedHeaders),
        conf.seconds("maxAgeSeconds", 7200, 0, 86_400),
        credentials);
  }

  private static boolean isOrigin(String text) {
    Matcher origin = ORIGIN.matcher(text);
    return origin.matches()
        && (origin.group("port") == null || Integer.parseInt(origin.group("port")) <= 65_535);
  }

  private static List<String> headerNames(ConfReader conf, String key, List<String> fallback) {
    return conf.strings(key, fallback, "the name of a header", HEADER_NAME.asMatchPredicate());
  }
}
