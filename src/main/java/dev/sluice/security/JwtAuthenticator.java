package dev.sluice.security;

import dev.sluice.call.Principal;
import dev.sluice.security.VerifiedTokens.Verified;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes bearer tokens that are JWTs of one issuer, signed with its keys.
 *
 * <p>Verifying an RSA signature of 2048 bits takes some 50 µs, one of an elliptic curve some 200
 * µs. That is done on the event loop: once per token, thanks to {@link VerifiedTokens}, and it is
 * less than it would take to hand it to a worker and back many times over.
 */
final class JwtAuthenticator implements Authenticator {

  private final String name;
  private final TokenRules rules;
  private final KeySource source;
  private final InstantSource clock;
  private final VerifiedTokens verified;

  JwtAuthenticator(String name, TokenRules rules, KeySource source, InstantSource clock) {
    this.name = name;
    this.rules = rules;
    this.source = source;
    this.clock = clock;
    this.verified = new VerifiedTokens(rules.cachedTokens());
  }

  @Override
  public Future<@Nullable Principal> authenticate(Credentials credentials) {
    try {
      String authorization = credentials.authorization();
      return authorization == null ? Future.succeededFuture() : authenticate(authorization);
    } catch (BadCredentialsException e) {
      return Future.failedFuture(e);
    }
  }

  /** Finds out whose an {@code authorization} is; null if it is not a token of the issuer. */
  Future<@Nullable Principal> authenticate(String authorization) throws BadCredentialsException {
    long now = clock.millis() / 1000;
    KeySet keys = source.keys();
    Verified known = verified.find(authorization, keys);
    if (known != null) {
      if (now >= known.end()) {
        throw new BadCredentialsException("expired");
      }
      return Future.succeededFuture(known.principal());
    }
    String token = Credentials.bearerToken(authorization);
    return token == null ? Future.succeededFuture() : authenticate(authorization, token, keys, now);
  }

  private Future<@Nullable Principal> authenticate(
      String authorization, String token, KeySet keys, long now) throws BadCredentialsException {
    if (!Jws.isCompact(token)) {
      return Future.succeededFuture();
    }
    JsonObject claims = Jws.unverifiedClaims(token);
    if (!rules.isFromIssuer(claims)) {
      return Future.succeededFuture();
    }
    Jws jws = Jws.parse(token, claims);
    long end = rules.check(claims, now);
    if (jws.isSignedWith(keys)) {
      return Future.succeededFuture(accept(authorization, jws, keys, end));
    }
    // The issuer may have new keys.
    return source
        .refreshed()
        .compose(
            newer -> {
              try {
                if (newer.equals(keys) || !jws.isSignedWith(newer)) {
                  throw new BadCredentialsException("not signed with a key of the issuer");
                }
                return Future.succeededFuture(accept(authorization, jws, newer, end));
              } catch (BadCredentialsException e) {
                return Future.failedFuture(e);
              }
            });
  }

  private Principal accept(String authorization, Jws jws, KeySet keys, long end)
      throws BadCredentialsException {
    Principal principal = rules.principal(jws.claims(), name);
    verified.add(authorization, keys, new Verified(principal, end));
    return principal;
  }

  @Override
  public String challenge() {
    return "Bearer";
  }

  @Override
  public void close() {
    source.close();
  }
}
