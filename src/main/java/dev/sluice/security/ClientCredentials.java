package dev.sluice.security;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by the client credentials grant of <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749</a>: asked for when there is a
 * call to make, kept, and asked for anew shortly before they expire. Safe for concurrent use.
 */
public final class ClientCredentials implements CallCredentials {

  private static final int TIMEOUT_SECONDS = 5;
  private static final long DEFAULT_LIFE_SECONDS = 60;

  private final OAuth2Options options;
  private final List<String> scopes;
  private final InstantSource clock;
  private @Nullable OAuth2Auth provider;
  private @Nullable Future<@Nullable String> current;
  private Instant renewal = Instant.MIN;

  /**
   * Makes the credentials of a client.
   *
   * @param tokenUrl where tokens are to be had; https, or http on this machine
   * @param clientId who the client is
   * @param secret its secret
   * @param scopes what it asks for; empty for whatever it is given
   * @throws IllegalArgumentException if the URL is none that a secret may be sent to
   */
  public ClientCredentials(String tokenUrl, String clientId, String secret, List<String> scopes) {
    this(tokenUrl, clientId, secret, scopes, InstantSource.system());
  }

  ClientCredentials(
      String tokenUrl, String clientId, String secret, List<String> scopes, InstantSource clock) {
    if (!IssuerClient.isAllowed(tokenUrl)) {
      throw new IllegalArgumentException(
          tokenUrl + " (expected: an https URL, or http on localhost)");
    }
    this.options =
        new OAuth2Options()
            .setClientId(clientId)
            .setClientSecret(secret)
            .setTokenPath(tokenUrl)
            .setSupportedGrantTypes(List.of(OAuth2FlowType.CLIENT.getGrantType()))
            .setHttpClientOptions(
                new HttpClientOptions().setConnectTimeout(TIMEOUT_SECONDS * 1000));
    this.scopes = List.copyOf(scopes);
    this.clock = clock;
  }

  @Override
  public synchronized Future<@Nullable String> authorization(Vertx vertx) {
    Future<@Nullable String> token = current;
    if (token != null && !token.failed() && clock.instant().isBefore(renewal)) {
      return token;
    }
    // Calls that are made until it is there wait for it too.
    renewal = Instant.MAX;
    Future<@Nullable String> asked = ask(vertx);
    current = asked;
    return asked;
  }

  private Future<@Nullable String> ask(Vertx vertx) {
    OAuth2Auth auth = provider;
    if (auth == null) {
      auth = OAuth2Auth.create(vertx, options);
      provider = auth;
    }
    Oauth2Credentials wanted = new Oauth2Credentials().setFlow(OAuth2FlowType.CLIENT);
    if (!scopes.isEmpty()) {
      wanted.setScopes(scopes);
    }
    return auth.authenticate(wanted)
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .<@Nullable String>map(
            user -> {
              Object life = user.principal().getValue("expires_in");
              keep(life instanceof Number seconds ? seconds.longValue() : DEFAULT_LIFE_SECONDS);
              return "Bearer " + user.principal().getString("access_token");
            })
        .recover(
            e ->
                Future.failedFuture(
                    new IOException(
                        "no token from " + options.getTokenPath() + ": " + e.getMessage(), e)));
  }

  /** Ten percent of its life before it expires, for the call has to arrive yet. */
  private synchronized void keep(long seconds) {
    renewal = clock.instant().plusSeconds(Math.max(1, seconds - seconds / 10));
  }
}
