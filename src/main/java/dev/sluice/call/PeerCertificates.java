package dev.sluice.call;

import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Who the peer of a connection has proved to be by mutual TLS. */
final class PeerCertificates {

  private PeerCertificates() {}

  /** The chain that the handshake has verified, the peer's own first; empty if there is none. */
  static List<X509Certificate> of(@Nullable HttpConnection connection) {
    if (connection == null || !connection.isSsl()) {
      return List.of();
    }
    try {
      List<Certificate> chain = connection.peerCertificates();
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate certificate : chain == null ? List.<Certificate>of() : chain) {
        if (certificate instanceof X509Certificate x509) {
          certificates.add(x509);
        }
      }
      return List.copyOf(certificates);
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }
}
