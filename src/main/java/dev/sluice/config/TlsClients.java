package dev.sluice.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What clients have to show in the TLS handshake: keys {@code clientAuth} and {@code ca} of {@code
 * tls}.
 *
 * @param auth {@code clientAuth}: whether clients are asked for a certificate
 * @param ca the path of a PEM file with the authorities whose certificates are taken; null only if
 *     clients are not asked
 */
public record TlsClients(Auth auth, @Nullable String ca) {

  /** Whether clients are asked for a certificate. */
  public enum Auth {
    /** No. */
    NONE,
    /** Yes, but they may go without; one that is shown has to be good. */
    REQUEST,
    /** Yes, and without a good one there is no connection. */
    REQUIRE
  }

  static TlsClients read(ConfReader conf) {
    Auth auth = conf.oneOf("clientAuth", Auth.NONE);
    String ca = conf.optionalString("ca");
    if ((auth == Auth.NONE) != (ca == null)) {
      conf.reject(
          "ca",
          auth == Auth.NONE
              ? "none, for clientAuth is none"
              : "the path of a PEM file with authorities, for clientAuth is "
                  + auth.name().toLowerCase(Locale.ROOT));
    }
    return new TlsClients(auth, ca);
  }
}
