package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CredentialOptionsTest {

  @TempDir static Path directory;
  private static final Vertx VERTX = Vertx.vertx();
  private static final MockOAuth2Server ISSUER = new MockOAuth2Server();
  private static String target;
  private static Path secret;

  @BeforeAll
  static void start() throws Exception {
    ISSUER.start(InetAddress.getByName("localhost"), 0);
    secret = directory.resolve("secret");
    Files.writeString(secret, "hush\n");
    ServerVerticle verticle = new ServerVerticle();
    JsonObject oidc =
        new JsonObject()
            .put("type", "oidc")
            .put("issuer", ISSUER.issuerUrl("robots").toString())
            .put("audience", new JsonArray().add("sluice").add("greetings"));
    JsonObject rule =
        new JsonObject().put("method", "helloworld.Greeter/*").put("allow", "authenticated");
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put(
                "security",
                new JsonObject()
                    .put("authenticators", new JsonArray().add(oidc))
                    .put("rules", new JsonArray().add(rule)));
    await(VERTX.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    target = "localhost:" + verticle.actualPort();
  }

  @AfterAll
  static void stop() throws Exception {
    await(VERTX.close());
    ISSUER.shutdown();
  }

  private static String token() {
    return ISSUER.issueToken("robots", "ada", "sluice", Map.of(), 600).serialize();
  }

  private static CommandRun greet(String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "greet";
    args[1] = "--target";
    args[2] = target;
    System.arraycopy(options, 0, args, 3, options.length);
    return CommandRun.of(args);
  }

  @Test
  void isRefusedWithoutCredentials() {
    CommandRun run = greet();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("UNAUTHENTICATED: authentication is required");
  }

  @Test
  void sendsAToken() throws Exception {
    assertThat(greet("--token", token()).out().strip()).isEqualTo("Hello, world");
    Path file = directory.resolve("token");
    Files.writeString(file, token() + "\n");
    assertThat(greet("--token-file", file.toString()).out().strip()).isEqualTo("Hello, world");
    assertThat(greet("--token", "x.y.z").err())
        .contains("UNAUTHENTICATED: the credentials are not valid");
  }

  @Test
  void getsATokenByClientCredentials() throws Exception {
    CommandRun run =
        greet(
            "--oauth2-token-url",
            ISSUER.tokenEndpointUrl("robots").toString(),
            "--client-id",
            "robot",
            "--client-secret-file",
            secret.toString(),
            "--scope",
            "greetings");
    assertThat(run.err()).isEmpty();
    assertThat(run.out().strip()).isEqualTo("Hello, world");
  }

  @Test
  void saysThatThereIsNoTokenToBeHad() {
    CommandRun run =
        greet(
            "--oauth2-token-url",
            "http://localhost:1/token",
            "--client-id",
            "robot",
            "--client-secret-file",
            secret.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("sluice: UNAVAILABLE: no token from http://localhost:1/token: ");
    assertThat(run.err()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "--token a --token-file b, expected: one of them",
    "--client-id a, expected: --oauth2-token-url beside them",
    "--oauth2-token-url https://idp.example/token, expected: --client-id and",
    "--token-file /nowhere/at/all, expected: a file that can be read",
    "--token-file /dev/zero, of 64 KiB at most",
    "--oauth2-token-url https://idp.example/token --client-id a --client-secret-file /dev/zero,"
        + " of 64 KiB at most"
  })
  void saysWhichOptionsAreWrong(String options, String expected) {
    CommandRun run = greet(options.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(expected);
  }

  @Test
  void sendsNoTokenInClearTextToAnotherMachine() {
    CommandRun run = CommandRun.of("greet", "--target", "sluice.example:80", "--token", "abc");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--target: \"sluice.example:80\" (expected: --tls beside a token)")
        .doesNotContain("abc");
  }

  @Test
  void asksForNoTokenInClearText() {
    CommandRun run =
        greet(
            "--oauth2-token-url",
            "http://idp.example/token",
            "--client-id",
            "a",
            "--client-secret-file",
            secret.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("(expected: an https URL, or http on this machine)");
  }

  @Test
  void makesAKeyAndItsEntry() {
    CommandRun run = CommandRun.of("make-key", "--name", "ci", "--scope", "a", "--scope", "b");
    String[] lines = run.out().split("\\R", -1);
    assertThat(lines[0]).matches("slk_[A-Za-z0-9_-]{43}");
    JsonObject entry = new JsonObject(lines[1]);
    assertThat(entry.getString("name")).isEqualTo("ci");
    assertThat(entry.getString("sha256")).matches("[0-9a-f]{64}").doesNotContain(lines[0]);
    assertThat(entry.getJsonArray("scope")).containsExactly("a", "b");
    assertThat(CommandRun.of("make-key", "--name", "ci").out()).doesNotContain(lines[0]);
  }

  @Test
  void addsAKeyToAFile() throws Exception {
    Path file = directory.resolve("keys.json");
    String first = CommandRun.of("make-key", "--name", "a", "--file", file.toString()).out();
    CommandRun second = CommandRun.of("make-key", "--name", "b", "--file", file.toString());
    assertThat(first.strip()).matches("slk_[A-Za-z0-9_-]{43}");
    assertThat(second.code()).isZero();

    CommandRun again = CommandRun.of("make-key", "--name", "b", "--file", file.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.out()).isEmpty();
    assertThat(again.err()).contains("keys[2]", "a name that no other key has");

    JsonArray keys = new JsonObject(Files.readString(file)).getJsonArray("keys");
    assertThat(keys.stream().map(key -> ((JsonObject) key).getString("name")))
        .containsExactly("a", "b");
    assertThat(Files.readString(file)).doesNotContain(first.strip(), second.out().strip());

    Files.writeString(file, "{");
    assertThat(CommandRun.of("make-key", "--name", "c", "--file", file.toString()).err())
        .isEqualTo("sluice: " + file + ": not a JSON object" + System.lineSeparator());
    assertThat(CommandRun.of("make-key", "--name", "c", "--file", "/dev/zero").err())
        .contains("/dev/zero: more than 16777216 bytes");
    assertThat(CommandRun.of("make-key", "--name", "c", "--file", "/nowhere/keys").code())
        .isEqualTo(1);
  }
}
