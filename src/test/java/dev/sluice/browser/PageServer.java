package dev.sluice.browser;

import static dev.sluice.Waiting.await;

import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A server with the page, whose services are those that ship and a staged one. */
final class PageServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  final StagedService staged = new StagedService();
  private final Vertx vertx = Vertx.vertx();
  private final ServerVerticle verticle = new ServerVerticle(List.of(staged));

  PageServer(JsonObject conf) throws Exception {
    JsonObject all =
        new JsonObject()
            .put("host", HOST)
            .put("port", 0)
            .put("drain", new JsonObject().put("timeoutSeconds", 1))
            .mergeIn(conf);
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(all)));
  }

  String target() {
    return HOST + ":" + verticle.actualPort();
  }

  String url(String method) {
    return "http://" + target() + "/" + (method.isEmpty() ? "" : "#/" + method);
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
