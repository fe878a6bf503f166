package dev.sluice.rest;

import dev.sluice.call.Metadata;
import dev.sluice.config.HeaderConfig;
import dev.sluice.config.HeaderRule;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which headers are metadata of the call, in both directions.
 *
 * <ul>
 *   <li>{@code Grpc-Metadata-NAME} of a request is {@code NAME}. A name that ends in {@code -bin}
 *       has base64 as its value. Names that belong to HTTP, to the connection or to gRPC are left
 *       out.
 *   <li>Some headers are passed on under their own name, among them {@code Authorization} and those
 *       by which authenticators know a caller. {@code Grpc-Metadata-Authorization} counts only
 *       where there is no {@code Authorization}, so that nobody adds to what a proxy has set.
 *   <li>A configuration may name more of both directions that keep their own names, or get others.
 *       One that a header gives counts more than {@code Grpc-Metadata-NAME}, and a header's own
 *       more than another's.
 *   <li>Response metadata is {@code Grpc-Metadata-NAME}, trailing metadata {@code
 *       Grpc-Trailer-NAME}, both among the headers of the response. For clients that say {@code TE:
 *       trailers}, trailing metadata are trailers, announced in {@code Trailer} unless the answer
 *       is a stream that has begun; for others those of such a stream are left out.
 * </ul>
 */
final class RestMetadata {

  private static final String PREFIX = "grpc-metadata-";
  private static final String RESERVED_PREFIX = "grpc-";
  private static final String BINARY = "-bin";
  private static final String TRAILER_PREFIX = "grpc-trailer-";
  private static final CharSequence TE = HttpHeaders.createOptimized("te");
  private static final CharSequence TRAILER = HttpHeaders.createOptimized("trailer");

  /** The headers that are passed on under their own name. */
  private static final Set<String> PASSED =
      Set.of(
          "accept-language",
          "authorization",
          "baggage",
          "forwarded",
          "traceparent",
          "tracestate",
          "user-agent",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-request-id");

  private final HeaderConfig config;
  private final Set<String> ofCallers;

  /**
   * Makes the rules.
   *
   * @param config the headers that keep their own names, or get others
   * @param ofCallers names of headers that tell who calls, in lower case, which keep theirs too
   */
  RestMetadata(HeaderConfig config, Set<String> ofCallers) {
    this.config = config;
    this.ofCallers = ofCallers;
  }

  /**
   * The names that a configuration has and that may not be metadata.
   *
   * @param place where the configuration stands
   * @return a line for each
   */
  static List<String> faults(String place, HeaderConfig config) {
    List<String> faults = new ArrayList<>();
    addFaults(place + ".requestHeaders", config.request(), faults);
    addFaults(place + ".responseHeaders", config.response(), faults);
    return faults;
  }

  private static void addFaults(String key, List<HeaderRule> rules, List<String> faults) {
    for (int i = 0; i < rules.size(); i++) {
      HeaderRule rule = rules.get(i);
      addFault(key + "[" + i + "].from", rule.from(), faults);
      if (!rule.to().equals(rule.from())) {
        addFault(key + "[" + i + "].to", rule.to(), faults);
      }
    }
  }

  private static void addFault(String key, String name, List<String> faults) {
    boolean open = name.endsWith("*");
    String text = open ? name.substring(0, name.length() - 1) : name;
    if (open ? text.startsWith(RESERVED_PREFIX) : !Metadata.isAllowedName(text)) {
      faults.add(
          key + ": \"" + name + "\" (expected: no name of HTTP's own, the connection's or gRPC's)");
    }
  }

  /** Whether a request header is metadata under its own name, whatever is configured. */
  private boolean isPassed(String header) {
    return PASSED.contains(header) || ofCallers.contains(header);
  }

  /** Whether a request has a header that metadata of a name are made of. */
  private boolean isTaken(String name, MultiMap headers) {
    if (isPassed(name) && headers.contains(name)) {
      return true;
    }
    for (HeaderRule rule : config.request()) {
      String header = rule.source(name);
      if (header != null
          && headers.contains(header)
          && name.equals(HeaderConfig.renamed(config.request(), header))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a header may become metadata whose value has to be looked at. If a request has one,
   * {@link #ofRequest} tells whether its metadata can be made; else they can.
   */
  boolean isOdd(String name, Map.Entry<String, String> header) {
    return mayBeMetadata(name) && !isOrdinary(name, header.getValue());
  }

  private static boolean isOrdinary(String name, String value) {
    int beforeEnd = name.length() - BINARY.length();
    return !name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
        && !name.regionMatches(true, beforeEnd, BINARY, 0, BINARY.length())
        && Metadata.isAllowedValue(value);
  }

  /**
   * The metadata of a request.
   *
   * @throws RefusedException if a value is none that metadata can have
   */
  MultiMap ofRequest(HttpServerRequest request) {
    MultiMap headers = request.headers();
    MultiMap metadata = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      if (mayBeMetadata(name)) {
        add(name.toLowerCase(Locale.ROOT), header.getValue(), headers, metadata);
      }
    }
    return metadata;
  }

  /** Sorts out, by its first letter, most of what every request has. */
  private boolean mayBeMetadata(String name) {
    if (!config.request().isEmpty() || !ofCallers.isEmpty()) {
      return true;
    }
    return switch (name.isEmpty() ? ' ' : name.charAt(0)) {
      case 'a', 'A', 'b', 'B', 'f', 'F', 'g', 'G', 't', 'T', 'u', 'U', 'x', 'X' -> true;
      default -> false;
    };
  }

  private void add(String header, String value, MultiMap headers, MultiMap metadata) {
    if (header.startsWith(PREFIX)) {
      addPrefixed(header.substring(PREFIX.length()), value, headers, metadata);
      return;
    }
    if (!Metadata.isAllowedName(header)) {
      return;
    }
    if (isPassed(header)) {
      add(header, header, value, metadata);
    }
    String name = HeaderConfig.renamed(config.request(), header);
    if (name != null && Metadata.isAllowedName(name) && !isOfAnother(name, header, headers)) {
      add(header, name, value, metadata);
    }
  }

  /** Whether a name that rules give to a header is the own name of another, or its own already. */
  private boolean isOfAnother(String name, String header, MultiMap headers) {
    if (name.equals(header)) {
      return isPassed(header);
    }
    boolean own = isPassed(name) || name.equals(HeaderConfig.renamed(config.request(), name));
    return own && headers.contains(name);
  }

  private void add(String header, String name, String value, MultiMap metadata) {
    if (hasControl(value)) {
      throw badValue(header, "printable characters");
    }
    if (name.endsWith(BINARY) && !isBase64(value)) {
      throw badValue(header, "base64");
    }
    // One that says who calls is not left out: the call would be taken for another's.
    if (Metadata.isAllowedValue(value) || isOfCaller(name)) {
      metadata.add(name, value);
    }
  }

  /**
   * Adds metadata as {@code Grpc-Metadata-NAME} would.
   *
   * @param name the name, in lower case
   * @param headers those of the request, of which some count more
   * @throws RefusedException if the value is none that metadata can have
   */
  void addPrefixed(String name, String value, MultiMap headers, MultiMap metadata) {
    if (!Metadata.isAllowedName(name) || isTaken(name, headers)) {
      return;
    }
    if (!Metadata.isAllowedValue(value)) {
      throw badValue(PREFIX + name, "printable ASCII; with a name that ends in -bin, base64");
    }
    if (name.endsWith(BINARY) && !isBase64(value)) {
      throw badValue(PREFIX + name, "base64");
    }
    metadata.add(name, value);
  }

  private boolean isOfCaller(String header) {
    return header.equals("authorization") || ofCallers.contains(header);
  }

  private String named(String prefix, String name) {
    String renamed = HeaderConfig.renamed(config.response(), name);
    return renamed != null && Metadata.isAllowedName(renamed) ? renamed : prefix + name;
  }

  private static RefusedException badValue(String header, String expected) {
    return RefusedException.bad(
        "header " + RefusedException.echo(header) + " (expected: " + expected + ")");
  }

  private static boolean hasControl(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value is base64, padded or not; several may be joined with commas. */
  private static boolean isBase64(String value) {
    try {
      for (String each : value.split(",", -1)) {
        Base64.getDecoder().decode(each.strip());
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Adds response metadata and trailing metadata, as far as there are any, to an answer. */
  void addAll(@Nullable MultiMap metadata, @Nullable MultiMap trailers, HttpServerRequest request) {
    if (metadata != null) {
      addHeaders(metadata, request.response().headers());
    }
    if (trailers != null) {
      addTrailers(trailers, request);
    }
  }

  /** Adds response metadata to the headers of a response. */
  void addHeaders(MultiMap metadata, MultiMap headers) {
    if (!metadata.isEmpty()) {
      Metadata.forEachAllowed(metadata, (name, value) -> headers.add(named(PREFIX, name), value));
    }
  }

  /**
   * Adds trailing metadata to an answer that has a body and is not begun: after it, where the
   * client takes trailers, else among the headers.
   */
  void addTrailers(MultiMap metadata, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (metadata.isEmpty() || !takesTrailers(request) || request.method().equals(HttpMethod.HEAD)) {
      addTrailers(metadata, response.headers());
      return;
    }
    if (request.version() == HttpVersion.HTTP_1_1) {
      response.setChunked(true);
    }
    addTrailers(metadata, response.trailers());
    response.putHeader(TRAILER, String.join(", ", response.trailers().names()));
  }

  /** Whether a client takes trailers after a body: HTTP/1.0 has none. */
  static boolean takesTrailers(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_1_0
        && Boolean.TRUE.equals(WeightedTokens.allows(request.headers().getAll(TE), "trailers"));
  }

  /** Adds trailing metadata to the headers, or the trailers, of a response. */
  void addTrailers(MultiMap metadata, MultiMap headers) {
    if (!metadata.isEmpty()) {
      Metadata.forEachAllowed(
          metadata, (name, value) -> headers.add(named(TRAILER_PREFIX, name), value));
    }
  }
}
