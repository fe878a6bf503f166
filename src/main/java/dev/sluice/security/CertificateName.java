package dev.sluice.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** What of a certificate names its owner. */
enum CertificateName {
  /** The whole subject, as of <a href="https://www.rfc-editor.org/rfc/rfc2253">RFC 2253</a>. */
  SUBJECT,
  /** The common name of the subject, if it has exactly one. */
  CN,
  /** The first alternative name that is a DNS name. */
  DNS,
  /** The first alternative name that is a URI, such as that of SPIFFE. */
  URI,
  /** The first alternative name that is an e-mail address. */
  EMAIL;

  private static final int SAN_EMAIL = 1;
  private static final int SAN_DNS = 2;
  private static final int SAN_URI = 6;

  /** The owner's name, or null if the certificate has none of this kind. */
  @Nullable String of(X509Certificate certificate) {
    return switch (this) {
      case SUBJECT -> blankToNull(certificate.getSubjectX500Principal().getName());
      case CN -> commonName(certificate);
      case DNS -> alternative(certificate, SAN_DNS);
      case URI -> alternative(certificate, SAN_URI);
      case EMAIL -> alternative(certificate, SAN_EMAIL);
    };
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      List<String> names =
          new LdapName(certificate.getSubjectX500Principal().getName())
              .getRdns().stream()
                  .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                  .map(Rdn::getValue)
                  .map(String::valueOf)
                  .toList();
      return names.size() == 1 ? blankToNull(names.get(0)) : null;
    } catch (InvalidNameException e) {
      return null;
    }
  }

  private static @Nullable String alternative(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (Integer.valueOf(kind).equals(name.get(0)) && name.get(1) instanceof String text) {
          return blankToNull(text);
        }
      }
      return null;
    } catch (CertificateParsingException e) {
      return null;
    }
  }

  private static @Nullable String blankToNull(String text) {
    return text.isBlank() ? null : text;
  }
}
