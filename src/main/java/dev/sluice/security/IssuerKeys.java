package dev.sluice.security;

import dev.sluice.config.ClearText;
import dev.sluice.security.IssuerClient.Document;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an OpenID Connect issuer, found by <a
 * href="https://openid.net/specs/openid-connect-discovery-1_0.html">discovery</a> and kept up to
 * date.
 *
 * <p>They are fetched anew when the issuer says that they are old, and when a token is signed with
 * none of them. The latter may be anybody's invention: all calls wait for one fetch, and from one
 * to the next {@link #QUIET} passes. While the issuer cannot be reached, the keys are used until
 * they are {@code keysExpireSeconds} old. Belongs to its verticle's event loop.
 */
final class IssuerKeys implements KeySource {

  /**
   * How often the tokens of strangers may have the issuer asked, and how soon a failure is tried
   * again.
   */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration LEAST_AGE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final String issuer;
  private final Limits limits;
  private final IssuerClient client;
  private final InstantSource clock;
  private String keysUrl = "";
  private @Nullable KeySet keys;
  private Instant fetched = Instant.EPOCH;
  private Instant asked = Instant.EPOCH;
  private @Nullable Future<KeySet> pending;
  private long timer = -1;
  private boolean closed;

  /**
   * How long keys are good for.
   *
   * @param refresh {@code keysRefreshSeconds}: after how long at most they are fetched anew
   * @param expire {@code keysExpireSeconds}: how old they may be while the issuer cannot be reached
   */
  record Limits(Duration refresh, Duration expire) {}

  private IssuerKeys(
      Vertx vertx, String issuer, Limits limits, IssuerClient client, InstantSource clock) {
    this.vertx = vertx;
    this.issuer = issuer;
    this.limits = limits;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Finds an issuer's keys.
   *
   * @return the keys; failed if the issuer cannot be reached, is another one, or has no usable key
   */
  static Future<IssuerKeys> discover(
      Vertx vertx, String issuer, Limits limits, IssuerClient client, InstantSource clock) {
    IssuerKeys made = new IssuerKeys(vertx, issuer, limits, client, clock);
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return client
        .get(base + DISCOVERY)
        .compose(document -> made.discovered(document.json()))
        .compose(v -> made.fetch())
        .<IssuerKeys>map(made)
        .onFailure(e -> made.close());
  }

  private Future<Void> discovered(JsonObject document) {
    if (!issuer.equals(document.getValue("issuer"))) {
      return Future.failedFuture(
          new IOException(
              "the issuer calls itself "
                  + document.getValue("issuer")
                  + " (expected: "
                  + issuer
                  + ")"));
    }
    if (!(document.getValue("jwks_uri") instanceof String url) || !ClearText.isSafeUrl(url)) {
      return Future.failedFuture(
          new IOException(
              "jwks_uri: " + document.getValue("jwks_uri") + " (expected: an https URL)"));
    }
    keysUrl = url;
    return Future.succeededFuture();
  }

  private Future<KeySet> fetch() {
    Future<KeySet> running = pending;
    if (running != null) {
      return running;
    }
    Future<KeySet> fetch =
        client
            .get(keysUrl)
            .compose(this::accept)
            .onComplete(
                (found, e) -> {
                  pending = null;
                  if (e != null && keys != null) {
                    LOG.warn(
                        "The keys of {} are still those of {}: {}",
                        issuer,
                        fetched,
                        e.getMessage());
                    schedule(QUIET);
                  }
                });
    pending = fetch.isComplete() ? null : fetch;
    return fetch;
  }

  private Future<KeySet> accept(Document document) {
    KeySet found;
    try {
      found = KeySet.ofJwks(document.json());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(new IOException(keysUrl + ": " + e.getMessage(), e));
    }
    fetched = clock.instant();
    KeySet before = keys;
    if (!found.equals(before)) {
      keys = found;
      LOG.info("{} has {} keys", issuer, found.size());
    }
    Duration age = document.maxAge() == null ? limits.refresh() : document.maxAge();
    Duration most = age.compareTo(limits.refresh()) > 0 ? limits.refresh() : age;
    schedule(most.compareTo(LEAST_AGE) < 0 ? LEAST_AGE : most);
    return Future.succeededFuture(keys);
  }

  private void schedule(Duration after) {
    vertx.cancelTimer(timer);
    if (!closed) {
      timer = vertx.setTimer(after.toMillis(), id -> fetch().onFailure(e -> {}));
    }
  }

  @Override
  public KeySet keys() {
    KeySet known = keys;
    if (known == null || fetched.plus(limits.expire()).isBefore(clock.instant())) {
      throw new StatusException(
          GrpcStatus.UNAVAILABLE, "the keys of the token's issuer are not to be had");
    }
    return known;
  }

  @Override
  public Future<KeySet> refreshed() {
    if (pending != null) {
      return pending;
    }
    Instant now = clock.instant();
    if (now.isBefore(asked.plus(QUIET))) {
      return Future.succeededFuture(keys());
    }
    asked = now;
    // Where the issuer does not answer, the token is held against the keys that there are.
    return fetch().recover(e -> Future.succeededFuture(keys()));
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
    client.close();
  }
}
