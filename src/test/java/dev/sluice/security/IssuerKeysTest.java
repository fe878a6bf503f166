package dev.sluice.security;

import static dev.sluice.security.SecuredServer.await;
import static dev.sluice.security.Tokens.claims;
import static dev.sluice.security.Tokens.header;
import static dev.sluice.security.Tokens.input;
import static dev.sluice.security.Tokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class IssuerKeysTest {

  private static final IssuerKeys.Limits LIMITS =
      new IssuerKeys.Limits(Duration.ofHours(1), Duration.ofHours(24));

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private volatile String keys = Tokens.jwks(Tokens.jwk("k1", Tokens.RSA.getPublic())).encode();
  private volatile boolean down;
  private volatile String discovery = "";
  private HttpServer issuer;
  private String url;

  @BeforeEach
  void start() throws Exception {
    issuer =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      if (down) {
                        request.connection().close();
                      } else if (request.path().equals("/.well-known/openid-configuration")) {
                        request.response().end(discovery);
                      } else if (request.path().equals("/keys")) {
                        fetches.incrementAndGet();
                        request.response().end(keys);
                      } else {
                        request.response().setStatusCode(302).putHeader("location", "/keys").end();
                      }
                    })
                .listen(0, "localhost"));
    url = "http://localhost:" + issuer.actualPort();
    discovery = new JsonObject().put("issuer", url).put("jwks_uri", url + "/keys").encode();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private <T> T onContext(Callable<Future<T>> action) throws Exception {
    return await(
        Future.future(
            promise ->
                vertx.runOnContext(
                    v -> {
                      try {
                        action.call().onComplete(promise);
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    })));
  }

  private JwtAuthenticator discover() throws Exception {
    IssuerKeys found =
        onContext(
            () -> IssuerKeys.discover(vertx, url, LIMITS, new IssuerClient(vertx, null), clock));
    return new JwtAuthenticator(
        "oidc",
        new TokenRules(url, Set.of("sluice"), Duration.ofSeconds(30), "sub", "roles", 100),
        found,
        clock);
  }

  private JsonObject ownClaims() {
    return claims()
        .put("iss", url)
        .put("iat", now.getEpochSecond())
        .put("exp", now.getEpochSecond() + 600);
  }

  private String token() {
    return signed(header(), ownClaims());
  }

  private String tokenOfNewKey() {
    return signed(
        input(header().put("kid", "k2"), ownClaims()),
        "SHA256withRSA",
        Tokens.OTHER_RSA.getPrivate());
  }

  private Principal who(JwtAuthenticator authenticator, String token) throws Exception {
    return onContext(() -> authenticator.authenticate("Bearer " + token));
  }

  @Test
  void findsTheKeysOfAnIssuer() throws Exception {
    JwtAuthenticator authenticator = discover();

    assertThat(who(authenticator, token()).name()).isEqualTo("ada");
    assertThat(fetches).hasValue(1);
  }

  @Test
  void takesATokenOfAKeyThatTheIssuerHasSinceAdded() throws Exception {
    JwtAuthenticator authenticator = discover();
    keys = Tokens.jwks(Tokens.jwk("k2", Tokens.OTHER_RSA.getPublic())).encode();

    assertThat(who(authenticator, tokenOfNewKey()).name()).isEqualTo("ada");
    assertThat(fetches).hasValue(2);
    assertThatThrownBy(() -> who(authenticator, token()))
        .isInstanceOf(BadCredentialsException.class);
  }

  @Test
  void forgetsTheTokensOfAKeyThatTheIssuerHasWithdrawn() throws Exception {
    JwtAuthenticator authenticator = discover();
    String token = token();
    assertThat(who(authenticator, token)).isNotNull();
    keys = Tokens.jwks(Tokens.jwk("k2", Tokens.OTHER_RSA.getPublic())).encode();

    assertThat(who(authenticator, tokenOfNewKey())).isNotNull();

    assertThatThrownBy(() -> who(authenticator, token)).isInstanceOf(BadCredentialsException.class);
  }

  @Test
  void doesNotLetStrangersDriveItToTheIssuer() throws Exception {
    JwtAuthenticator authenticator = discover();
    String stranger =
        signed(
            input(header().put("kid", "k9"), ownClaims()),
            "SHA256withRSA",
            Tokens.OTHER_RSA.getPrivate());
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> who(authenticator, stranger))
          .isInstanceOf(BadCredentialsException.class);
    }
    assertThat(fetches).hasValue(2);

    now = now.plus(IssuerKeys.QUIET).plusSeconds(1);
    assertThatThrownBy(() -> who(authenticator, stranger))
        .isInstanceOf(BadCredentialsException.class);
    assertThat(fetches).hasValue(3);
  }

  @Test
  void asksOnceForAllCallsThatWait() throws Exception {
    JwtAuthenticator authenticator = discover();
    keys = Tokens.jwks(Tokens.jwk("k2", Tokens.OTHER_RSA.getPublic())).encode();
    String token = tokenOfNewKey();

    Principal last =
        onContext(
            () -> {
              Future<Principal> answer = authenticator.authenticate("Bearer " + token);
              for (int i = 0; i < 50; i++) {
                answer =
                    Future.all(answer, authenticator.authenticate("Bearer " + token))
                        .map(all -> all.resultAt(1));
              }
              return answer;
            });

    assertThat(last.name()).isEqualTo("ada");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void goesOnWithTheKeysItHasWhileTheIssuerIsAwayUntilTheyExpire() throws Exception {
    JwtAuthenticator authenticator = discover();
    down = true;

    assertThatThrownBy(() -> who(authenticator, tokenOfNewKey()))
        .isInstanceOf(BadCredentialsException.class);
    now = now.plus(Duration.ofHours(23));
    assertThat(who(authenticator, token()).name()).isEqualTo("ada");
    now = now.plus(Duration.ofHours(2));
    assertThatThrownBy(() -> who(authenticator, token()))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"keys\":[]}", "{}", "[]", "nothing", "{\"keys\":{}}"})
  void keepsItsKeysWhenTheIssuerSendsNone(String none) throws Exception {
    JwtAuthenticator authenticator = discover();
    keys = none;

    assertThatThrownBy(() -> who(authenticator, tokenOfNewKey()))
        .isInstanceOf(BadCredentialsException.class);
    assertThat(who(authenticator, token()).name()).isEqualTo("ada");
    // With no key at all, some libraries would take tokens without a signature.
    assertThatThrownBy(
            () -> who(authenticator, input(header().put("alg", "none"), ownClaims()) + "."))
        .isInstanceOf(BadCredentialsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"URL/keys\"}",
        "{\"issuer\":\"URL/\",\"jwks_uri\":\"URL/keys\"}",
        "{\"issuer\":\"URL\"}",
        "{\"issuer\":\"URL\",\"jwks_uri\":7}",
        "{\"issuer\":\"URL\",\"jwks_uri\":\"file:///etc/passwd\"}",
        "{\"issuer\":\"URL\",\"jwks_uri\":\"http://169.254.169.254/keys\"}",
        "{\"issuer\":\"URL\",\"jwks_uri\":\"URL/elsewhere\"}"
      })
  void doesNotStartWithAnIssuerThatIsNotWhatItShouldBe(String document) {
    discovery = document.replace("URL", url);
    assertThatThrownBy(this::discover).isInstanceOf(IOException.class);
  }

  @Test
  void doesNotStartWithoutKeys() {
    keys = "{\"keys\":[]}";
    assertThatThrownBy(this::discover)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no key that tokens could be verified with");
  }

  @Test
  void doesNotStartWithADocumentBeyondMeasure() {
    keys = "{\"keys\":[\"" + "x".repeat(2 << 20) + "\"]}";
    assertThatThrownBy(this::discover)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  void doesNotStartWithAnIssuerThatIsAway() {
    down = true;
    assertThatThrownBy(this::discover)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(url + "/.well-known/openid-configuration: ");
  }
}
