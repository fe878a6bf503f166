package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
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
        .compose(id -> get(client(vertx, version), verticle.actualPort()))
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

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void letsOpenCallsEndWhenItStops(HttpVersion version, Vertx vertx, VertxTestContext test) {
    Promise<HttpServerRequest> called = Promise.promise();
    ServerVerticle verticle = new ServerVerticle(config -> called::complete);
    HttpClient client = client(vertx, version);
    deploy(vertx, verticle)
        .compose(
            id -> {
              Future<JsonObject> answer = get(client, verticle.actualPort());
              Future<Void> stopped =
                  called
                      .future()
                      .compose(
                          request -> {
                            Future<Void> undeployed = vertx.undeploy(id);
                            return vertx
                                .timer(50, TimeUnit.MILLISECONDS)
                                .compose(tick -> request.response().end("{}"))
                                .compose(sent -> undeployed);
                          });
              return Future.all(answer, stopped).map(all -> answer.result());
            })
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.getInteger("status")).isEqualTo(200);
                          test.completeNow();
                        })));
  }

  private static Future<String> deploy(Vertx vertx, ServerVerticle verticle) {
    return vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(ANY_PORT));
  }

  private static HttpClient client(Vertx vertx, HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private static Future<JsonObject> get(HttpClient client, int port) {
    return client
        .request(HttpMethod.GET, port, "localhost", "/nothing")
        .compose(request -> request.send())
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            new JsonObject()
                                .put("status", response.statusCode())
                                .put("body", body.toJsonObject())));
  }
}
