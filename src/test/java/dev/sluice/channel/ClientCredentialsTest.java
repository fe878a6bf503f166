package dev.sluice.channel;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ClientCredentialsTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile String answer;
  private volatile Instant now = Instant.now();
  private String url;

  @BeforeEach
  void start() throws Exception {
    HttpServer issuer =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .setStatusCode(status)
                            .putHeader("content-type", "application/json")
                            .end(
                                answer != null
                                    ? answer
                                    : new JsonObject()
                                        .put("access_token", "t" + asked.incrementAndGet())
                                        .put("token_type", "Bearer")
                                        .put("expires_in", 100)
                                        .encode()))
                .listen(0, "localhost"));
    url = "http://localhost:" + issuer.actualPort() + "/token";
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private ClientCredentials credentials() {
    return new ClientCredentials(url, "robot", "hush", List.of(), () -> now);
  }

  private String authorization(ClientCredentials credentials) throws Exception {
    return await(credentials.authorization(vertx));
  }

  @Test
  void asksForATokenAnewBeforeItExpires() throws Exception {
    ClientCredentials credentials = credentials();

    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    now = now.plusSeconds(89);
    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    now = now.plusSeconds(2);
    assertThat(authorization(credentials)).isEqualTo("Bearer t2");
  }

  @Test
  void asksOnceForAllCallsThatWait() throws Exception {
    ClientCredentials credentials = credentials();
    Future<String> first = credentials.authorization(vertx);
    Future<String> second = credentials.authorization(vertx);

    await(Future.all(first, second));

    assertThat(second.result()).isEqualTo("Bearer t1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void asksAgainAfterAFailure() throws Exception {
    ClientCredentials credentials = credentials();
    status = 500;
    assertThatThrownBy(() -> authorization(credentials))
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("no token from " + url + ": Internal Server Error");
    status = 200;
    assertThat(authorization(credentials)).isEqualTo("Bearer t2");
  }

  @Test
  void asksOnAfterTheVerticleThatAskedFirstHasGone() throws Exception {
    ClientCredentials credentials = credentials();
    String deployment =
        await(
            vertx.deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    return credentials.authorization(vertx);
                  }
                }));
    await(vertx.undeploy(deployment));

    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    now = now.plusSeconds(91);
    assertThat(authorization(credentials)).isEqualTo("Bearer t2");
  }

  @Test
  void asksOnAfterTheVertxThatAskedFirstIsClosed() throws Exception {
    ClientCredentials credentials = credentials();
    Vertx other = Vertx.vertx();
    assertThat(await(credentials.authorization(other))).isEqualTo("Bearer t1");
    await(other.close());
    now = now.plusSeconds(101);

    assertThatThrownBy(() -> await(credentials.authorization(other)))
        .cause()
        .isInstanceOf(IOException.class);
    assertThat(authorization(credentials)).isEqualTo("Bearer t2");
  }

  @Test
  void usesATokenUntilItExpiresWhileThereIsNoOther() throws Exception {
    ClientCredentials credentials = credentials();
    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    status = 500;
    now = now.plusSeconds(91);

    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    assertThat(asked).hasValue(2);
    now = now.plusSeconds(1);
    assertThat(authorization(credentials)).isEqualTo("Bearer t1");
    assertThat(asked).hasValue(3);
    now = now.plusSeconds(8);
    assertThatThrownBy(() -> authorization(credentials)).cause().isInstanceOf(IOException.class);
    status = 200;
    assertThat(authorization(credentials)).isEqualTo("Bearer t5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush hush", "hush\r\nx: y", "hüsh", ""})
  void showsNoTokenThatIsNone(String token) {
    answer = new JsonObject().put("access_token", token).encode();

    assertThatThrownBy(() -> authorization(credentials()))
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessage("no token from " + url + ": not a token of printable ASCII without spaces")
        .rootCause()
        .hasMessageNotContaining("sh");
  }

  @Test
  void failsWithUnauthenticatedWhenTheClientIsRefused() {
    status = 401;
    answer = "{\"error\": \"invalid_client\", \"error_description\": \"who is that?\"}";

    assertThatThrownBy(() -> authorization(credentials()))
        .cause()
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
              assertThat(e.message())
                  .isEqualTo("no token from " + url + ": invalid_client: who is that?");
            });
  }

  @Test
  void failsWhenTheAnswerHasNoToken() {
    answer = "{\"expires_in\": 100}";

    assertThatThrownBy(() -> authorization(credentials()))
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no token from " + url + ": ");
  }
}
