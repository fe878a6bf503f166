package dev.sluice.channel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows with each call, as {@code authorization}: {@link #bearer}, {@link
 * #tokenFile}, {@link ClientCredentials}, or one's own. Safe for concurrent use.
 *
 * <p>A {@link Channel} sends it over TLS, or to a server on the same machine, and else only if
 * told.
 */
public interface CallCredentials {

  /** No credentials. */
  CallCredentials NONE = vertx -> Future.succeededFuture();

  /**
   * What to send as {@code authorization} with a call that is made now.
   *
   * @param vertx the Vert.x instance of the client
   * @return the value, or null to send none; failed if there is none to be had, with a line that
   *     says why and may be shown to whoever made the call
   */
  Future<@Nullable String> authorization(Vertx vertx);

  /**
   * A token that stays the same.
   *
   * @throws IllegalArgumentException if it is not of printable ASCII without spaces
   */
  static CallCredentials bearer(String token) {
    Future<@Nullable String> value = Future.succeededFuture(BearerFile.header(token));
    return vertx -> value;
  }

  /** A token in a file, which is read again when it may have changed. */
  static CallCredentials tokenFile(Path file) {
    return new BearerFile(file);
  }
}
