package dev.sluice.security;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows with each call: the other side of an {@link Authenticator} for bearer tokens.
 *
 * <p>They are to be sent over TLS only, or to a server on the same machine.
 */
public interface CallCredentials {

  /** No credentials. */
  CallCredentials NONE = vertx -> Future.succeededFuture();

  /**
   * What to send as {@code authorization} with a call that is made now.
   *
   * @param vertx the Vert.x instance of the client
   * @return the value, or null to send none; failed if there is none to be had
   */
  Future<@Nullable String> authorization(Vertx vertx);

  /** A token that stays the same. */
  static CallCredentials bearer(String token) {
    Future<@Nullable String> value = Future.succeededFuture("Bearer " + token);
    return vertx -> value;
  }
}
