package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ServerVerticleTest {

  private static final JsonObject ANY_PORT =
      new JsonObject().put("host", "localhost").put("port", 0);

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void answersBothVersionsOnOnePort(HttpVersion version, Vertx vertx, VertxTestContext test) {
    ServerVerticle verticle = new ServerVerticle();
    deploy(vertx, verticle)
        .compose(id -> get(client(vertx, version), verticle.actualPort(), "/nothing"))
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.getInteger("status")).isEqualTo(404);
                          assertThat(answer.getJsonObject("body").getInteger("code")).isEqualTo(5);
                          test.completeNow();
                        })));
  }

  @Test
  void sharesTheFreePortAmongItsInstances(Vertx vertx, VertxTestContext test) {
    List<ServerVerticle> verticles = new CopyOnWriteArrayList<>();
    vertx
        .deployVerticle(
            () -> {
              ServerVerticle verticle = new ServerVerticle();
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setConfig(ANY_PORT).setInstances(2))
        .onComplete(
            test.succeeding(
                id ->
                    test.verify(
                        () -> {
                          assertThat(verticles).hasSize(2);
                          assertThat(verticles.get(0).actualPort())
                              .isPositive()
                              .isEqualTo(verticles.get(1).actualPort());
                          test.completeNow();
                        })));
  }

  @Test
  void takesAFreePortOfItsOwnForEachDeployment(Vertx vertx, VertxTestContext test) {
    ServerVerticle one = new ServerVerticle();
    ServerVerticle other = new ServerVerticle();
    Future.all(deploy(vertx, one), deploy(vertx, other))
        .onComplete(
            test.succeeding(
                ids ->
                    test.verify(
                        () -> {
                          assertThat(one.actualPort()).isNotEqualTo(other.actualPort());
                          test.completeNow();
                        })));
  }

  @Test
  void failsItsDeploymentWithAllFaultsOfTheConf(Vertx vertx, VertxTestContext test) {
    JsonObject conf = new JsonObject().put("port", -1).put("rset", 1);
    vertx
        .deployVerticle(new ServerVerticle(), new DeploymentOptions().setConfig(conf))
        .onComplete(
            test.failing(
                cause ->
                    test.verify(
                        () -> {
                          assertThat(cause).isInstanceOf(ConfigException.class);
                          assertThat(((ConfigException) cause).faults()).hasSize(2);
                          test.completeNow();
                        })));
  }

  @Test
  void limitsWebSocketMessagesAsTheConfSays(Vertx vertx, VertxTestContext test) {
    ServerVerticle verticle = new ServerVerticle();
    JsonObject conf = ANY_PORT.copy().put("rest", new JsonObject().put("maxBodyBytes", 100));
    Promise<Short> closed = Promise.promise();
    sockets = vertx.createWebSocketClient();
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .compose(id -> sockets.connect(verticle.actualPort(), "localhost", "/v1/routes:chat"))
        .compose(
            socket -> {
              socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
              return socket.writeTextMessage(" ".repeat(101));
            })
        .compose(sent -> closed.future())
        .onComplete(
            test.succeeding(
                code ->
                    test.verify(
                        () -> {
                          assertThat(code).isEqualTo((short) 4008);
                          test.completeNow();
                        })));
  }

  private static Future<String> deploy(Vertx vertx, ServerVerticle verticle) {
    return vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(ANY_PORT));
  }

  // Kept, for a client that nobody refers to closes itself.
  private HttpClient client;
  private WebSocketClient sockets;

  private HttpClient client(Vertx vertx, HttpVersion version) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
    return client;
  }

  private static Future<JsonObject> get(HttpClient client, int port, String path) {
    return client
        .request(HttpMethod.GET, port, "localhost", path)
        .compose(request -> request.send().compose(ServerVerticleTest::answer));
  }

  private static Future<JsonObject> answer(HttpClientResponse response) {
    return response
        .body()
        .map(
            body ->
                new JsonObject()
                    .put("status", response.statusCode())
                    .put("body", body.toJsonObject()));
  }
}
