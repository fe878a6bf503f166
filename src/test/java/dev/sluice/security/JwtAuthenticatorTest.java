package dev.sluice.security;

import static dev.sluice.security.Tokens.AUDIENCE;
import static dev.sluice.security.Tokens.ISSUER;
import static dev.sluice.security.Tokens.claims;
import static dev.sluice.security.Tokens.header;
import static dev.sluice.security.Tokens.input;
import static dev.sluice.security.Tokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class JwtAuthenticatorTest {

  private static final TokenRules RULES =
      new TokenRules(ISSUER, Set.of(AUDIENCE), Duration.ofSeconds(30), "sub", "roles", 100);
  private static final byte[] SECRET =
      "kY7pQ2vXw9zR4tB8nM1cL6dF3gH5jS0a".getBytes(StandardCharsets.UTF_8);
  private static final KeyPair EC384 = Tokens.pair("EC", 384);
  private static final KeyPair ED = Tokens.pair("Ed25519", 0);

  private Instant now = Instant.now();
  private final InstantSource clock = () -> now;

  private JwtAuthenticator of(VerificationKey... keys) {
    return new JwtAuthenticator("jwt", RULES, KeySource.fixed(new KeySet(List.of(keys))), clock);
  }

  private final JwtAuthenticator rsa =
      of(
          new VerificationKey("k1", JwsAlgorithm.RS256, Tokens.RSA.getPublic()),
          new VerificationKey("k2", JwsAlgorithm.ES256, Tokens.EC.getPublic()));

  private static Principal who(JwtAuthenticator authenticator, String token) throws Exception {
    Future<Principal> answer = authenticator.authenticate("Bearer " + token);
    assertThat(answer.isComplete()).isTrue();
    if (answer.failed()) {
      throw (Exception) answer.cause();
    }
    return answer.result();
  }

  @Test
  void tellsWhatATokenSaysOfItsBearer() throws Exception {
    JsonObject claims =
        claims()
            .put("scp", new JsonArray().add("more"))
            .put("roles", new JsonArray().add("admin"))
            .put("realm_access", new JsonObject().put("level", 3));

    Principal ada = who(rsa, signed(header(), claims));

    assertThat(ada.name()).isEqualTo("ada");
    assertThat(ada.authenticator()).isEqualTo("jwt");
    assertThat(ada.scopes()).containsExactlyInAnyOrder("features.read", "routes.write", "more");
    assertThat(ada.roles()).containsExactly("admin");
    assertThat(ada.claim("realm_access.level")).isEqualTo(3);
    assertThat(ada.toString()).isEqualTo("jwt:ada");
  }

  @ParameterizedTest
  @CsvSource({
    "https://accounts.google.com, https://accounts.google.com, true",
    "https://accounts.google.com, accounts.google.com, true",
    "https://accounts.google.com, http://accounts.google.com, false",
    "https://accounts.google.com, https://accounts.google.com/, false",
    "https://accounts.google.com, accounts.google.com.example, false",
    "https://idp.example, https://idp.example, true",
    "https://idp.example, idp.example, false",
    "https://idp.example, accounts.google.com, false"
  })
  void takesTokensOfGoogleInBothFormsOfItsName(String issuer, String issued, boolean good)
      throws Exception {
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            "jwt",
            RULES.withIssuer(issuer),
            KeySource.fixed(
                new KeySet(
                    List.of(
                        new VerificationKey("k1", JwsAlgorithm.RS256, Tokens.RSA.getPublic())))),
            clock);

    Principal ada = who(authenticator, signed(header(), claims().put("iss", issued)));

    assertThat(ada != null).isEqualTo(good);
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
        arguments("RS256", "SHA256withRSA", Tokens.RSA),
        arguments("RS384", "SHA384withRSA", Tokens.RSA),
        arguments("RS512", "SHA512withRSA", Tokens.RSA),
        arguments("ES256", "SHA256withECDSAinP1363Format", Tokens.EC),
        arguments("ES384", "SHA384withECDSAinP1363Format", EC384),
        arguments("EdDSA", "EdDSA", ED));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void verifiesTheAlgorithmsOfPublicKeys(String name, String jca, KeyPair pair) throws Exception {
    JwtAuthenticator authenticator =
        of(new VerificationKey("k1", JwsAlgorithm.of(name), pair.getPublic()));

    String token = signed(input(header().put("alg", name), claims()), jca, pair.getPrivate());

    assertThat(who(authenticator, token).name()).isEqualTo("ada");
    assertThatThrownBy(
            () -> who(authenticator, token.substring(0, token.length() - 8) + "AAAAAAAA"))
        .isInstanceOf(BadCredentialsException.class);
  }

  @Test
  void verifiesSecrets() throws Exception {
    JwtAuthenticator authenticator =
        of(
            new VerificationKey(
                null,
                JwsAlgorithm.HS256,
                new javax.crypto.spec.SecretKeySpec(SECRET, "HmacSHA256")));

    String token = Tokens.mac(input(header().put("alg", "HS256"), claims()), SECRET);

    assertThat(who(authenticator, token).name()).isEqualTo("ada");
  }

  static Stream<Arguments> hostile() {
    return BadTokens.ofTheIssuer().entrySet().stream()
        .map(token -> arguments(token.getKey(), token.getValue()));
  }

  private static JsonObject without(JsonObject json, String key) {
    json.remove(key);
    return json;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusesWhatTheIssuerHasNotIssuedForThisServiceAndTime(String what, String token) {
    assertThatThrownBy(() -> who(rsa, token)).isInstanceOf(BadCredentialsException.class);
  }

  static Stream<Arguments> strange() {
    return BadTokens.ofOthers().entrySet().stream()
        .map(token -> arguments(token.getKey(), token.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strange")
  void leavesTheTokensOfOthersToOthers(String what, String token) throws Exception {
    assertThat(who(rsa, token)).isNull();
  }

  @Test
  void allowsForClocksThatAreApart() throws Exception {
    long seconds = now.getEpochSecond();
    assertThat(who(rsa, signed(header(), claims().put("exp", seconds - 20)))).isNotNull();
    assertThat(who(rsa, signed(header(), claims().put("nbf", seconds + 20)))).isNotNull();
    assertThat(who(rsa, signed(header(), claims().put("iat", seconds + 20)))).isNotNull();
  }

  @Test
  void takesOneOfSeveralAudiences() throws Exception {
    JsonArray several = new JsonArray().add("other").add(AUDIENCE);
    assertThat(who(rsa, signed(header(), claims().put("aud", several)))).isNotNull();
  }

  @Test
  void takesATokenThatNamesNoKey() throws Exception {
    assertThat(who(rsa, signed(without(header(), "kid"), claims()))).isNotNull();
  }

  @Test
  void knowsATokenAgainUntilItExpires() throws Exception {
    String token = Tokens.good();
    Principal first = who(rsa, token);

    assertThat(who(rsa, token)).isSameAs(first);
    now = now.plus(Duration.ofHours(1));
    assertThatThrownBy(() -> who(rsa, token))
        .isInstanceOf(BadCredentialsException.class)
        .hasMessage("expired");
  }
}
