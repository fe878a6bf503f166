package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the files of {@code tls} that will not do. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsFaultsTest {

  @TempDir static Path folder;

  private static final Vertx VERTX = Vertx.vertx();

  @BeforeAll
  static void makeCertificates() throws IOException {
    Certificates.make(folder)
        .openssl("req -new -key server.key -subj /CN=x -out x.csr")
        .openssl("x509 -req -in x.csr -days -1 -signkey server.key -out expired.pem")
        .openssl("pkey -in server.key -aes256 -passout pass:x -out encrypted.key")
        .openssl("rsa -in server.key -traditional -aes256 -passout pass:x -out encrypted-rsa.key")
        .openssl("rsa -in server.key -traditional -out rsa.key")
        .openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=x"
                + " -keyout ec.key -out ec.pem")
        .openssl("genpkey -algorithm ed25519 -out ed25519.key")
        .openssl("pkcs12 -export -in ca.pem -nokeys -passout pass:changeit -out keyless.p12");
    Files.writeString(folder.resolve("text"), "no PEM\n");
    Files.writeString(folder.resolve("password"), "changeit\n");
    String cert = Files.readString(folder.resolve("server.pem"));
    Files.writeString(folder.resolve("half.pem"), cert.substring(0, cert.length() / 2));
    Files.writeString(folder.resolve("garbage.pem"), cert.replace("MII", "AAA"));
    String key = Files.readString(folder.resolve("server.key"));
    Files.writeString(folder.resolve("half.key"), key.substring(0, key.length() / 2));
    Files.writeString(folder.resolve("garbage.key"), key.replace("MII", "AAA"));
  }

  @AfterAll
  static void close() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none.pem | server.key | tls.cert: %s/none.pem: no such file",
        "server.pem | . | tls.key: %s/.: is a directory (expected: a file)",
        "text | server.key | tls.cert: %s/text (expected: a PEM file with certificates)",
        "half.pem | server.key | tls.cert: %s/half.pem (expected: a PEM file with certificates)",
        "garbage.pem|server.key|tls.cert: %s/garbage.pem (expected: a PEM file with certificates)",
        "server.pem | text | tls.key: %s/text (expected: a PEM file with a private key)",
        "server.pem | half.key | tls.key: %s/half.key (expected: a PEM file with a private key)",
        "server.pem | garbage.key | tls.key: %s/garbage.key (expected: a private key, RSA or EC;"
            + " this one cannot be decoded)",
        "server.pem | ed25519.key | tls.key: %s/ed25519.key (expected: a private key, RSA or EC;"
            + " this one cannot be decoded)",
        "server.pem | client.key | tls.key: %s/client.key (expected: the private key of tls.cert)",
        "server.pem | ec.key | tls.key: %s/ec.key (expected: the private key of tls.cert)",
        "server.pem | encrypted.key | tls.key: %s/encrypted.key (expected: a private key without a"
            + " passphrase; this one is encrypted)",
        "server.pem | encrypted-rsa.key | tls.key: %s/encrypted-rsa.key (expected: a private key"
            + " without a passphrase; this one is encrypted)",
      })
  void saysWhatIsWrongWithAFile(String cert, String key, String fault) {
    assertThat(faults(pem(cert, key))).containsExactly(fault.formatted(folder));
  }

  @Test
  void saysWhenACertificateHasExpired() {
    assertThat(faults(pem("expired.pem", "server.key")))
        .singleElement()
        .asString()
        .startsWith("tls.cert: " + folder + "/expired.pem (expected: a certificate that is valid;")
        .contains("this one expired at 20");
  }

  @Test
  void saysWhatIsWrongWithAllFilesAtOnce() {
    JsonObject conf = pem("none.pem", "text").put("clientAuth", "require").put("ca", "no.ca");

    assertThat(faults(conf)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"server.pem, server.key", "server.pem, rsa.key", "ec.pem, ec.key"})
  void takesPairs(String cert, String key) {
    assertThat(faults(pem(cert, key))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"password, changeit", "passwordFile, %s/password"})
  void takesAKeyStore(String key, String value) {
    assertThat(faults(keyStore("server.p12").put(key, value.formatted(folder)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server.p12 | password | wrong | tls.keyStore.path: %s/server.p12 (expected: one that the"
            + " password opens)",
        "text | password | changeit | tls.keyStore.path: %s/text (expected: a PKCS#12 key store)",
        "keyless.p12 | password | changeit | tls.keyStore.path: %s/keyless.p12 (expected: an RSA or"
            + " EC key with its certificate)",
        "server.p12 | passwordEnv | SLUICE_NO_SUCH | tls.keyStore.passwordEnv: SLUICE_NO_SUCH"
            + " (expected: an environment variable that is set)",
      })
  void saysWhatIsWrongWithAKeyStore(String file, String key, String value, String fault) {
    assertThat(faults(keyStore(file).put(key, value))).containsExactly(fault.formatted(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"enabled\": true}",
        "{\"cert\": \"a\"}",
        "{\"key\": \"a\"}",
        "{\"cert\": \"a\", \"key\": \"b\", \"clientAuth\": \"request\"}",
        "{\"cert\": \"a\", \"key\": \"b\", \"ca\": \"c\"}",
        "{\"cert\": \"a\", \"key\": \"b\", \"clientAuth\": \"yes\"}",
        "{\"cert\": \"a\", \"key\": \"b\", \"protocols\": [\"TLSv1.1\", \"TLSv1.3\"]}",
        "{\"cert\": \"a\", \"key\": \"b\", \"protocols\": []}",
        "{\"cert\": \"a\", \"key\": \"b\", \"keyStore\": {\"path\": \"c\", \"password\": \"d\"}}",
        "{\"keyStore\": {\"path\": \"c\"}}",
        "{\"keyStore\": {\"password\": \"d\"}}",
        "{\"keyStore\": {\"path\": \"c\", \"password\": \"d\", \"passwordEnv\": \"e\"}}",
      })
  void refusesAConfThatDoesNotAddUp(String tls) {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () -> SluiceConfig.parse(new JsonObject().put("tls", new JsonObject(tls))));

    assertThat(refusal.faults()).hasSize(1);
    assertThat(refusal).hasMessageStartingWith("tls.");
  }

  private static JsonObject pem(String cert, String key) {
    return new JsonObject().put("cert", folder + "/" + cert).put("key", folder + "/" + key);
  }

  private static JsonObject keyStore(String file) {
    return new JsonObject().put("path", folder + "/" + file);
  }

  private static java.util.List<String> faults(JsonObject tls) {
    JsonObject conf =
        new JsonObject()
            .put("tls", tls.containsKey("path") ? new JsonObject().put("keyStore", tls) : tls);
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class, () -> TlsMaterial.read(VERTX, SluiceConfig.parse(conf).tls()));
    return refusal == null ? Stream.<String>empty().toList() : refusal.faults();
  }
}
