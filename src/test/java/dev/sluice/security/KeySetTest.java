package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys are taken. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class KeySetTest {

  private static final byte[] SECRET =
      "kY7pQ2vXw9zR4tB8nM1cL6dF3gH5jS0a".getBytes(StandardCharsets.UTF_8);
  private static final KeyPair EC384 = Tokens.pair("EC", 384);

  static Stream<Arguments> unfitKeys() {
    return Stream.of(
        arguments("a small RSA key", Tokens.jwk("k", Tokens.pair("RSA", 1024).getPublic())),
        arguments(
            "a secret",
            new JsonObject().put("kty", "oct").put("k", Tokens.encode(SECRET)).put("alg", "HS256")),
        arguments(
            "a public key for HS256", Tokens.jwk("k", Tokens.RSA.getPublic()).put("alg", "HS256")),
        arguments("alg none", Tokens.jwk("k", Tokens.RSA.getPublic()).put("alg", "none")),
        arguments("no modulus", new JsonObject().put("kty", "RSA").put("e", "AQAB")),
        arguments("an unknown kind", new JsonObject().put("kty", "XYZ")),
        arguments("no kind", new JsonObject()),
        arguments("a kind that is no string", new JsonObject().put("kty", 1)),
        arguments(
            "an unknown curve",
            new JsonObject().put("kty", "EC").put("crv", "P-1").put("x", "AA")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfitKeys")
  void takesNoSetWithoutAFitKey(String what, JsonObject jwk) {
    assertThatThrownBy(() -> KeySet.ofJwks(Tokens.jwks(jwk)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key");
  }

  @Test
  void leavesOutKeysForEncryptionAndUnknownOnes() {
    KeySet keys =
        KeySet.ofJwks(
            Tokens.jwks(
                Tokens.jwk("k1", Tokens.RSA.getPublic()),
                Tokens.jwk("k2", Tokens.OTHER_RSA.getPublic()).put("use", "enc"),
                new JsonObject().put("kty", "XYZ")));

    assertThat(keys.size()).isEqualTo(1);
  }

  @Test
  void takesNoKeyOfAnotherKindThanItsAlgorithm() {
    assertThatThrownBy(() -> new VerificationKey("k", JwsAlgorithm.HS256, Tokens.RSA.getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VerificationKey("k", JwsAlgorithm.ES256, EC384.getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VerificationKey("k", JwsAlgorithm.ES256, Tokens.RSA.getPublic()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
