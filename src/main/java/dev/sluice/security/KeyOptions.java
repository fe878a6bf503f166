package dev.sluice.security;

import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are verified with: an element of {@code keys}. What is secret is never in the
 * conf itself.
 *
 * @param algorithm {@code algorithm}: the one algorithm that it is for
 * @param id {@code id}: its {@code kid}; null for a key that any token may name
 * @param publicKeyFile {@code publicKeyFile}: the path of a public key or a certificate in PEM
 * @param secretFile {@code secretFile}: the path of a secret
 * @param secretEnv {@code secretEnv}: the environment variable that has a secret
 */
record KeyOptions(
    JwsAlgorithm algorithm,
    @Nullable String id,
    @Nullable String publicKeyFile,
    @Nullable String secretFile,
    @Nullable String secretEnv) {

  private static final String ALGORITHMS =
      "one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, HS256, HS384,"
          + " HS512";
  private static final int MIN_DISTINCT_BYTES = 8;
  private static final String PEM = "-----BEGIN";

  static KeyOptions read(ConfReader conf) {
    String name = conf.required("algorithm", ALGORITHMS, text -> JwsAlgorithm.of(text) != null);
    JwsAlgorithm algorithm = JwsAlgorithm.of(name);
    KeyOptions options =
        new KeyOptions(
            algorithm == null ? JwsAlgorithm.RS256 : algorithm,
            conf.optionalString("id"),
            conf.optionalString("publicKeyFile"),
            conf.optionalString("secretFile"),
            conf.optionalString("secretEnv"));
    boolean secret = (options.secretFile == null) != (options.secretEnv == null);
    boolean noSecret = options.secretFile == null && options.secretEnv == null;
    if (algorithm != null && algorithm.isSymmetric()) {
      if (options.publicKeyFile != null) {
        conf.reject("publicKeyFile", "none, since whoever has it could sign with " + name);
      } else if (!secret) {
        conf.reject("secretFile", "one of secretFile and secretEnv");
      }
    } else if (algorithm != null && (options.publicKeyFile == null || !noSecret)) {
      conf.reject("publicKeyFile", "the path of a public key in PEM, and no secret");
    }
    return options;
  }

  /**
   * Reads the key; blocks.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  VerificationKey load() {
    String file = publicKeyFile;
    if (file != null) {
      return new VerificationKey(id, algorithm, publicKey(file));
    }
    return new VerificationKey(id, algorithm, new SecretKeySpec(secret(), algorithm.jca()));
  }

  private PublicKey publicKey(String file) {
    String pem = new String(bytes(file), StandardCharsets.ISO_8859_1).strip();
    if (pem.contains("PRIVATE KEY")) {
      throw new IllegalArgumentException(file + " is a private key (expected: a public one)");
    }
    try {
      PublicKey key =
          new JWK(new PubSecKeyOptions().setAlgorithm(algorithm.id()).setBuffer(Buffer.buffer(pem)))
              .publicKey();
      if (key != null) {
        return key;
      }
    } catch (RuntimeException e) {
      // Said below: what the library says is for programmers.
    }
    throw new IllegalArgumentException(
        file + " (expected: a public key or a certificate in PEM, for " + algorithm.id() + ")");
  }

  private byte[] secret() {
    String file = secretFile;
    String source = file == null ? "the environment variable " + secretEnv : file;
    byte[] secret;
    if (file != null) {
      secret = bytes(file);
    } else {
      String value = System.getenv(String.valueOf(secretEnv));
      secret = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    }
    int end = secret.length;
    while (end > 0 && (secret[end - 1] == '\n' || secret[end - 1] == '\r')) {
      end--;
    }
    secret = Arrays.copyOf(secret, end);
    if (new String(secret, StandardCharsets.ISO_8859_1).contains(PEM)) {
      throw new IllegalArgumentException(source + " is PEM (expected: a secret)");
    }
    if (secret.length < algorithm.minSecretBytes()) {
      throw new IllegalArgumentException(
          source
              + ": a secret of "
              + secret.length
              + " bytes (expected: "
              + algorithm.minSecretBytes()
              + " or more for "
              + algorithm.id()
              + ")");
    }
    if (distinct(secret) < MIN_DISTINCT_BYTES) {
      throw new IllegalArgumentException(source + ": a weak secret (expected: random bytes)");
    }
    return secret;
  }

  private static long distinct(byte[] bytes) {
    boolean[] seen = new boolean[256];
    int count = 0;
    for (byte each : bytes) {
      if (!seen[each & 0xFF]) {
        seen[each & 0xFF] = true;
        count++;
      }
    }
    return count;
  }

  /**
   * Reads a JSON object from a file; blocks.
   *
   * @throws IllegalArgumentException saying what is wrong, without the name of the file
   */
  static JsonObject json(String file) {
    try {
      return new JsonObject(Buffer.buffer(ConfFile.read(file)));
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("not a JSON object", e);
    }
  }

  private static byte[] bytes(String file) {
    try {
      return ConfFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
