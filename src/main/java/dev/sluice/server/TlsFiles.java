package dev.sluice.server;

import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfigException;
import dev.sluice.config.KeyStoreConfig;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of {@code tls} one by one and collects what is wrong with them. What it returns
 * is of use only if {@link #throwFaults} does not throw. Blocks.
 */
final class TlsFiles {

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----[^-]+-----END (RSA |EC )?PRIVATE");
  private static final Pattern ENCRYPTED_KEY =
      Pattern.compile("-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4, *ENCRYPTED");

  private final List<String> faults = new ArrayList<>();

  /** A PEM file with one certificate at least. */
  Buffer certificates(String key, String file) {
    Buffer content = read(key, file);
    if (content != null) {
      StringBuilder pem = new StringBuilder();
      Matcher blocks = CERTIFICATE.matcher(content.toString(StandardCharsets.ISO_8859_1));
      while (blocks.find()) {
        pem.append(blocks.group()).append('\n');
      }
      if (!areCertificates(pem.toString())) {
        fault(key, file, "a PEM file with certificates");
      }
    }
    return content == null ? Buffer.buffer() : content;
  }

  private static boolean areCertificates(String pem) {
    try {
      return !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
          .isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }

  /** A PEM file with a private key that has no passphrase; {@link KeyCheck} decodes it. */
  Buffer privateKey(String key, String file) {
    Buffer content = read(key, file);
    if (content != null) {
      String text = content.toString(StandardCharsets.ISO_8859_1);
      if (ENCRYPTED_KEY.matcher(text).find()) {
        fault(key, file, "a private key without a passphrase; this one is encrypted");
      } else if (!PRIVATE_KEY.matcher(text).find()) {
        fault(key, file, "a PEM file with a private key");
      }
    }
    return content == null ? Buffer.buffer() : content;
  }

  /** A PKCS#12 file. */
  Buffer keyStore(String key, String file, String password) {
    Buffer content = read(key, file);
    if (content != null && faults.isEmpty()) {
      try {
        KeyStore.getInstance("PKCS12")
            .load(new ByteArrayInputStream(content.getBytes()), password.toCharArray());
      } catch (IOException e) {
        boolean wrongPassword = e.getCause() instanceof UnrecoverableKeyException;
        fault(key, file, wrongPassword ? "one that the password opens" : "a PKCS#12 key store");
      } catch (GeneralSecurityException e) {
        fault(key, file, "a PKCS#12 key store; " + e.getMessage());
      }
    }
    return content == null ? Buffer.buffer() : content;
  }

  /** The password of a key store, from wherever it is. */
  String password(KeyStoreConfig config) {
    if (config.password() != null) {
      return config.password();
    }
    if (config.passwordFile() != null) {
      Buffer content = read("tls.keyStore.passwordFile", config.passwordFile());
      String text = content == null ? "" : content.toString();
      return text.lines().findFirst().orElse("");
    }
    String name = String.valueOf(config.passwordEnv());
    String value = System.getenv(name);
    if (value == null) {
      fault("tls.keyStore.passwordEnv", name, "an environment variable that is set");
      return "";
    }
    return value;
  }

  private @Nullable Buffer read(String key, String file) {
    try {
      return Buffer.buffer(ConfFile.read(key, file));
    } catch (ConfigException e) {
      faults.addAll(e.faults());
      return null;
    }
  }

  private void fault(String key, String value, String expected) {
    faults.add(key + ": " + value + " (expected: " + expected + ")");
  }

  /** Throws what has been wrong so far. */
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }
}
