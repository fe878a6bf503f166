package dev.sluice.attack;

import dev.sluice.server.Certificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Who clients are, or pretend to be, by the certificates that they show. */
final class TlsIdentities {

  private final Certificates certificates;

  private TlsIdentities(Certificates certificates) {
    this.certificates = certificates;
  }

  static TlsIdentities make(Path folder) {
    String authority = "/O=Sluice development/CN=Sluice development CA";
    return new TlsIdentities(
        Certificates.make(folder)
            .openssl("req -new -key client.key -subj /CN=client -out client.csr")
            .openssl(
                "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days -1"
                    + " -out expired.pem")
            .openssl("req -x509 -key client.key -days 9 -subj /CN=client -out self.pem")
            .openssl("req -x509 -key server.key -days 9 -out other.pem -subj", authority)
            .openssl(
                "x509 -req -in client.csr -CA other.pem -CAkey server.key -set_serial 8 -days 9"
                    + " -out foreign.pem"));
  }

  Certificates certificates() {
    return certificates;
  }

  /** A client that shows no certificate. */
  SSLContext nobody() {
    return context();
  }

  /** A client that shows a certificate, whatever the server asks for, and has a key to it. */
  SSLContext client(String certificate, String key) {
    try {
      X509Certificate[] chain = {certificates.certificate(certificate)};
      return context(new Shown(chain, key(key)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private PrivateKey key(String name) throws IOException, GeneralSecurityException {
    String pem = Files.readString(certificates.file(name));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private SSLContext context(KeyManager... keys) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", certificates.certificate("ca.pem"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      TrustManager[] managers = trust.getTrustManagers();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, managers, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows one certificate to all who ask, even where the JDK would know better. */
  private static final class Shown implements X509KeyManager {

    private final X509Certificate[] chain;
    private final PrivateKey key;

    Shown(X509Certificate[] chain, PrivateKey key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "shown";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"shown"};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return "";
    }
  }
}
