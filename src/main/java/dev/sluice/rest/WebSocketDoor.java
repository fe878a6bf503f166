package dev.sluice.rest;

import dev.sluice.call.EarlyAnswer;
import dev.sluice.call.Metadata;
import dev.sluice.call.ServerCall;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Streaming;
import dev.sluice.rest.PathRouter.Match;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens WebSockets, of <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a> over HTTP/1.1,
 * on the paths of streaming operations.
 *
 * <p>A handshake is always a GET, whichever method the contract has for the operation; where
 * several operations of a path stream, it opens the one that streams most: both ways before
 * requests before responses. Its path and query count for every message of the stream and are
 * checked at once, its headers are the metadata of the call, {@code Grpc-Timeout} included. Pages
 * cannot set headers: the token of {@code Authorization: Bearer} may come as the subprotocol {@code
 * bearer.TOKEN} beside {@value #SUBPROTOCOL}, which is the one that is answered; other metadata as
 * {@code metadata.NAME.VALUE}, the value in base64url, and {@code Grpc-Timeout} as {@code
 * timeout.VALUE}. Where there is such a header too, that of metadata counts as well, and that of
 * the deadline alone. A handshake that is refused gets an error over HTTP. What happens afterwards
 * is told as {@link WebSocketTransport} says; there is no place for response metadata.
 *
 * <p>A browser lets any page open a WebSocket to anywhere, CORS notwithstanding, and so a page of
 * another origin is refused here unless its origin is allowed.
 */
final class WebSocketDoor {

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketDoor.class);
  private static final CharSequence GRPC_TIMEOUT = HttpHeaders.createOptimized("grpc-timeout");
  private static final CharSequence KEY = HttpHeaders.createOptimized("sec-websocket-key");
  private static final CharSequence VERSION = HttpHeaders.createOptimized("sec-websocket-version");

  /** The one subprotocol that there is. */
  static final String SUBPROTOCOL = "sluice";

  private static final CharSequence OFFERED = HttpHeaders.createOptimized("sec-websocket-protocol");
  private static final String BEARER = "bearer.";
  private static final String METADATA = "metadata.";
  private static final String TIMEOUT = "timeout.";
  private static final String PROTOCOL = "websocket";
  private static final String SUPPORTED_VERSION = "13";
  private static final int KEY_BYTES = 16;

  private final PathRouter<RestOperation<?, ?>> router;
  private final RestConfig config;
  private final Origins origins;

  /**
   * Makes a door.
   *
   * @param router finds the operations
   * @param config the limits
   * @param origins which pages may open one
   */
  WebSocketDoor(PathRouter<RestOperation<?, ?>> router, RestConfig config, Origins origins) {
    this.router = router;
    this.config = config;
    this.origins = origins;
  }

  /** Whether a request asks for a WebSocket. HTTP/2 has no such header. */
  static boolean isHandshake(HttpServerRequest request) {
    return request.version() != HttpVersion.HTTP_2
        && request.headers().contains(HttpHeaders.UPGRADE)
        && lists(request, HttpHeaders.UPGRADE, PROTOCOL);
  }

  /** Whether the lines of a header, which are one list, have a token, in any case. */
  private static boolean lists(HttpServerRequest request, CharSequence header, String token) {
    for (String line : request.headers().getAll(header)) {
      for (String each : line.split(",", -1)) {
        if (each.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Answers a handshake.
   *
   * @param request the request, nothing of it read yet
   * @param path its path
   * @param query its query, or null
   * @return false if the path is that of no operation; the request is then somebody else's
   * @throws RefusedException if no WebSocket can be opened
   */
  boolean accept(HttpServerRequest request, RestPath path, @Nullable String query) {
    Match<RestOperation<?, ?>> match = find(path);
    if (match == null) {
      if (router.methods(path).isEmpty()) {
        return false;
      }
      throw RefusedException.bad(
          "upgrade: websocket (expected: none, since no operation of the path streams)");
    }
    checkHandshake(request);
    origins.check(request);
    open(request, match.target(), new RequestTarget(match.path(), query));
    return true;
  }

  private @Nullable Match<RestOperation<?, ?>> find(RestPath path) {
    Match<RestOperation<?, ?>> found = null;
    Streaming most = Streaming.NONE;
    for (String method : router.methods(path)) {
      Match<RestOperation<?, ?>> match = router.match(method, path);
      if (match != null && match.target().contract().streaming().compareTo(most) > 0) {
        found = match;
        most = match.target().contract().streaming();
      }
    }
    return found;
  }

  private static void checkHandshake(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_1_1 || !request.method().equals(HttpMethod.GET)) {
      throw RefusedException.bad("upgrade: websocket (expected: in a GET of HTTP/1.1)");
    }
    if (!lists(request, HttpHeaders.CONNECTION, "upgrade")) {
      throw RefusedException.bad("connection (expected: upgrade, as there is upgrade: websocket)");
    }
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || EarlyAnswer.length(request.getHeader(HttpHeaders.CONTENT_LENGTH)) > 0) {
      throw RefusedException.bad("a WebSocket handshake has no body");
    }
    String version = request.getHeader(VERSION);
    if (!SUPPORTED_VERSION.equals(version)) {
      request
          .response()
          .putHeader(VERSION, SUPPORTED_VERSION)
          .putHeader(HttpHeaders.UPGRADE, PROTOCOL)
          .putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
      throw new RefusedException(
          426,
          "sec-websocket-version: "
              + (version == null ? "none" : RefusedException.echo(version))
              + " (expected: "
              + SUPPORTED_VERSION
              + ")");
    }
    if (!isKey(request.getHeader(KEY))) {
      throw RefusedException.bad("sec-websocket-key (expected: 16 bytes in base64)");
    }
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private <Req, Resp> void open(
      HttpServerRequest request, RestOperation<Req, Resp> matched, RequestTarget target) {
    RestOperation<Req, Resp> operation = matched.as(target.query());
    RequestTarget whole =
        operation.bound() == null ? target : target.with(operation.bound().of(request));
    operation.binder().check(whole);
    RestMetadata rules = operation.rules().metadata();
    MultiMap metadata = rules.ofRequest(request);
    String timeout = request.getHeader(GRPC_TIMEOUT);
    for (String protocol : offered(request)) {
      if (protocol.startsWith(BEARER) && Metadata.isAllowedValue(protocol)) {
        // Where there is an Authorization too, there are two then, which nobody takes.
        metadata.add("authorization", "Bearer " + protocol.substring(BEARER.length()));
      } else if (protocol.startsWith(METADATA)) {
        addOffered(protocol, request, rules, metadata);
      } else if (protocol.startsWith(TIMEOUT) && timeout == null) {
        timeout = protocol.substring(TIMEOUT.length());
      }
    }
    String deadline = timeout;
    // Vert.x looks at the first lines only.
    request
        .headers()
        .set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
        .set(HttpHeaders.UPGRADE, PROTOCOL);
    request
        .toWebSocket()
        .onFailure(e -> abandon(request, e))
        .onSuccess(socket -> start(request, operation, whole, metadata, deadline, socket));
  }

  /** The subprotocols that a request offers, in their order. */
  static List<String> offered(HttpServerRequest request) {
    List<String> protocols = new ArrayList<>();
    for (String header : request.headers().getAll(OFFERED)) {
      for (String each : header.split(",", -1)) {
        protocols.add(each.strip());
      }
    }
    return protocols;
  }

  /** Adds metadata that is offered as a subprotocol, by the rules of {@code Grpc-Metadata-NAME}. */
  private static void addOffered(
      String protocol, HttpServerRequest request, RestMetadata rules, MultiMap metadata) {
    int dot = protocol.lastIndexOf('.');
    byte[] value;
    try {
      value = Base64.getUrlDecoder().decode(protocol.substring(dot + 1));
    } catch (IllegalArgumentException e) {
      value = null;
    }
    if (dot < METADATA.length() || value == null) {
      throw RefusedException.bad(
          "sec-websocket-protocol: "
              + RefusedException.echo(protocol)
              + " (expected: metadata.NAME.VALUE, the value in base64url)");
    }
    rules.addPrefixed(
        protocol.substring(METADATA.length(), dot).toLowerCase(Locale.ROOT),
        new String(value, StandardCharsets.UTF_8),
        request.headers(),
        metadata);
  }

  private static void abandon(HttpServerRequest request, Throwable cause) {
    LOG.debug("a WebSocket handshake failed", cause);
    if (!request.response().ended()) {
      request.connection().close();
    }
  }

  private <Req, Resp> void start(
      HttpServerRequest request,
      RestOperation<Req, Resp> operation,
      RequestTarget target,
      MultiMap metadata,
      @Nullable String timeout,
      ServerWebSocket socket) {
    WebSocketTransport<Req, Resp> transport =
        new WebSocketTransport<>(request, socket, operation, target, config);
    ServerCall<Req, Resp> call =
        new ServerCall<>(
            ((HttpServerRequestInternal) request).context(),
            operation.method(),
            transport,
            metadata);
    transport.read(call);
    call.start(timeout);
  }
}
