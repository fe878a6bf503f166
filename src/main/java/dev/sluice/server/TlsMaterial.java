package dev.sluice.server;

import dev.sluice.config.ConfigException;
import dev.sluice.config.KeyStoreConfig;
import dev.sluice.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What the files of {@code tls} hold, read as a whole and found good: the key fits the certificate,
 * and the certificate is valid.
 *
 * @param key the key with its certificates
 * @param trust the authorities of clients, or null
 * @param certificate the server's own certificate
 */
record TlsMaterial(KeyCertOptions key, @Nullable TrustOptions trust, X509Certificate certificate) {

  /**
   * Reads the files; blocks.
   *
   * @throws ConfigException with a line for each file that will not do
   */
  static TlsMaterial read(Vertx vertx, TlsConfig config) {
    TlsFiles files = new TlsFiles();
    KeyStoreConfig keyStore = config.keyStore();
    KeyCertOptions key = keyStore == null ? pem(files, config) : pkcs12(files, keyStore);
    String ca = config.clients().ca();
    TrustOptions trust =
        ca == null ? null : new PemTrustOptions().addCertValue(files.certificates("tls.ca", ca));
    files.throwFaults();
    return new TlsMaterial(key, trust, KeyCheck.of(config).certificate(vertx, key));
  }

  private static KeyCertOptions pem(TlsFiles files, TlsConfig config) {
    return new PemKeyCertOptions()
        .setCertValue(files.certificates("tls.cert", String.valueOf(config.cert())))
        .setKeyValue(files.privateKey("tls.key", String.valueOf(config.key())));
  }

  private static KeyCertOptions pkcs12(TlsFiles files, KeyStoreConfig config) {
    String password = files.password(config);
    return new PfxOptions()
        .setValue(files.keyStore("tls.keyStore.path", config.path(), password))
        .setPassword(password);
  }

  /** The certificate's subject and end, for people. */
  String describe() {
    return certificate.getSubjectX500Principal().getName()
        + ", valid until "
        + certificate.getNotAfter().toInstant();
  }
}
