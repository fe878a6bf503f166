package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates in a folder of their own, as {@code scripts/make-certs} makes them.
 *
 * @param folder the folder
 */
public record Certificates(Path folder) {

  /** Makes certificates by an authority of their own. */
  public static Certificates make(Path folder) {
    run(List.of(Path.of("scripts/make-certs").toAbsolutePath().toString(), folder.toString()));
    return new Certificates(folder);
  }

  /** The path of a file in it. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The conf of a server with the certificate, on any free port. */
  public JsonObject conf(JsonObject more) {
    return new JsonObject()
        .put("host", "localhost")
        .put("port", 0)
        .put(
            "tls",
            new JsonObject()
                .put("cert", file("server.pem").toString())
                .put("key", file("server.key").toString())
                .mergeIn(more));
  }

  /** The conf of a server with the certificate from a PKCS#12 file, on any free port. */
  JsonObject keyStoreConf(JsonObject more) {
    JsonObject conf = conf(more);
    JsonObject tls = conf.getJsonObject("tls");
    tls.remove("cert");
    tls.remove("key");
    tls.put(
        "keyStore",
        new JsonObject().put("path", file("server.p12").toString()).put("password", "changeit"));
    return conf;
  }

  /** What a client needs that trusts the authority, and those of others. */
  SSLContext trusting(Certificates... others) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", certificate("ca.pem"));
      for (Certificates other : others) {
        store.setCertificateEntry(other.folder.toString(), other.certificate("ca.pem"));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A channel of grpc-java to a server, which trusts the authority, and those of others. */
  ManagedChannel channel(int port, Certificates... others) {
    try {
      List<X509Certificate> trusted = new ArrayList<>(List.of(certificate("ca.pem")));
      for (Certificates other : others) {
        trusted.add(other.certificate("ca.pem"));
      }
      return NettyChannelBuilder.forAddress("localhost", port)
          .sslContext(
              GrpcSslContexts.forClient()
                  .trustManager(trusted.toArray(X509Certificate[]::new))
                  .build())
          .disableRetry()
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate in it. */
  public X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file(name))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** Puts a file in the place of another at once, as one should. */
  void replace(String name, Path by) throws IOException {
    Path next = Files.copy(by, file(name + ".next"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Puts the server's certificate of others in the place of this one, in each form. */
  void replaceServer(Certificates by) throws IOException {
    for (String name : List.of("server.key", "server.pem", "server.p12")) {
      replace(name, by.file(name));
    }
  }

  /** Runs openssl in the folder, with arguments that may hold spaces at the end. */
  public Certificates openssl(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("openssl"));
    all.addAll(List.of(command.split(" ")));
    all.addAll(List.of(more));
    run(all, folder);
    return this;
  }

  private static void run(List<String> command) {
    run(command, Path.of("."));
  }

  private static void run(List<String> command, Path in) {
    try {
      Process process =
          new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(out).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
