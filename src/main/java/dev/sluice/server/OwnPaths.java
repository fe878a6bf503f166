package dev.sluice.server;

import dev.sluice.call.MethodRegistry;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.rest.RestDoor;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Lets the page at {@code /} call every method at its own path, {@code POST
 * /package.Service/Method}, with JSON or as a WebSocket, whether or not an operation leads to it.
 *
 * <p>These are calls by all rules, of methods that gRPC-Web reaches from any page. Only the page
 * makes them: they have the header {@value #HEADER}, which a page of another origin may not send
 * without being asked about it, or as a WebSocket the subprotocol {@value #SUBPROTOCOL}; those of
 * another origin are left to {@code next} all the same.
 *
 * <p>Belongs to one event loop. The door is made when it is first needed.
 */
final class OwnPaths implements Handler<HttpServerRequest> {

  private static final String HEADER = "sluice-console";
  private static final String SUBPROTOCOL = "console";

  private static final String NO_OPERATIONS =
      "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"none\", \"version\": \"1\"}, \"paths\":"
          + " {}}";

  private final MethodRegistry registry;
  private final RestConfig config;
  private final RestDoor.Access access;
  private final Handler<HttpServerRequest> next;
  private @Nullable RestDoor door;

  OwnPaths(
      MethodRegistry registry,
      RestConfig config,
      RestDoor.Access access,
      Handler<HttpServerRequest> next) {
    this.registry = registry;
    this.config = config;
    this.access = access;
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = request.path();
    if (path != null && isOfThePage(request) && registry.methodAt(path) != null) {
      door().handle(request);
    } else {
      next.handle(request);
    }
  }

  private RestDoor door() {
    RestDoor made = door;
    if (made == null) {
      made =
          new RestDoor(registry, Contract.parse(NO_OPERATIONS), config.forOwnPaths(), access)
              .withFallback(next);
      door = made;
    }
    return made;
  }

  private static boolean isOfThePage(HttpServerRequest request) {
    boolean marked = request.headers().contains(HEADER);
    for (String header : request.headers().getAll("sec-websocket-protocol")) {
      for (String each : header.split(",", -1)) {
        marked |= each.strip().equals(SUBPROTOCOL);
      }
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return marked && (origin == null || isOwn(origin, request));
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    int scheme = origin.indexOf("://");
    return scheme > 0
        && request.authority() != null
        && origin.substring(scheme + 3).equalsIgnoreCase(request.authority().toString());
  }
}
