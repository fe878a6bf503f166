package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clients' options for TLS, against a server that requires a certificate. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GreetOverTlsTest {

  @TempDir static Path certs;

  private static final Vertx VERTX = Vertx.vertx();
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Process made =
        new ProcessBuilder("scripts/make-certs", certs.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
    ServerVerticle verticle = new ServerVerticle();
    JsonObject tls =
        new JsonObject()
            .put("cert", certs + "/server.pem")
            .put("key", certs + "/server.key")
            .put("clientAuth", "require")
            .put("ca", certs + "/ca.pem");
    JsonObject conf = new JsonObject().put("host", "localhost").put("port", 0).put("tls", tls);
    VERTX
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    port = verticle.actualPort();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static CommandRun greet(String options) {
    List<String> args = new ArrayList<>(List.of("greet", "--target", "localhost:" + port));
    args.addAll(List.of(options.replace("@", certs + "/").split(" ")));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void showsItsCertificateToAServerThatItTrusts() {
    assertThat(greet("--tls --ca @ca.pem --cert @client.pem --key @client.key"))
        .isEqualTo(new CommandRun(0, "Hello, world" + System.lineSeparator(), ""));
  }

  @Test
  void trustsAnyServerIfTold() {
    assertThat(greet("--tls --insecure --cert @client.pem --key @client.key").code()).isZero();
  }

  @Test
  void doesNotTrustAnAuthorityThatNobodyNamed() {
    CommandRun run = greet("--tls --cert @client.pem --key @client.key");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("sluice: no TLS with localhost:" + port + ": ")
        .contains("unable to find valid certification path");
  }

  @Test
  void failsWithoutACertificateWhereOneIsRequired() {
    CommandRun run = greet("--tls --ca @ca.pem");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("sluice: no ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ca @ca.pem | --ca: \"@ca.pem\" (expected: --tls beside it)",
        "--insecure | --insecure: \"\" (expected: --tls beside it)",
        "--tls --ca @none | --ca: @none: no such file",
        "--tls --ca /dev/zero | --ca: /dev/zero: more than 16777216 bytes",
        "--tls --cert @client.pem --key @. | --key: @.: is a directory (expected: a file)",
        "--tls --cert @client.pem | --cert: \"@client.pem\" (expected: --key beside it)",
        "--tls --key @client.key | --key: \"@client.key\" (expected: --cert beside it)",
        "--tls --insecure --ca @ca.pem | --ca: \"@ca.pem\" (expected: not beside --insecure)",
      })
  void saysWhichOptionIsWrong(String options, String fault) {
    CommandRun run = greet(options);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(fault.replace("@", certs + "/"));
  }
}
