package dev.sluice.security;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as an issuer makes them, and as one should not. */
public final class Tokens {

  public static final String ISSUER = "https://issuer.example";
  public static final String AUDIENCE = "sluice";
  public static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair OTHER_RSA = pair("RSA", 2048);
  public static final KeyPair EC = pair("EC", 256);

  private Tokens() {}

  static KeyPair pair(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (size > 0) {
        generator.initialize(size);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonObject header() {
    return new JsonObject().put("typ", "JWT").put("alg", "RS256").put("kid", "k1");
  }

  static JsonObject claims() {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AUDIENCE)
        .put("sub", "ada")
        .put("iat", now)
        .put("exp", now + 600)
        .put("scope", "features.read routes.write");
  }

  /** A token that is good. */
  public static String good() {
    return signed(header(), claims());
  }

  /** A token signed by the issuer, whatever it says. */
  static String signed(JsonObject header, JsonObject claims) {
    return signed(input(header, claims), "SHA256withRSA", RSA.getPrivate());
  }

  static String input(JsonObject header, JsonObject claims) {
    return encode(header.encode().getBytes(StandardCharsets.UTF_8))
        + "."
        + encode(claims.encode().getBytes(StandardCharsets.UTF_8));
  }

  static String signed(String input, String jca, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(jca);
      signature.initSign(key);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String mac(String input, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return input + "." + encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A public key as PEM has it. */
  public static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  static JsonObject jwk(String kid, PublicKey key) {
    RSAPublicKey rsa = (RSAPublicKey) key;
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", kid)
        .put("use", "sig")
        .put("n", encode(rsa.getModulus().toByteArray()))
        .put("e", encode(rsa.getPublicExponent().toByteArray()));
  }

  static JsonObject jwks(JsonObject... keys) {
    return new JsonObject().put("keys", new JsonArray(java.util.List.of(keys)));
  }
}
