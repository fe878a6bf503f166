package dev.sluice.rest;

import dev.sluice.call.CallStatus;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.Refusals;
import dev.sluice.call.RequestId;
import dev.sluice.config.ConfReader;
import dev.sluice.config.HeaderConfig;
import dev.sluice.config.OperationConfig;
import dev.sluice.config.PathUnescaping;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.rest.PathRouter.Match;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for REST: answers the requests that match an operation of the contract.
 *
 * <p>Runs on the request's context. What is wrong with a request is answered with a body of {@code
 * google.rpc.Status}, or a problem of RFC 9457 where {@code Accept} asks for it:
 *
 * <ul>
 *   <li>404 for a path of no operation, unless there is a {@linkplain #withFallback fallback}; 405
 *       with {@code Allow} for a method that none of the path's operations has;
 *   <li>406, 413, 415 and 417 for what cannot be negotiated;
 *   <li>400 for a path, query, header or body that does not fit the request message, with the field
 *       at fault;
 *   <li>what <a
 *       href="https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto">code.proto</a>
 *       says for the status of a call that failed.
 * </ul>
 *
 * <p>HEAD is answered as GET without the body, and without calling the service where GET streams;
 * OPTIONS with 204 and {@code Allow}.
 */
public final class RestDoor implements Handler<HttpServerRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(RestDoor.class);

  private final PathRouter<RestOperation<?, ?>> router;
  private final ErrorWriter errors;
  private final int maxMessageBytes;
  private final boolean legacyPaths;
  private final RestCalls calls;
  private final WebSocketDoor webSockets;
  private final Handler<HttpServerRequest> fallback;
  private final Refusals refusals;

  /**
   * Makes a door whose WebSockets are for pages of its own origin, and for what is no page.
   *
   * @param registry the methods it leads to
   * @param contract the operations that it serves
   * @param config its limits and options
   * @throws IllegalArgumentException if an operation does not fit its method, or two operations
   *     match the same requests; with a line for each fault
   */
  public RestDoor(MethodRegistry registry, Contract contract, RestConfig config) {
    this(registry, contract, config, origin -> false);
  }

  /**
   * Makes a door.
   *
   * @param registry the methods it leads to
   * @param contract the operations that it serves
   * @param config its limits and options
   * @param origins whether pages of another origin may open WebSockets, and send forms
   * @throws IllegalArgumentException if an operation does not fit its method, or two operations
   *     match the same requests; with a line for each fault
   */
  public RestDoor(
      MethodRegistry registry, Contract contract, RestConfig config, Predicate<String> origins) {
    this(registry, contract, config, new Access(origins, Set.of(), Refusals.NONE));
  }

  /**
   * Who may come in, and who hears of those that may not.
   *
   * @param origins whether pages of another origin may open WebSockets, and send forms
   * @param callerHeaders names of headers that tell who calls, in lower case: metadata of the call
   * @param refusals hears of the requests that are refused
   */
  public record Access(Predicate<String> origins, Set<String> callerHeaders, Refusals refusals) {

    /** Copies the set. */
    public Access {
      callerHeaders = Set.copyOf(callerHeaders);
    }
  }

  /**
   * Makes a door.
   *
   * @param registry the methods it leads to
   * @param contract the operations that it serves
   * @param config its limits and options
   * @param access who may come in
   * @throws IllegalArgumentException if an operation does not fit its method, or two operations
   *     match the same requests; with a line for each fault
   */
  public RestDoor(MethodRegistry registry, Contract contract, RestConfig config, Access access) {
    OperationCompiler compiler = new OperationCompiler(registry, config, access.callerHeaders());
    this.errors = compiler.errors();
    this.router = compiler.compile(contract);
    this.legacyPaths = config.transcoding().pathUnescaping() == PathUnescaping.LEGACY;
    this.maxMessageBytes = compiler.maxMessageBytes();
    Origins origins = new Origins(access.origins());
    this.calls = new RestCalls(config, origins);
    this.webSockets = new WebSocketDoor(router, config, origins);
    this.fallback = this::notFound;
    this.refusals = access.refusals();
  }

  private RestDoor(RestDoor door, Handler<HttpServerRequest> fallback) {
    this.router = door.router;
    this.errors = door.errors;
    this.maxMessageBytes = door.maxMessageBytes;
    this.legacyPaths = door.legacyPaths;
    this.calls = door.calls;
    this.webSockets = door.webSockets;
    this.fallback = fallback;
    this.refusals = door.refusals;
  }

  /**
   * Checks what a configuration cannot check by itself, before there is a door.
   *
   * @return a line per fault; empty if all is well
   */
  public static List<String> faults(RestConfig config) {
    List<String> faults =
        new ArrayList<>(RestMetadata.faults("rest", config.transcoding().headers()));
    ErrorRenderers renderers = new ErrorRenderers(faults);
    for (Map.Entry<String, OperationConfig> each : new TreeMap<>(config.operations()).entrySet()) {
      String place = ConfReader.fullKey("rest.operations", each.getKey());
      JsonObject settings = each.getValue().settings();
      faults.addAll(RestMetadata.faults(place, HeaderConfig.of(settings)));
      renderers.find(settings.getString("errorRenderer"), place + ".errorRenderer");
    }
    return faults;
  }

  /**
   * Sets what the door needs of the server it belongs to: the limits of WebSocket frames, no
   * compression of them, since a small frame can inflate to any size, and the subprotocol that
   * browsers need to send a token.
   *
   * @return {@code options}
   */
  public HttpServerOptions configure(HttpServerOptions options) {
    return options
        .setMaxWebSocketFrameSize(maxMessageBytes)
        .setMaxWebSocketMessageSize(maxMessageBytes)
        .addWebSocketSubProtocol(WebSocketDoor.SUBPROTOCOL)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  /**
   * A door like this one which hands requests on whose path is that of no operation.
   *
   * @param fallback who answers them; {@link #notFound} if it does not know the path either
   */
  public RestDoor withFallback(Handler<HttpServerRequest> fallback) {
    return new RestDoor(this, fallback);
  }

  /** Answers 404 with a body that names the path, in the form of all errors. */
  public void notFound(HttpServerRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    refuse(request, new RefusedException(404, "no such path: " + RefusedException.echo(path)));
  }

  /**
   * Refuses a request, in the form of all errors.
   *
   * @param httpStatus the HTTP status
   * @param why what is wrong, for people
   */
  public void refuse(HttpServerRequest request, int httpStatus, String why) {
    RequestId.echo(request);
    refuse(request, new RefusedException(httpStatus, why));
  }

  /**
   * Answers what could not be read as HTTP, in the form of all errors: 414 or 431 if something was
   * too long, 505 for an {@link UnknownVersionException}, else 400. The text of a {@link
   * ProtocolException} is told. For {@link io.vertx.core.http.HttpServer#invalidRequestHandler}.
   */
  public void invalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(request, 414, "the request line is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(request, new RefusedException(431, "the headers are too long"));
    } else if (cause instanceof UnknownVersionException) {
      refuse(request, new RefusedException(505, String.valueOf(cause.getMessage())));
    } else if (cause instanceof ProtocolException) {
      refuse(request, RefusedException.bad(String.valueOf(cause.getMessage())));
    } else {
      refuse(request, RefusedException.bad("the request is not HTTP"));
    }
  }

  @Override
  public void handle(HttpServerRequest request) {
    RequestId.echo(request);
    try {
      route(request);
    } catch (RefusedException e) {
      refuse(request, e);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.method(), request.uri(), e);
      if (!request.response().headWritten()) {
        refuse(request, new RefusedException(500, "internal error"));
      }
    }
  }

  private void route(HttpServerRequest request) {
    String uri = request.uri();
    Match<RestOperation<?, ?>> known = router.known(request.method().name(), uri);
    if (known != null && !WebSocketDoor.isHandshake(request)) {
      start(request, known.target(), new RequestTarget(known.path(), null));
      return;
    }
    if (uri.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
      new Reply(request).send(204);
      return;
    }
    int start = RequestTarget.pathStart(uri);
    int mark = uri.indexOf('?', start);
    RestPath path = path(uri, start, mark);
    if (path != null && WebSocketDoor.isHandshake(request)) {
      if (webSockets.accept(request, path, mark < 0 ? null : uri.substring(mark + 1))) {
        return;
      }
    }
    Match<RestOperation<?, ?>> match = path == null ? null : match(request, path);
    if (match != null) {
      RequestTarget target =
          new RequestTarget(match.path(), mark < 0 ? null : uri.substring(mark + 1));
      start(request, match.target(), target);
      return;
    }
    SortedSet<String> methods = path == null ? null : router.methods(path);
    if (methods == null || methods.isEmpty()) {
      fallback.handle(request);
    } else {
      answerOtherMethod(request, methods);
    }
  }

  /** Starts a call; what is refused before there is one is an error of the operation too. */
  private void start(
      HttpServerRequest request, RestOperation<?, ?> operation, RequestTarget target) {
    try {
      calls.start(request, operation, target);
    } catch (RefusedException e) {
      refuse(request, e, operation.errors());
    }
  }

  private @Nullable RestPath path(String uri, int start, int mark) {
    String text = uri.substring(start, mark < 0 ? uri.length() : mark);
    String path = text.isEmpty() ? "/" : text;
    return legacyPaths ? RestPath.parseDecoded(path) : RestPath.parse(path);
  }

  /**
   * The HTTP methods of the operations that a request's path has, whatever the request's own;
   * {@code *} among them stands for all. Empty if it is the path of none.
   */
  public Set<String> methods(HttpServerRequest request) {
    String uri = request.uri();
    int start = RequestTarget.pathStart(uri);
    try {
      RestPath path = path(uri, start, uri.indexOf('?', start));
      return path == null ? Set.of() : router.methods(path);
    } catch (RefusedException e) {
      return Set.of();
    }
  }

  private @Nullable Match<RestOperation<?, ?>> match(HttpServerRequest request, RestPath path) {
    String method = request.method().name();
    Match<RestOperation<?, ?>> match = router.match(method, path);
    return match == null && method.equals("HEAD") ? router.match("GET", path) : match;
  }

  /**
   * Answers a request for a path that takes other methods than the request's: 405 with {@code
   * Allow}, or 204 if it is OPTIONS.
   *
   * @param methods the methods that the path takes
   */
  public void answerOtherMethod(HttpServerRequest request, Collection<String> methods) {
    SortedSet<String> allowed = new TreeSet<>(methods);
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    String list = String.join(", ", allowed);
    request.response().putHeader(HttpHeaders.ALLOW, list);
    String method = request.method().name();
    if (method.equals("OPTIONS")) {
      new Reply(request).send(204);
    } else {
      refuse(
          request,
          new RefusedException(
              405, "method: " + RefusedException.echo(method) + " (expected: " + list + ")"));
    }
  }

  private void refuse(HttpServerRequest request, RefusedException why) {
    refuse(request, why, errors);
  }

  private void refuse(HttpServerRequest request, RefusedException why, ErrorWriter writer) {
    Accept accept = Accept.parse(Accept.header(request), MediaType.JSON, MediaType.OF_MESSAGE);
    RequestId.told(request);
    refusals.refused(request, "rest", why.httpStatus(), new CallStatus(why.code(), why.text()));
    writer.send(Failure.of(why), accept, request);
  }
}
