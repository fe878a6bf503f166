package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;

/**
 * Makes a service of this process; found with {@link java.util.ServiceLoader}.
 *
 * <p>A jar on the class path that names an implementation in {@code
 * META-INF/services/dev.sluice.call.ServiceProvider} adds its service to the server.
 */
public interface ServiceProvider {

  /** The key of the service's options in the configuration's {@code services}. */
  String name();

  /**
   * Checks the service's options before anything is started.
   *
   * @param options the options, without {@code enabled}
   * @return a line per fault, in the form {@code key: value (expected: …)}; empty if all is well
   */
  default List<String> check(JsonObject options) {
    return options.fieldNames().stream().map(key -> key + ": unknown key").toList();
  }

  /**
   * Makes the service for one verticle, on its context. What the service holds, it releases when it
   * is a {@link StoppableService} or {@link AutoCloseable} and the verticle stops.
   *
   * @param vertx the Vert.x instance
   * @param options the options, as {@link #check} let them pass
   * @return the service, once it can serve
   */
  Future<Service> create(Vertx vertx, JsonObject options);
}
