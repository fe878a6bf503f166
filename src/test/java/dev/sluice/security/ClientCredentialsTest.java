package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ClientCredentialsTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile Instant now = Instant.now();
  private String url;

  @BeforeEach
  void start() throws Exception {
    HttpServer issuer =
        SecuredServer.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .setStatusCode(status)
                            .putHeader("content-type", "application/json")
                            .end(
                                new JsonObject()
                                    .put("access_token", "t" + asked.incrementAndGet())
                                    .put("token_type", "Bearer")
                                    .put("expires_in", 100)
                                    .encode()))
                .listen(0, "localhost"));
    url = "http://localhost:" + issuer.actualPort() + "/token";
  }

  @AfterEach
  void stop() throws Exception {
    SecuredServer.await(vertx.close());
  }

  private ClientCredentials credentials() {
    return new ClientCredentials(url, "robot", "hush", List.of(), () -> now);
  }

  private String authorization(ClientCredentials credentials) throws Exception {
    return SecuredServer.await(credentials.authorization(vertx));
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

    SecuredServer.await(Future.all(first, second));

    assertThat(second.result()).isEqualTo("Bearer t1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void asksAgainAfterAFailure() throws Exception {
    ClientCredentials credentials = credentials();
    status = 500;
    assertThatThrownBy(() -> authorization(credentials)).isInstanceOf(IOException.class);
    status = 200;
    assertThat(authorization(credentials)).isEqualTo("Bearer t2");
  }
}
