package dev.sluice.security;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Makes authenticators of a type; found with {@link java.util.ServiceLoader}.
 *
 * <p>A jar on the class path that names an implementation in {@code
 * META-INF/services/dev.sluice.security.AuthenticatorProvider} adds its type to those that {@code
 * security.authenticators} may have.
 */
public interface AuthenticatorProvider {

  /** What {@code type} is for its authenticators. */
  String type();

  /**
   * Checks the options of an authenticator before anything is started.
   *
   * @param options its options, without {@code type} and {@code name}
   * @return a line per fault, in the form {@code key: value (expected: …)}; empty if all is well
   */
  default List<String> check(JsonObject options) {
    return options.fieldNames().stream().map(key -> key + ": unknown key").toList();
  }

  /**
   * Makes an authenticator for one verticle, on its context. It should fail where it could not do
   * its work: the server then does not start.
   *
   * @param vertx the Vert.x instance
   * @param name the authenticator's name, which goes into the principals that it finds
   * @param options the options, as {@link #check} let them pass
   * @return the authenticator, once it can work
   */
  Future<Authenticator> create(Vertx vertx, String name, JsonObject options);

  /**
   * How its callers prove who they are, for the contract that is served: a <a
   * href="https://spec.openapis.org/oas/v3.1.0#security-scheme-object">security scheme</a>.
   *
   * @param options the options, as {@link #check} let them pass
   * @return the scheme; empty if OpenAPI has none that fits
   */
  default JsonObject scheme(JsonObject options) {
    return new JsonObject();
  }
}
