package dev.sluice.call;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Makes an interceptor of one's own; found with {@link java.util.ServiceLoader}.
 *
 * <p>A jar on the class path that names an implementation in {@code
 * META-INF/services/dev.sluice.call.InterceptorProvider} adds its interceptor to those that the
 * configuration's {@code interceptors} may name. What is not named there wraps nothing.
 */
public interface InterceptorProvider {

  /** What {@code name} is in the configuration. */
  String name();

  /**
   * Checks the interceptor's options before anything is started.
   *
   * @param options the options, without {@code name} and {@code place}
   * @return a line per fault, in the form {@code key: value (expected: …)}; empty if all is well
   */
  default List<String> check(JsonObject options) {
    return options.fieldNames().stream().map(key -> key + ": unknown key").toList();
  }

  /**
   * Makes the interceptor for one verticle, on its context. It should fail where it could not do
   * its work: the server then does not start. What the interceptor holds, it releases when it is
   * {@link AutoCloseable} and the verticle stops.
   *
   * @param vertx the Vert.x instance
   * @param options the options, as {@link #check} let them pass
   * @return the interceptor, once it can work
   */
  Future<Interceptor> create(Vertx vertx, JsonObject options);
}
