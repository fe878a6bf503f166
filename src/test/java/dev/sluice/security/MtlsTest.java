package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.config.ConfigException;
import dev.sluice.security.SecuredServer.Door;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MtlsTest {

  @TempDir static Path directory;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of("scripts/make-certs").toAbsolutePath().toString(), directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static JsonObject security(String principal) {
    return SecuredServer.security(
        List.of(new JsonObject().put("type", "mtls").put("principal", "cn")),
        SecuredServer.rule("helloworld.Greeter/*", "authenticated"),
        SecuredServer.rule(
            "routeguide.RouteGuide/*", new JsonObject().put("principal", principal)));
  }

  @ParameterizedTest
  @EnumSource
  void knowsACallerByItsCertificate(Door door) throws Exception {
    try (SecuredServer server = new SecuredServer(security("client"), directory, true)) {
      assertThat(server.call(door).status()).isEqualTo(GrpcStatus.OK);
      assertThat(server.whoAmI().body()).isEqualTo("{\"message\":\"mtls:client\"}");
    }
    try (SecuredServer server = new SecuredServer(security("server"), directory, true)) {
      assertThat(server.call(door).status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotKnowWhoShowsNone(Door door) throws Exception {
    try (SecuredServer server = new SecuredServer(security("client"), directory, false)) {
      assertThat(server.call(door).status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    }
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments(CertificateName.SUBJECT, "client.pem", "CN=client"),
        arguments(CertificateName.CN, "client.pem", "client"),
        arguments(CertificateName.DNS, "server.pem", "localhost"),
        arguments(CertificateName.URI, "server.pem", null),
        arguments(CertificateName.EMAIL, "server.pem", null));
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsNamesOfACertificate(CertificateName kind, String file, String name) throws Exception {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (name == null) {
        assertThat(kind.of(certificate)).isNull();
      } else {
        assertThat(kind.of(certificate)).contains(name);
      }
    }
  }

  @Test
  void doesNotStartWhereClientsAreNotAskedForACertificate() {
    JsonObject conf =
        new JsonObject()
            .put(
                "security",
                new JsonObject()
                    .put(
                        "authenticators",
                        new JsonArray().add(new JsonObject().put("type", "mtls"))));
    ConfigException e =
        Assertions.catchThrowableOfType(ConfigException.class, () -> ServerVerticle.parse(conf));
    assertThat(e.faults())
        .containsExactly(
            "security.authenticators[0].type: \"mtls\""
                + " (expected: with tls.clientAuth request or require)");
  }
}
