package dev.sluice.security;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.impl.jose.JWK;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are verified with, for one algorithm and no other.
 *
 * @param id its {@code kid}, or null
 * @param algorithm what it is for
 * @param key the key
 */
record VerificationKey(@Nullable String id, JwsAlgorithm algorithm, Key key) {

  private static final int MIN_RSA_BITS = 2048;

  /** Checks that key and algorithm belong together and are strong enough. */
  VerificationKey {
    String fault = fault(algorithm, key);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  private static @Nullable String fault(JwsAlgorithm algorithm, Key key) {
    String expected =
        switch (algorithm.family) {
          case "RSA" -> key instanceof RSAPublicKey ? null : "an RSA public key";
          case "EC" ->
              key instanceof ECPublicKey ec && curveOf(ec) == algorithm
                  ? null
                  : "an EC public key on the algorithm's curve";
          case "EdDSA" ->
              key instanceof PublicKey && key.getAlgorithm().startsWith("Ed")
                  ? null
                  : "an Ed25519 or Ed448 public key";
          default -> key instanceof javax.crypto.SecretKey ? null : "a secret";
        };
    if (expected != null) {
      return "a key of another kind (expected: " + expected + ", for " + algorithm.id() + ")";
    }
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      return "an RSA key of "
          + rsa.getModulus().bitLength()
          + " bits (expected: "
          + MIN_RSA_BITS
          + " or more)";
    }
    return null;
  }

  /** The algorithm that goes with a key's curve, or null for a curve of none. */
  private static @Nullable JwsAlgorithm curveOf(ECPublicKey key) {
    return switch (key.getParams().getOrder().bitLength()) {
      case 256 -> isP256(key) ? JwsAlgorithm.ES256 : null;
      case 384 -> JwsAlgorithm.ES384;
      case 521 -> JwsAlgorithm.ES512;
      default -> null;
    };
  }

  /** Tells the curve of ES256 from secp256k1, whose coefficient a is 0. */
  private static boolean isP256(ECPublicKey key) {
    return key.getParams().getCurve().getA().signum() != 0;
  }

  /**
   * Reads a public key from a JWK of <a href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</a>.
   *
   * @return the key, or null if it is not for signatures
   * @throws IllegalArgumentException if it is none, none that tokens may have, or a secret
   */
  static @Nullable VerificationKey ofJwk(JsonObject jwk) {
    try {
      if (jwk.getString("use") != null && !jwk.getString("use").equals("sig")) {
        return null;
      }
      String name = algorithm(jwk);
      JwsAlgorithm algorithm = name == null ? null : JwsAlgorithm.of(name);
      if (algorithm == null || algorithm.isSymmetric()) {
        throw new IllegalArgumentException(
            "alg: " + name + ", kty: " + jwk.getString("kty") + " (expected: of a public key)");
      }
      // Only what makes the public key: neither its other half, nor a certificate instead of it.
      JsonObject bare = new JsonObject().put("alg", algorithm.id());
      for (String field : new String[] {"kty", "n", "e", "crv", "x", "y"}) {
        if (jwk.containsKey(field)) {
          bare.put(field, jwk.getString(field));
        }
      }
      PublicKey key = new JWK(bare).publicKey();
      if (key == null) {
        throw new IllegalArgumentException("a key without its parts");
      }
      return new VerificationKey(jwk.getString("kid"), algorithm, key);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException("a part that is no string", e);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a key: " + e.getMessage(), e);
    }
  }

  private static @Nullable String algorithm(JsonObject jwk) {
    String alg = jwk.getString("alg");
    if (alg != null) {
      return alg;
    }
    return switch (String.valueOf(jwk.getString("kty"))) {
      case "RSA" -> "RS256";
      case "EC" ->
          switch (String.valueOf(jwk.getString("crv"))) {
            case "P-256" -> "ES256";
            case "P-384" -> "ES384";
            case "P-521" -> "ES512";
            default -> null;
          };
      case "OKP" -> "EdDSA";
      default -> null;
    };
  }
}
