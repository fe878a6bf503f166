package dev.sluice.server;

import dev.sluice.config.CorsConfig;
import dev.sluice.rest.RestDoor;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The REST door for pages of other origins: answers what they may do by the door's own routes, and
 * lets them read what it answers.
 */
final class RestCors {

  private final RestDoor door;
  private final @Nullable Cors cors;

  /**
   * Makes the entrance to a door.
   *
   * @param config which origins may call; without any, requests go straight to the door
   */
  RestCors(RestDoor door, CorsConfig config) {
    this.door = door;
    this.cors = config.allowedOrigins().isEmpty() ? null : new Cors(config);
  }

  void handle(HttpServerRequest request) {
    Cors rules = cors;
    if (rules != null) {
      Set<String> methods = Cors.isPreflight(request) ? door.methods(request) : Set.of();
      if (!methods.isEmpty()) {
        rules.answerPreflight(request, methods);
        return;
      }
      rules.allow(request);
    }
    door.handle(request);
  }

  /** Whether a preflight is for a path that the door serves, from an origin that may call there. */
  boolean allowsPreflight(HttpServerRequest request) {
    Cors rules = cors;
    return rules != null && rules.allows(request) && !door.methods(request).isEmpty();
  }

  void refuse(HttpServerRequest request, int httpStatus, String why) {
    door.refuse(request, httpStatus, why);
  }
}
