package dev.sluice.security;

import dev.sluice.call.Principal;
import dev.sluice.config.ConfReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a token have to be, by <a
 * href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519</a>, and which of them say
 * what its bearer is.
 *
 * @param issuer {@code issuer}: what {@code iss} has to be
 * @param audience {@code audience}: of which {@code aud} has to have one
 * @param leeway {@code leewaySeconds}: how far the clocks may be apart
 * @param principalClaim {@code principalClaim}: the claim that is the bearer's name
 * @param rolesClaim {@code rolesClaim}: the claim, or the path of one, that has its roles
 * @param cachedTokens {@code cachedTokens}: how many verified tokens are kept
 */
record TokenRules(
    String issuer,
    Set<String> audience,
    Duration leeway,
    String principalClaim,
    String rolesClaim,
    int cachedTokens) {

  private static final String GOOGLE = "https://accounts.google.com";

  /** Copies the set. */
  TokenRules {
    audience = Set.copyOf(audience);
  }

  static TokenRules read(ConfReader conf, String issuerExpected, Predicate<String> issuerForm) {
    String issuer = conf.required("issuer", issuerExpected, issuerForm);
    return new TokenRules(
        issuer,
        audience(conf),
        conf.seconds("leewaySeconds", 30, 0, 300),
        conf.string("principalClaim", "sub"),
        conf.string("rolesClaim", "roles"),
        conf.integer("cachedTokens", 10_000, 0, 1_000_000));
  }

  private static Set<String> audience(ConfReader conf) {
    Object raw = conf.any("audience");
    if (raw instanceof String one && !one.isBlank()) {
      return Set.of(one);
    }
    List<String> several =
        raw instanceof JsonArray ? conf.strings("audience", List.of()) : List.of();
    if (several.isEmpty()) {
      // Without it, a token that was issued for any other service would be good here.
      conf.reject("audience", "the name of this service at the issuer, or a list of names");
    }
    return Set.copyOf(several);
  }

  /** These rules for an issuer whose address has been found. */
  TokenRules withIssuer(String found) {
    return new TokenRules(found, audience, leeway, principalClaim, rolesClaim, cachedTokens);
  }

  /** Whether a token claims to be from the issuer. */
  boolean isFromIssuer(JsonObject claims) {
    Object issued = claims.getValue("iss");
    // Google's tokens have had both forms.
    return issuer.equals(issued) || (issuer.equals(GOOGLE) && "accounts.google.com".equals(issued));
  }

  /**
   * Checks the claims, but for the issuer.
   *
   * @param now seconds since 1970
   * @return the second from which on the token is no good any more, leeway included
   * @throws BadCredentialsException if they are not good
   */
  long check(JsonObject claims, long now) throws BadCredentialsException {
    long slack = leeway.toSeconds();
    Double expires = seconds(claims, "exp");
    if (expires == null) {
      throw new BadCredentialsException("no exp");
    }
    long end = expires.longValue() + slack;
    if (now >= end) {
      throw new BadCredentialsException("expired");
    }
    Double notBefore = seconds(claims, "nbf");
    if (notBefore != null && notBefore > now + slack) {
      throw new BadCredentialsException("nbf is to come");
    }
    Double issued = seconds(claims, "iat");
    if (issued != null && issued > now + slack) {
      throw new BadCredentialsException("iat is to come");
    }
    if (strings(claims.getValue("aud")).stream().noneMatch(audience::contains)) {
      throw new BadCredentialsException("aud is another service");
    }
    return end;
  }

  private static @Nullable Double seconds(JsonObject claims, String name)
      throws BadCredentialsException {
    Object value = claims.getValue(name);
    if (value == null && !claims.containsKey(name)) {
      return null;
    }
    // A bound that every date of this age keeps, and no sum overflows.
    if (value instanceof Number number && Math.abs(number.doubleValue()) < 1e15) {
      return number.doubleValue();
    }
    throw new BadCredentialsException(name + " is no date");
  }

  /**
   * Who the bearer is.
   *
   * @param authenticator the name of the authenticator that vouches for it
   * @throws BadCredentialsException if the claims do not name it
   */
  Principal principal(JsonObject claims, String authenticator) throws BadCredentialsException {
    if (!(Principal.claim(claims, principalClaim) instanceof String name) || name.isBlank()) {
      throw new BadCredentialsException("no " + principalClaim);
    }
    Set<String> scopes = new HashSet<>();
    for (String claim : List.of("scope", "scp")) {
      for (String each : strings(claims.getValue(claim))) {
        scopes.addAll(Arrays.asList(each.strip().split(" +", -1)));
      }
    }
    scopes.remove("");
    Set<String> roles = new HashSet<>(strings(Principal.claim(claims, rolesClaim)));
    return new Principal(name, authenticator, scopes, roles, claims);
  }

  /** A claim that is a string or a list of strings; what else is in the list is left out. */
  private static List<String> strings(@Nullable Object value) {
    if (value instanceof String one) {
      return List.of(one);
    }
    return value instanceof JsonArray list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
