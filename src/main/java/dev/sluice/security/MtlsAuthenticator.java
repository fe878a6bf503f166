package dev.sluice.security;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the certificate that TLS has verified, whoever the conf of TLS trusts to have issued it.
 * One that has expired since the handshake is not good any more.
 */
final class MtlsAuthenticator implements Authenticator {

  private static final int CACHED = 1000;

  private final String name;
  private final CertificateName source;
  private final Map<X509Certificate, Principal> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Principal> eldest) {
          return size() > CACHED;
        }
      };

  MtlsAuthenticator(String name, CertificateName source) {
    this.name = name;
    this.source = source;
  }

  @Override
  public Future<@Nullable Principal> authenticate(Credentials credentials) {
    List<X509Certificate> chain = credentials.certificates();
    if (chain.isEmpty()) {
      return Future.succeededFuture();
    }
    try {
      return Future.succeededFuture(owner(chain.get(0)));
    } catch (BadCredentialsException e) {
      return Future.failedFuture(e);
    }
  }

  private Principal owner(X509Certificate certificate) throws BadCredentialsException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw new BadCredentialsException("the client's certificate is not valid at this time");
    }
    synchronized (known) {
      Principal principal = known.get(certificate);
      if (principal == null) {
        principal = read(certificate);
        known.put(certificate, principal);
      }
      return principal;
    }
  }

  private Principal read(X509Certificate certificate) throws BadCredentialsException {
    String owner = source.of(certificate);
    if (owner == null) {
      throw new BadCredentialsException("the client's certificate has no " + source);
    }
    JsonObject claims = new JsonObject();
    for (CertificateName each : CertificateName.values()) {
      String value = each.of(certificate);
      if (value != null) {
        claims.put(each.name().toLowerCase(java.util.Locale.ROOT), value);
      }
    }
    claims.put("issuer", certificate.getIssuerX500Principal().getName());
    claims.put("serial", certificate.getSerialNumber().toString(16));
    return new Principal(owner, name, Set.of(), Set.of(), claims);
  }

  @Override
  public Set<String> metadata() {
    return Set.of();
  }

  /** None: the time for a certificate was the handshake. */
  @Override
  public @Nullable String challenge() {
    return null;
  }
}
