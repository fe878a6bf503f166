package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the port: {@code tls}. The files it names are read when the server starts.
 *
 * @param enabled whether the port speaks TLS; true if there is a certificate, unless told
 * @param cert the path of a PEM file with the certificate and those that lead from it to its
 *     authority; null if there is a {@code keyStore}
 * @param key the path of a PEM file with the certificate's key, without a passphrase; null if there
 *     is a {@code keyStore}
 * @param keyStore a PKCS#12 file with both; null if there are {@code cert} and {@code key}
 * @param clients what clients have to show
 * @param protocols the versions of TLS, of {@code TLSv1.2} and {@code TLSv1.3}
 * @param engine what does the cryptography
 * @param reload {@code reloadSeconds}: how often the files are looked at for new ones; zero for
 *     never
 * @param handshakeTimeout {@code handshakeTimeoutSeconds}: how long a client may take to shake
 *     hands
 */
public record TlsConfig(
    boolean enabled,
    @Nullable String cert,
    @Nullable String key,
    @Nullable KeyStoreConfig keyStore,
    TlsClients clients,
    List<String> protocols,
    Engine engine,
    Duration reload,
    Duration handshakeTimeout) {

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** What does the cryptography. */
  public enum Engine {
    /** OpenSSL where it can be used, else the JDK. */
    AUTO,
    /** The JDK. */
    JDK,
    /** OpenSSL, which has to be there. */
    OPENSSL
  }

  /** Copies the list. */
  public TlsConfig {
    protocols = List.copyOf(protocols);
  }

  static TlsConfig read(ConfReader conf) {
    String cert = conf.optionalString("cert");
    String key = conf.optionalString("key");
    KeyStoreConfig keyStore =
        conf.has("keyStore") ? conf.object("keyStore", KeyStoreConfig::read) : null;
    boolean enabled = conf.bool("enabled", cert != null || keyStore != null);
    if (keyStore != null && (cert != null || key != null)) {
      conf.reject("keyStore", "none beside cert and key");
    } else if (cert == null && (key != null || (enabled && keyStore == null))) {
      conf.reject("cert", "the path of a PEM file with a certificate, or a keyStore instead");
    } else if (cert != null && key == null) {
      conf.reject("key", "the path of a PEM file with the key of cert");
    }
    return new TlsConfig(
        enabled,
        cert,
        key,
        keyStore,
        TlsClients.read(conf),
        protocols(conf),
        conf.oneOf("engine", Engine.AUTO),
        conf.seconds("reloadSeconds", 30, 0, 86_400),
        conf.seconds("handshakeTimeoutSeconds", 10, 1, 600));
  }

  private static List<String> protocols(ConfReader conf) {
    List<String> protocols =
        conf.strings(
            "protocols", List.of("TLSv1.2", "TLSv1.3"), "TLSv1.2 or TLSv1.3", PROTOCOLS::contains);
    if (conf.has("protocols") && protocols.isEmpty()) {
      conf.reject("protocols", "at least one of TLSv1.2 and TLSv1.3");
    }
    return protocols;
  }
}
