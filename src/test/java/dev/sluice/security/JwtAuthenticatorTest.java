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
import java.util.ArrayList;
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
  private static final KeyPair EC = Tokens.pair("EC", 256);
  private static final KeyPair EC384 = Tokens.pair("EC", 384);
  private static final KeyPair ED = Tokens.pair("Ed25519", 0);

  private Instant now = Instant.now();
  private final InstantSource clock = () -> now;

  private JwtAuthenticator of(VerificationKey... keys) {
    return new JwtAuthenticator("jwt", RULES, KeySource.fixed(new KeySet(List.of(keys))), clock);
  }

  private final JwtAuthenticator rsa =
      of(new VerificationKey("k1", JwsAlgorithm.RS256, Tokens.RSA.getPublic()));

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
        arguments("ES256", "SHA256withECDSAinP1363Format", EC),
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
    String good = Tokens.good();
    String[] parts = good.split("\\.", -1);
    long now = Instant.now().getEpochSecond();
    String publicPem = Tokens.pem(Tokens.RSA.getPublic());
    JsonObject ownKey = Tokens.jwk("k1", Tokens.OTHER_RSA.getPublic());
    List<Arguments> table = new ArrayList<>();
    table.add(
        arguments("alg none, no signature", input(header().put("alg", "none"), claims()) + "."));
    table.add(
        arguments(
            "alg none, the good signature",
            input(header().put("alg", "none"), claims()) + "." + parts[2]));
    table.add(arguments("alg None", signed(header().put("alg", "None"), claims())));
    table.add(arguments("alg missing", signed(without(header(), "alg"), claims())));
    table.add(arguments("alg a number", signed(header().put("alg", 256), claims())));
    table.add(arguments("alg in lower case", signed(header().put("alg", "rs256"), claims())));
    table.add(
        arguments(
            "HS256 with the public key in PEM",
            Tokens.mac(
                input(header().put("alg", "HS256"), claims()),
                publicPem.getBytes(StandardCharsets.UTF_8))));
    table.add(
        arguments(
            "HS256 with the public key in DER",
            Tokens.mac(
                input(header().put("alg", "HS256"), claims()),
                Tokens.RSA.getPublic().getEncoded())));
    table.add(arguments("RS384 said, RS256 done", signed(header().put("alg", "RS384"), claims())));
    table.add(
        arguments(
            "another algorithm of the same key",
            signed(
                input(header().put("alg", "RS512"), claims()),
                "SHA512withRSA",
                Tokens.RSA.getPrivate())));
    table.add(arguments("the signature stripped", parts[0] + "." + parts[1] + "."));
    table.add(
        arguments(
            "the signature of another token",
            parts[0]
                + "."
                + Tokens.encode(
                    claims().put("sub", "eve").encode().getBytes(StandardCharsets.UTF_8))
                + "."
                + parts[2]));
    table.add(
        arguments(
            "a signature of zeros",
            parts[0] + "." + parts[1] + "." + Tokens.encode(new byte[256])));
    table.add(
        arguments(
            "a signature too short", parts[0] + "." + parts[1] + "." + Tokens.encode(new byte[1])));
    table.add(
        arguments(
            "another key under the same kid",
            signed(input(header(), claims()), "SHA256withRSA", Tokens.OTHER_RSA.getPrivate())));
    for (String name : List.of("jwk", "x5c")) {
      table.add(
          arguments(
              name + " in the header brings a key",
              signed(
                  input(
                      header().put(name, name.equals("jwk") ? ownKey : new JsonArray().add("AAAA")),
                      claims()),
                  "SHA256withRSA",
                  Tokens.OTHER_RSA.getPrivate())));
    }
    for (String name : List.of("jku", "x5u")) {
      table.add(
          arguments(
              name + " in the header points to a key",
              signed(
                  input(header().put(name, "http://127.0.0.1:1/keys"), claims()),
                  "SHA256withRSA",
                  Tokens.OTHER_RSA.getPrivate())));
    }
    for (String kid : List.of("nobody", "", "../../../dev/null", "' OR 1=1 --", "k1\u0000")) {
      table.add(
          arguments(
              "kid " + kid.replace('\u0000', '0'), signed(header().put("kid", kid), claims())));
    }
    table.add(arguments("kid a number", signed(header().put("kid", 1), claims())));
    table.add(
        arguments("kid a list", signed(header().put("kid", new JsonArray().add("k1")), claims())));
    table.add(
        arguments(
            "crit",
            signed(header().put("crit", new JsonArray().add("b64")).put("b64", false), claims())));
    table.add(arguments("crit, empty", signed(header().put("crit", new JsonArray()), claims())));
    table.add(arguments("crit, null", signed(header().putNull("crit"), claims())));
    table.add(
        arguments("typ of a logout token", signed(header().put("typ", "logout+jwt"), claims())));
    table.add(arguments("typ a number", signed(header().put("typ", 1), claims())));
    table.add(arguments("expired", signed(header(), claims().put("exp", now - 3600))));
    table.add(arguments("no exp", signed(header(), without(claims(), "exp"))));
    table.add(arguments("exp null", signed(header(), claims().putNull("exp"))));
    table.add(arguments("exp a string", signed(header(), claims().put("exp", "" + (now + 600)))));
    table.add(arguments("exp beyond all dates", signed(header(), claims().put("exp", 1e300))));
    table.add(
        arguments("exp long before all dates", signed(header(), claims().put("exp", -1e300))));
    table.add(arguments("nbf to come", signed(header(), claims().put("nbf", now + 3600))));
    table.add(arguments("nbf a string", signed(header(), claims().put("nbf", "soon"))));
    table.add(arguments("iat to come", signed(header(), claims().put("iat", now + 3600))));
    table.add(arguments("another audience", signed(header(), claims().put("aud", "other"))));
    table.add(arguments("no audience", signed(header(), without(claims(), "aud"))));
    table.add(
        arguments(
            "an audience that begins alike",
            signed(header(), claims().put("aud", AUDIENCE + "2"))));
    table.add(
        arguments(
            "an audience that is no string",
            signed(header(), claims().put("aud", new JsonObject().put(AUDIENCE, 1)))));
    table.add(arguments("no subject", signed(header(), without(claims(), "sub"))));
    table.add(arguments("a blank subject", signed(header(), claims().put("sub", " "))));
    table.add(arguments("a subject that is no string", signed(header(), claims().put("sub", 1))));
    table.add(arguments("a header that is no JSON", "bm8." + parts[1] + "." + parts[2]));
    table.add(
        arguments(
            "a header that is a list",
            Tokens.encode("[]".getBytes(StandardCharsets.UTF_8))
                + "."
                + parts[1]
                + "."
                + parts[2]));
    table.add(arguments("claims that are no JSON", parts[0] + ".bm8." + parts[2]));
    table.add(
        arguments(
            "claims nested deeply",
            parts[0]
                + "."
                + Tokens.encode("{\"a\":".repeat(1500).getBytes(StandardCharsets.UTF_8))
                + "."
                + parts[2]));
    table.add(arguments("padding", parts[0] + "." + parts[1] + "." + parts[2] + "=="));
    table.add(
        arguments(
            "base64 of the other alphabet",
            parts[0] + "." + parts[1] + ".++//" + parts[2].substring(4)));
    return table.stream();
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
    String[] parts = Tokens.good().split("\\.", -1);
    return Stream.of(
        arguments("another issuer", signed(header(), claims().put("iss", "https://evil.example"))),
        arguments(
            "an issuer with a slash more", signed(header(), claims().put("iss", ISSUER + "/"))),
        arguments("no issuer", signed(header(), without(claims(), "iss"))),
        arguments(
            "an issuer that is no string",
            signed(header(), claims().put("iss", new JsonArray().add(ISSUER)))),
        arguments("two parts", parts[0] + "." + parts[1]),
        arguments("four parts", Tokens.good() + ".AAAA"),
        arguments("five parts, as if encrypted", "a.b.c.d.e"),
        arguments("an opaque token", "c2VjcmV0"),
        arguments("dots", ".."));
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
