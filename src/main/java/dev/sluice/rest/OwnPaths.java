package dev.sluice.rest;

import dev.sluice.call.MethodRegistry;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Contract;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets the page at {@code /} call every method at its own path, {@code POST
 * /package.Service/Method}, with JSON or as a WebSocket, whether or not an operation leads to it.
 *
 * <p>These are calls by all rules, of methods that gRPC-Web reaches from any page. Only the page
 * makes them: they have the header {@value #HEADER}, which a page of another origin may not send
 * without being asked about it, or as a WebSocket the subprotocol {@value #SUBPROTOCOL}; those of
 * another origin are left to {@code next} all the same.
 *
 * <p>Belongs to one event loop, but may be made on any thread.
 */
public final class OwnPaths implements Handler<HttpServerRequest> {

  private static final String HEADER = "sluice-console";
  private static final String SUBPROTOCOL = "console";

  private static final String NO_OPERATIONS =
      "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"none\", \"version\": \"1\"}, \"paths\":"
          + " {}}";

  private final MethodRegistry registry;
  private final Handler<HttpServerRequest> next;
  private final RestDoor door;

  /**
   * Makes the handler, with a door of its own.
   *
   * @param registry the methods
   * @param config the limits and options of the door
   * @param access who may come in
   * @param next who answers all other requests
   */
  public OwnPaths(
      MethodRegistry registry,
      RestConfig config,
      RestDoor.Access access,
      Handler<HttpServerRequest> next) {
    this.registry = registry;
    this.next = next;
    this.door =
        new RestDoor(registry, Contract.parse(NO_OPERATIONS), config.forOwnPaths(), access)
            .withFallback(next);
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path();
    if (path != null && isOfThePage(request) && registry.methodAt(path) != null) {
      door.handle(request);
    } else {
      next.handle(request);
    }
  }

  private static boolean isOfThePage(HttpServerRequest request) {
    boolean marked =
        request.headers().contains(HEADER) || WebSocketDoor.offered(request).contains(SUBPROTOCOL);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return marked && (origin == null || Origins.isOwn(origin, request));
  }
}
