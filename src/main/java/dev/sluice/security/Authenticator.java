package dev.sluice.security;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who makes a call.
 *
 * <p>Each verticle has authenticators of its own; all methods are called on the context of a call
 * or of the verticle, and must not block.
 */
public interface Authenticator extends AutoCloseable {

  /**
   * Finds out who makes a call.
   *
   * @param credentials what the caller has sent
   * @return the caller; null if there are no credentials of the kind that this authenticator knows,
   *     so that the next one is asked; failed with a {@link BadCredentialsException} if there are
   *     and they are not good, which ends the call with UNAUTHENTICATED, or with another failure if
   *     that cannot be found out now. One that takes longer than ten seconds is given up.
   */
  Future<@Nullable Principal> authenticate(Credentials credentials);

  /**
   * The names of the metadata that it reads, in lower case; clients of REST send them as headers of
   * these names.
   */
  default Set<String> metadata() {
    return Set.of("authorization");
  }

  /**
   * What a caller without credentials is told to bring: a challenge of <a
   * href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">{@code WWW-Authenticate}</a>, or
   * null for none.
   */
  @Nullable String challenge();

  /** Releases what it holds. */
  @Override
  default void close() {}
}
