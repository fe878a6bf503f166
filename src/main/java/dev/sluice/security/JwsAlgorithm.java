package dev.sluice.security;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms of <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC
 * 7518</a> and <a href="https://www.rfc-editor.org/rfc/rfc8037">RFC 8037</a> that tokens may have;
 * {@code none} is not among them.
 */
@SuppressWarnings("ImmutableEnumChecker") // parameters that nobody changes
enum JwsAlgorithm {
  RS256("RSA", "SHA256withRSA"),
  RS384("RSA", "SHA384withRSA"),
  RS512("RSA", "SHA512withRSA"),
  PS256("RSA", "RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32)),
  PS384("RSA", "RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48)),
  PS512("RSA", "RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64)),
  ES256("EC", "SHA256withECDSAinP1363Format"),
  ES384("EC", "SHA384withECDSAinP1363Format"),
  ES512("EC", "SHA512withECDSAinP1363Format"),
  EDDSA("EdDSA", "EdDSA"),
  HS256("HMAC", "HmacSHA256"),
  HS384("HMAC", "HmacSHA384"),
  HS512("HMAC", "HmacSHA512");

  /** The kind of key that it takes. */
  final String family;

  private final String jca;
  private final @Nullable AlgorithmParameterSpec parameters;

  JwsAlgorithm(String family, String jca) {
    this(family, jca, null);
  }

  JwsAlgorithm(String family, String jca, @Nullable AlgorithmParameterSpec parameters) {
    this.family = family;
    this.jca = jca;
    this.parameters = parameters;
  }

  private static AlgorithmParameterSpec pss(String digest, MGF1ParameterSpec mgf, int salt) {
    return new PSSParameterSpec(digest, "MGF1", mgf, salt, 1);
  }

  /** The algorithm of a name, as it stands in {@code alg}; null for any other. */
  static @Nullable JwsAlgorithm of(String name) {
    if (name.equals("EdDSA")) {
      return EDDSA;
    }
    for (JwsAlgorithm each : values()) {
      if (each != EDDSA && each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** Its name, as it stands in {@code alg}. */
  String id() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** Whether its keys are secrets that also sign. */
  boolean isSymmetric() {
    return family.equals("HMAC");
  }

  /** The least length of a secret, in bytes: that of the hash. */
  int minSecretBytes() {
    return Integer.parseInt(name().substring(2)) / 8;
  }

  /** The algorithm in the names of the JCA. */
  String jca() {
    return jca;
  }

  /** Whether a signature of some input was made with a key, or with the other half of it. */
  boolean verify(Key key, byte[] input, byte[] signature) throws GeneralSecurityException {
    if (isSymmetric()) {
      Mac mac = Mac.getInstance(jca);
      mac.init(key);
      return MessageDigest.isEqual(mac.doFinal(input), signature);
    }
    Signature verifier = Signature.getInstance(jca);
    if (parameters != null) {
      verifier.setParameter(parameters);
    }
    verifier.initVerify((PublicKey) key);
    verifier.update(input);
    return verifier.verify(signature);
  }
}
