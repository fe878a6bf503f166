package dev.sluice.security;

import static dev.sluice.security.SecuredServer.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.RSAKey;
import dev.sluice.config.ConfigException;
import dev.sluice.security.SecuredServer.Answer;
import dev.sluice.security.SecuredServer.Door;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against an issuer that is somebody else's. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OidcTest {

  private MockOAuth2Server issuer;

  @BeforeEach
  void startIssuer() throws Exception {
    // Not 0: the address of such a server cannot be taken again by the next one at once.
    issuer = issuer(Tokens.RSA, freePort());
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void stopIssuer() {
    issuer.shutdown();
  }

  private static MockOAuth2Server issuer(KeyPair keys, int port) throws Exception {
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) keys.getPublic()).privateKey(keys.getPrivate()).build();
    MockOAuth2Server server =
        new MockOAuth2Server(
            new OAuth2Config(
                false, null, null, false, new OAuth2TokenProvider(new KeyProvider(List.of(key)))));
    server.start(InetAddress.getByName("localhost"), port);
    return server;
  }

  private String url() {
    return issuer.issuerUrl("people").toString();
  }

  private SecuredServer server() throws Exception {
    JsonObject oidc =
        new JsonObject()
            .put("type", "oidc")
            .put("issuer", url())
            .put("audience", new JsonArray().add("sluice").add("other"));
    return new SecuredServer(
        SecuredServer.security(
            List.of(oidc),
            rule("helloworld.Greeter/*", "authenticated"),
            rule(
                "routeguide.RouteGuide/ListFeatures",
                new JsonObject().put("role", new JsonArray().add("guide").add("admin")))));
  }

  private String token(String issuerId, String audience, Map<String, Object> claims) {
    return "Bearer " + issuer.issueToken(issuerId, "ada", audience, claims, 600).serialize();
  }

  @ParameterizedTest
  @EnumSource
  void takesTokensOfTheIssuer(Door door) throws Exception {
    try (SecuredServer server = server()) {
      String guide = token("people", "sluice", Map.of("roles", List.of("guide")));
      assertThat(server.call(door, "authorization", guide).status()).isEqualTo(GrpcStatus.OK);

      String guest = token("people", "sluice", Map.of("roles", List.of("guest")));
      assertThat(server.call(door, "authorization", guest).status())
          .isEqualTo(GrpcStatus.PERMISSION_DENIED);

      String elsewhere = token("people", "elsewhere", Map.of("roles", List.of("guide")));
      assertThat(server.call(door, "authorization", elsewhere).status())
          .isEqualTo(GrpcStatus.UNAUTHENTICATED);

      String others = token("others", "sluice", Map.of("roles", List.of("guide")));
      assertThat(server.call(door, "authorization", others).status())
          .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    }
  }

  @Test
  void goesOnWhenTheIssuerRotatesItsKeys() throws Exception {
    try (SecuredServer server = server()) {
      String before = token("people", "sluice", Map.of());
      assertThat(server.whoAmI("authorization", before).body())
          .isEqualTo("{\"message\":\"oidc:ada\"}");

      int port = issuer.baseUrl().port();
      issuer.shutdown();
      assertThat(server.whoAmI("authorization", before).httpStatus()).isEqualTo(200);
      issuer = issuer(Tokens.OTHER_RSA, port);
      String after = token("people", "sluice", Map.of());

      assertThat(server.whoAmI("authorization", after).body())
          .isEqualTo("{\"message\":\"oidc:ada\"}");
      assertThat(server.whoAmI("authorization", before).httpStatus()).isEqualTo(401);
      for (Door door : Door.values()) {
        Answer old = server.call(door, "authorization", before);
        assertThat(old.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
      }
    }
  }

  @Test
  void doesNotStartWhileTheIssuerIsAway() {
    String away = url();
    issuer.shutdown();
    JsonObject oidc =
        new JsonObject().put("type", "oidc").put("issuer", away).put("audience", "sluice");

    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> new SecuredServer(SecuredServer.security(List.of(oidc))).close());

    assertThat(e.faults())
        .singleElement()
        .asString()
        .startsWith("security.authenticators[0]: " + away + "/.well-known/openid-configuration: ");
  }

  @Test
  void asksGoogleIfTheIssuerIsGoogle() throws Exception {
    // Its name leads to this machine here, and nothing is asked of Google itself.
    Buffer hosts = Buffer.buffer("127.0.0.1 accounts.google.com");
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().setHostsValue(hosts)));
    JsonObject options = new JsonObject().put("issuer", "google").put("audience", "sluice");
    try {
      Future<Authenticator> made =
          Future.future(
              promise ->
                  vertx.runOnContext(
                      v -> new OidcProvider().create(vertx, "oidc", options).onComplete(promise)));

      assertThatThrownBy(() -> SecuredServer.await(made))
          .hasMessageStartingWith("https://accounts.google.com/.well-known/openid-configuration: ")
          .hasMessageContaining("127.0.0.1:443");
    } finally {
      SecuredServer.await(vertx.close());
    }
  }
}
