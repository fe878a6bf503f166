package dev.sluice.security;

import static dev.sluice.security.SecuredServer.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.security.SecuredServer.Answer;
import dev.sluice.security.SecuredServer.Door;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several authenticators in a row: API keys, one of a user's own, tokens. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AuthenticatorsTest {

  private static final String KEY = ApiKeys.generate();

  @TempDir static Path directory;
  private static Path file;
  private static SecuredServer server;

  @BeforeAll
  static void start() throws Exception {
    file = directory.resolve("keys.json");
    write(KEY);
    JsonObject apiKey =
        new JsonObject()
            .put("type", "apiKey")
            .put("name", "keys")
            .put("file", file.toString())
            .put("reloadSeconds", 1);
    server =
        new SecuredServer(
            SecuredServer.security(
                List.of(
                    apiKey, new JsonObject().put("type", "visitor"), SecuredServer.jwt(directory)),
                rule("helloworld.Greeter/*", "authenticated"),
                rule(
                    "routeguide.RouteGuide/ListFeatures",
                    new JsonArray()
                        .add(new JsonObject().put("scope", "features.read").put("by", "keys"))
                        .add(new JsonObject().put("principal", "lady").put("by", "visitor"))
                        .add(
                            new JsonObject()
                                .put(
                                    "claim",
                                    new JsonObject().put("level", 3).put("sub", "ada"))))));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static void write(String key) throws Exception {
    JsonObject entry =
        new JsonObject()
            .put("name", "robot")
            .put("sha256", ApiKeys.sha256(key))
            .put("scope", new JsonArray().add("features.read"));
    Files.writeString(file, new JsonObject().put("keys", new JsonArray().add(entry)).encode());
  }

  @ParameterizedTest
  @EnumSource
  void takesAnApiKey(Door door) throws Exception {
    assertThat(server.call(door, "x-api-key", KEY).status()).isEqualTo(GrpcStatus.OK);
    assertThat(server.call(door, "X-API-Key", KEY + "x").status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(server.call(door, "x-api-key", "").status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(server.call(door, "x-api-key", KEY + "\u00e4").status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(server.call(door, "x-api-key", "k".repeat(5000)).status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    // The hash itself, which a copy of the file gives away, is no key.
    assertThat(server.call(door, "x-api-key", ApiKeys.sha256(KEY)).status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    MultiMap two = MultiMap.caseInsensitiveMultiMap().add("x-api-key", KEY).add("x-api-key", "x");
    assertThat(server.call(door, two).status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @ParameterizedTest
  @EnumSource
  void waitsForAnAuthenticatorThatTakesItsTime(Door door) throws Exception {
    assertThat(server.call(door, "x-visitor", "lady").status()).isEqualTo(GrpcStatus.OK);
    assertThat(server.call(door, "x-visitor", "tramp").status())
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(server.call(door, "x-visitor", "nobody").status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(server.call(door, "x-visitor", "broken").status()).isEqualTo(GrpcStatus.INTERNAL);
  }

  @ParameterizedTest
  @EnumSource
  void asksTheNextOneWhereOneKnowsNothing(Door door) throws Exception {
    String ada = "Bearer " + Tokens.signed(Tokens.header(), Tokens.claims().put("level", 3));
    assertThat(server.call(door, "authorization", ada).status()).isEqualTo(GrpcStatus.OK);
    String grace =
        "Bearer "
            + Tokens.signed(Tokens.header(), Tokens.claims().put("level", 3).put("sub", "grace"));
    assertThat(server.call(door, "authorization", grace).status())
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
    // The scope is right, but not from who may give it.
    assertThat(server.call(door, "authorization", "Bearer " + Tokens.good()).status())
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  @ParameterizedTest
  @EnumSource
  void refusesOneBadKindOfCredentialsBesideAGoodOne(Door door) throws Exception {
    assertThat(server.call(door, "x-api-key", "x", "x-visitor", "lady").status())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @Test
  void namesAllThatItTakes() throws Exception {
    Answer answer = server.whoAmI();
    assertThat(answer.httpStatus()).isEqualTo(401);
    assertThat(answer.challenges())
        .containsExactly(
            "ApiKey realm=\"sluice\", header=\"x-api-key\"", "Visitor", "Bearer realm=\"sluice\"");
  }

  @Test
  void saysWhoCallsThroughWhichAuthenticator() throws Exception {
    assertThat(server.whoAmI("x-api-key", KEY).body()).isEqualTo("{\"message\":\"keys:robot\"}");
    assertThat(server.whoAmI("x-visitor", "lady").body())
        .isEqualTo("{\"message\":\"visitor:lady\"}");
  }

  @Test
  void readsTheFileOfKeysAgain() throws Exception {
    String other = ApiKeys.generate();
    assertThat(server.whoAmI("x-api-key", other).httpStatus()).isEqualTo(401);
    try {
      write(other);
      await().until(() -> server.whoAmI("x-api-key", other).httpStatus() == 200);
      assertThat(server.whoAmI("x-api-key", KEY).httpStatus()).isEqualTo(401);
    } finally {
      write(KEY);
      await().until(() -> server.whoAmI("x-api-key", KEY).httpStatus() == 200);
    }
  }
}
