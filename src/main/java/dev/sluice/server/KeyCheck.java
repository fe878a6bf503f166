package dev.sluice.server;

import dev.sluice.config.ConfigException;
import dev.sluice.config.KeyStoreConfig;
import dev.sluice.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Holds a key against its certificate.
 *
 * @param certKey the conf's key for the certificate
 * @param certFile its file
 * @param keyKey the conf's key for the private key
 * @param keyFile its file
 */
record KeyCheck(String certKey, String certFile, String keyKey, String keyFile) {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC");
  private static final byte[] SIGNED = {1, 2, 3, 4};

  /** A check that names what it finds as a conf does. */
  static KeyCheck of(TlsConfig config) {
    KeyStoreConfig store = config.keyStore();
    return store != null
        ? new KeyCheck("tls.keyStore.path", store.path(), "tls.keyStore.path", store.path())
        : new KeyCheck(
            "tls.cert", String.valueOf(config.cert()), "tls.key", String.valueOf(config.key()));
  }

  /**
   * Decodes the key, and returns the certificate that it is for. Blocks for milliseconds.
   *
   * @throws ConfigException if the key cannot be decoded, is not that of the certificate, or the
   *     certificate is not valid now
   */
  X509Certificate certificate(Vertx vertx, KeyCertOptions options) {
    X509KeyManager manager = manager(vertx, options);
    for (String algorithm : ALGORITHMS) {
      String[] aliases = manager.getServerAliases(algorithm, null);
      if (aliases != null && aliases.length > 0) {
        X509Certificate certificate = manager.getCertificateChain(aliases[0])[0];
        checkPair(manager.getPrivateKey(aliases[0]), certificate);
        checkValidity(certificate);
        return certificate;
      }
    }
    throw fault(keyKey, keyFile, "an RSA or EC key with its certificate");
  }

  private X509KeyManager manager(Vertx vertx, KeyCertOptions options) {
    try {
      for (KeyManager each : options.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (each instanceof X509KeyManager manager) {
          return manager;
        }
      }
    } catch (IllegalArgumentException e) {
      // Of a key of another algorithm than the certificate's; base64 that is broken is one, too.
      throw fault(keyKey, keyFile, "the private key of " + certKey);
    } catch (Exception e) {
      throw fault(keyKey, keyFile, "a private key, RSA or EC; this one cannot be decoded");
    }
    throw fault(keyKey, keyFile, "a private key");
  }

  private void checkPair(@Nullable PrivateKey key, X509Certificate certificate) {
    boolean fits;
    try {
      String algorithm = certificate.getPublicKey().getAlgorithm();
      Signature signature =
          Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(SIGNED);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SIGNED);
      fits = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      fits = false;
    }
    if (!fits) {
      throw fault(keyKey, keyFile, "the private key of " + certKey);
    }
  }

  private void checkValidity(X509Certificate certificate) {
    Instant now = Instant.now();
    Instant end = certificate.getNotAfter().toInstant();
    Instant begin = certificate.getNotBefore().toInstant();
    if (now.isAfter(end)) {
      throw fault(certKey, certFile, "a certificate that is valid; this one expired at " + end);
    }
    if (now.isBefore(begin)) {
      throw fault(
          certKey, certFile, "a certificate that is valid; this one is only from " + begin + " on");
    }
  }

  private static ConfigException fault(String key, String file, String expected) {
    return new ConfigException(List.of(key + ": " + file + " (expected: " + expected + ")"));
  }
}
