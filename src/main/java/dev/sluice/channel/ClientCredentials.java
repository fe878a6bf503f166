package dev.sluice.channel;

import dev.sluice.config.ClearText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens by the client credentials grant of <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749</a>: asked for when there is a
 * call to make, kept, and asked for anew shortly before they expire. When that fails, the one that
 * there is is used until it expires. Safe for concurrent use.
 *
 * <p>Calls fail with UNAUTHENTICATED if the client is refused a token, and with UNAVAILABLE if it
 * cannot be asked for.
 */
public final class ClientCredentials implements CallCredentials {

  private static final Logger LOG = LoggerFactory.getLogger(ClientCredentials.class);
  private static final int TIMEOUT_SECONDS = 5;
  private static final int PAUSE_SECONDS = 1;
  private static final long DEFAULT_LIFE_SECONDS = 60;

  /** The errors of RFC 6749, section 5.2. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)\\b");

  private static final Pattern BODY = Pattern.compile(":?\\s*[{<\\r\\n]");

  private final OAuth2Options options;
  private final List<String> scopes;
  private final InstantSource clock;
  private @Nullable OAuth2Auth provider;
  private @Nullable Vertx maker;
  private @Nullable Future<@Nullable String> current;
  private @Nullable String held;
  private @Nullable String warned;
  private Instant renewal = Instant.MIN;
  private Instant expiry = Instant.MIN;

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
    if (!ClearText.isSafeUrl(tokenUrl)) {
      throw new IllegalArgumentException(
          tokenUrl + " (expected: an https URL, or http on this machine)");
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
    // Calls that are made until it is there wait for it too.
    boolean good =
        token != null
            && !token.failed()
            && (!token.isComplete() || clock.instant().isBefore(renewal));
    if (token == null || !good) {
      token = ask(vertx).recover(this::instead);
      current = token;
    }
    return token;
  }

  private Future<@Nullable String> ask(Vertx vertx) {
    try {
      return ask(provider(vertx));
    } catch (RuntimeException e) {
      provider = null; // its HTTP client is closed, if it was made at all
      return Future.failedFuture(e);
    }
  }

  /**
   * An HTTP client lives as long as the deployment that it is made in: this one is made in none.
   */
  private OAuth2Auth provider(Vertx vertx) {
    OAuth2Auth auth = provider;
    if (auth == null || maker != vertx) {
      ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
      ContextInternal before = context.beginDispatch();
      try {
        auth = OAuth2Auth.create(vertx, options);
      } finally {
        context.endDispatch(before);
      }
      provider = auth;
      maker = vertx;
    }
    return auth;
  }

  private Future<@Nullable String> ask(OAuth2Auth auth) {
    Oauth2Credentials wanted = new Oauth2Credentials().setFlow(OAuth2FlowType.CLIENT);
    if (!scopes.isEmpty()) {
      wanted.setScopes(scopes);
    }
    return auth.authenticate(wanted)
        .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .<@Nullable String>map(
            user -> {
              if (!(user.principal().getValue("access_token") instanceof String token)) {
                throw new IllegalStateException("the answer has no access_token");
              }
              String header = BearerFile.header(token);
              Object life = user.principal().getValue("expires_in");
              keep(
                  header,
                  life instanceof Number seconds ? seconds.longValue() : DEFAULT_LIFE_SECONDS);
              return header;
            });
  }

  /** The token that there is while it is good, and no other for a while; else the failure. */
  private synchronized Future<@Nullable String> instead(Throwable e) {
    Exception failure = failure(e);
    Instant now = clock.instant();
    if (held == null || !now.isBefore(expiry)) {
      return Future.failedFuture(failure);
    }
    Instant next = now.plusSeconds(PAUSE_SECONDS);
    renewal = next.isBefore(expiry) ? next : expiry;
    String line = Failures.text(failure);
    if (!line.equals(warned)) {
      warned = line;
      LOG.warn("{} (the one that there is is used until it expires)", line);
    }
    return Future.succeededFuture(held);
  }

  /** What calls fail of: the answer of the other side is not for whoever makes them to read. */
  private Exception failure(Throwable e) {
    String reason = String.valueOf(e.getMessage());
    String line = "no token from " + options.getTokenPath() + ": " + BODY.split(reason, 2)[0];
    return REFUSED.matcher(reason).lookingAt()
        ? Failures.with(GrpcStatus.UNAUTHENTICATED, line, e)
        : new IOException(line, e);
  }

  /** Ten percent of its life before it expires, for the call has to arrive yet. */
  private synchronized void keep(String header, long seconds) {
    Instant now = clock.instant();
    renewal = now.plusSeconds(Math.max(1, seconds - seconds / 10));
    expiry = now.plusSeconds(Math.max(1, seconds));
    held = header;
    warned = null;
  }
}
