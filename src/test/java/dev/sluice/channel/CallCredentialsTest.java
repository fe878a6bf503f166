package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.greet;
import static dev.sluice.channel.TestChannels.greeting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.RefusingPort;
import dev.sluice.config.ConfigException;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel shows with its calls, and what becomes of them when it has nothing to show. */
@Timeout(20)
class CallCredentialsTest extends WithChannels {

  private static final String NO_HEADER = "the credentials are not of printable ASCII";

  @TempDir Path directory;

  private static JsonObject credentials(String json) {
    return new JsonObject().put("credentials", new JsonObject(json));
  }

  private Channel open(CallCredentials credentials, TestServer server) {
    JsonObject json = new JsonObject().put("targets", server.target());
    return channels.open(ChannelOptions.of(json).withCredentials(credentials));
  }

  private static List<String> shownTo(TestServer server) {
    return server.calls.stream().map(call -> call.get("authorization")).toList();
  }

  @Test
  void showsATokenWithEachCall() {
    TestServer server = TestServer.start(vertx);
    Channel channel = channels.open(credentials("{\"token\": \"abc\"}"), server);

    greet(channel);
    greet(channel);

    assertThat(shownTo(server)).containsExactly("Bearer abc", "Bearer abc");
  }

  @Test
  void showsNothingUnlessTold() {
    TestServer server = TestServer.start(vertx);

    greet(channels.open(new JsonObject(), server));

    assertThat(shownTo(server)).containsExactly("null");
  }

  @Test
  void leavesACallThatHasAnAuthorizationOfItsOwn() {
    TestServer server = TestServer.start(vertx);
    Channel channel = open(v -> Future.failedFuture("not to be asked"), server);
    GrpcClientRequest<HelloRequest, HelloReply> request = TestChannels.request(channel);
    request.headers().set("Authorization", "Basic me");

    request.send(HelloRequest.getDefaultInstance()).compose(answer -> answer.end()).await();

    assertThat(shownTo(server)).containsExactly("Basic me");
  }

  @Test
  void asksForEachAttempt() {
    TestServer server = TestServer.start(vertx);
    AtomicInteger asked = new AtomicInteger();
    server.behaviour =
        request -> {
          server.behaviour = TestServer.HELLO;
          TestServer.status(GrpcStatus.UNAVAILABLE, "not yet").accept(request);
        };

    greet(open(v -> Future.succeededFuture("t" + asked.incrementAndGet()), server));

    assertThat(shownTo(server)).containsExactly("t1", "t2");
  }

  @Test
  void sendsWhatWasWrittenBeforeThereWasAToken() {
    TestServer server = TestServer.start(vertx);
    Promise<String> token = Promise.promise();
    Channel channel = open(v -> token.future(), server);

    Future<String> greeting = greeting(channel);
    assertThat(server.calls).isEmpty();
    token.complete("late");

    assertThat(greeting.await()).isEqualTo("Hello, you");
    assertThat(shownTo(server)).containsExactly("late");
  }

  @Test
  void failsACallWithUnavailableWhenThereIsNoTokenToBeHad() throws IOException {
    TestServer server = TestServer.start(vertx);
    try (RefusingPort gone = new RefusingPort()) {
      String url = "http://127.0.0.1:" + gone.number() + "/token";

      StatusException e =
          failure(open(new ClientCredentials(url, "robot", "hush", List.of()), server));

      assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
      assertThat(e.message()).startsWith("no token from " + url + ": ").doesNotContain("hush");
      assertThat(server.connections).hasValue(0);
    }
  }

  @Test
  void failsACallWithTheStatusOfItsCredentials() {
    TestServer server = TestServer.start(vertx);
    StatusException refused = new StatusException(GrpcStatus.UNAUTHENTICATED, "refused");

    assertThat(failure(open(v -> Future.failedFuture(refused), server))).isSameAs(refused);
  }

  private static CallCredentials throwing() {
    return v -> {
      throw new IllegalStateException("hush");
    };
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("the credentials failed", throwing()),
        arguments("the credentials gave nothing", (CallCredentials) v -> null),
        arguments(NO_HEADER, (CallCredentials) v -> Future.succeededFuture("hush\r\nx: y")),
        arguments(NO_HEADER, (CallCredentials) v -> Future.succeededFuture("hüsh")),
        arguments(NO_HEADER, (CallCredentials) v -> Future.succeededFuture("hush\u007f")));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void failsACallWhoseCredentialsAreNone(String message, CallCredentials credentials) {
    TestServer server = TestServer.start(vertx);

    StatusException e = failure(open(credentials, server));

    assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(e.message()).isEqualTo(message);
    assertThat(server.connections).hasValue(0);
  }

  @Test
  void failsACallWhoseOwnMetadataCannotBeSent() {
    TestServer server = TestServer.start(vertx);
    Channel channel = channels.open(new JsonObject(), server);
    GrpcClientRequest<HelloRequest, HelloReply> request = TestChannels.request(channel);
    request.headers().set("x-mine", "one\r\ntwo");

    StatusException e = failure(request.send(HelloRequest.getDefaultInstance()));

    assertThat(e.status()).isEqualTo(GrpcStatus.INTERNAL);
    assertThat(e.message()).isEqualTo("the request cannot be sent");
    assertThat(channel.openCalls()).isZero();
    assertThat(greet(channel)).isEqualTo("Hello, you");
  }

  @Test
  void endsACallAtItsDeadlineThatWaitsForAToken() {
    TestServer server = TestServer.start(vertx);
    Promise<String> token = Promise.promise();
    Channel channel = open(v -> token.future(), server);

    StatusException e = failure(greeting(channel, Duration.ofMillis(50)));
    token.complete("too late");

    assertThat(e.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(e.message()).isEqualTo("no answer within 0.05 s");
    greet(channel);
    assertThat(shownTo(server)).hasSize(1);
  }

  @Test
  void endsCallsThatWaitForATokenWhenItIsClosed() {
    TestServer server = TestServer.start(vertx);
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Channel channel =
        open(
            v -> {
              asked.complete(null);
              return Promise.<String>promise().future();
            },
            server);

    Future<String> greeting = greeting(channel);
    asked.join();
    channel.close().await();

    assertThat(failure(greeting).status()).isEqualTo(GrpcStatus.CANCELLED);
    assertThat(failure(channel).status()).isEqualTo(GrpcStatus.CANCELLED);
  }

  @Test
  void letsNoMoreCallsWaitForATokenThanForAConnection() {
    TestServer server = TestServer.start(vertx);
    Promise<String> token = Promise.promise();
    JsonObject json = new JsonObject().put("targets", server.target()).put("maxWaitingCalls", 1);
    Channel channel = channels.open(ChannelOptions.of(json).withCredentials(v -> token.future()));

    Future<String> first = greeting(channel);
    StatusException e = failure(channel);
    token.complete("abc");

    assertThat(e.status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(first.await()).isEqualTo("Hello, you");
  }

  @Test
  void failsACallWhoseTokenFileIsNotThere() {
    TestServer server = TestServer.start(vertx);
    Path file = directory.resolve("none");
    Channel channel =
        channels.open(
            credentials(new JsonObject().put("tokenFile", file.toString()).encode()), server);

    StatusException e = failure(channel);

    assertThat(e.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(e.message()).isEqualTo("the token file cannot be read: " + file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.example:80",
        "10.0.0.1:80",
        "dns:///sluice.example:80",
        "dns://10.0.0.1/localhost:80",
        "srv:///_grpc._tcp.example.org"
      })
  void sendsNothingInClearTextToAnotherMachine(String target) {
    JsonObject json =
        credentials("{\"token\": \"abc\"}").put("targets", List.of("localhost:1", target));

    assertThatThrownBy(() -> ChannelOptions.of(json))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        "credentials: (expected: tls beside them for "
                            + target
                            + ", or clearText in them)"));
    ChannelOptions options =
        ChannelOptions.of(new JsonObject().put("targets", target))
            .withCredentials(CallCredentials.bearer("abc"));
    assertThatThrownBy(() -> Channel.create(vertx, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("credentials for " + target + " (expected: TLS, or clearText)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "sluice.example:80 ~ {\"tls\": {\"enabled\": true}, \"credentials\": {\"token\": \"a\"}}",
        "sluice.example:80 ~ {\"credentials\": {\"token\": \"a\", \"clearText\": true}}",
        "sluice.example:80 ~ {\"credentials\": {}}",
        "localhost:80 ~ {\"credentials\": {\"token\": \"a\"}}",
        "127.0.0.2:80 ~ {\"credentials\": {\"token\": \"a\"}}",
        "[::1]:80 ~ {\"credentials\": {\"token\": \"a\"}}",
        "dns:///localhost:80 ~ {\"credentials\": {\"token\": \"a\"}}"
      })
  void takesCredentialsThatNobodyElseHears(String target, String json) {
    channels.open(new JsonObject(json).put("targets", target));
  }

  @Test
  void showsNoCredentialsThatAreNoObject() {
    JsonObject options = new JsonObject().put("targets", "localhost:1").put("credentials", "hush");

    assertThatThrownBy(() -> ChannelOptions.of(options))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.faults()).containsExactly("credentials: (expected: an object)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"token\": \"a\", \"tokenFile\": \"hush\"} ~ token: (expected: one of token, tokenEnv,",
        "{\"clearText\": true} ~ token: (expected: one of token, tokenEnv, tokenFile and oauth2)",
        "{\"token\": \"hush hush\"} ~ token: (expected: a token of printable ASCII",
        "{\"token\": [\"hush\"]} ~ token: (expected: a string that is not blank, or null)",
        "{\"oauth2\": \"hush\"} ~ oauth2: (expected: an object)",
        "{\"tokenEnv\": \"NO_SUCH_VARIABLE\"} ~ tokenEnv: (expected: a variable with a token",
        "{\"tokenFile\": \"\\u0000\"} ~ tokenFile: \"\\u0000\" (expected: the path of a file)",
        "{\"oauth2\": {\"tokenUrl\": \"http://idp.example/t\", \"clientId\": \"a\","
            + " \"clientSecretFile\": \"pom.xml\"}} ~ oauth2.tokenUrl: \"http://idp.example/t\""
            + " (expected: an https URL, or http on this machine)",
        "{\"oauth2\": {\"tokenUrl\": \"https://idp.example/t\", \"clientId\": \"a\"}} ~"
            + " oauth2.clientSecretFile: null (expected: one of clientSecretFile and",
        "{\"oauth2\": {\"tokenUrl\": \"https://idp.example/t\", \"clientId\": \"a\","
            + " \"clientSecretFile\": \"/nowhere\"}} ~ oauth2.clientSecretFile: \"/nowhere\""
            + " (expected: the path of a file with the secret, of 64 KiB at most)",
        "{\"oauth2\": {\"tokenUrl\": \"https://idp.example/t\", \"clientId\": \"a\","
            + " \"clientSecretFile\": \"/dev/zero\"}} ~ oauth2.clientSecretFile: \"/dev/zero\""
            + " (expected: the path of a file with the secret, of 64 KiB at most)",
        "{\"oauth2\": {\"tokenUrl\": \"https://idp.example/t\","
            + " \"clientSecretEnv\": \"NO_SUCH_VARIABLE\"}} ~ oauth2.clientId: null (expected:",
        "{\"oauth2\": {\"tokenUrl\": \"https://idp.example/t\", \"clientId\": \"a\","
            + " \"clientSecretEnv\": \"NO_SUCH_VARIABLE\"}} ~ oauth2.clientSecretEnv:"
            + " \"NO_SUCH_VARIABLE\" (expected: a variable with the secret)",
        "{\"tokn\": \"hush\"} ~ tokn: unknown key (did you mean services.mine.credentials.token?)"
      })
  void saysWhatIsWrongWithTheOptionsAndNoSecret(String json, String fault) {
    JsonObject options = credentials(json).put("targets", "localhost:1");

    assertThatThrownBy(() -> ChannelOptions.of(options, "services.mine"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .noneMatch(each -> each.contains("hush"))
                    .anyMatch(each -> each.startsWith("services.mine.credentials." + fault)));
  }
}
