package dev.sluice.browser;

import static dev.sluice.Waiting.await;

import dev.sluice.call.ServiceProvider;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.util.ArrayList;
import java.util.List;

/** A server with the page, whose services are those that ship and a staged one. */
final class PageServer implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  final StagedService staged = new StagedService();
  private final Vertx vertx = Vertx.vertx();
  private final NetClient net = vertx.createNetClient();
  private final ServerVerticle verticle;
  private int way;

  PageServer(JsonObject conf, ServiceProvider... others) throws Exception {
    List<ServiceProvider> services = new ArrayList<>(List.of(others));
    services.add(staged);
    verticle = new ServerVerticle(services);
    JsonObject all =
        new JsonObject()
            .put("host", HOST)
            .put("port", 0)
            .put("drain", new JsonObject().put("timeoutSeconds", 1))
            .mergeIn(conf);
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(all)));
  }

  String target() {
    return HOST + ":" + (way == 0 ? verticle.actualPort() : way);
  }

  /** Makes a way to the server, by which it is reached from now on, that ends where it is cut. */
  NetServer divert() throws Exception {
    NetServer server = vertx.createNetServer();
    server.connectHandler(
        near -> {
          near.pause();
          net.connect(verticle.actualPort(), HOST)
              .onFailure(e -> near.close())
              .onSuccess(
                  far -> {
                    near.pipeTo(far);
                    far.pipeTo(near);
                  });
        });
    way = await(server.listen(0, HOST)).actualPort();
    return server;
  }

  String url(String method) {
    return "http://" + target() + "/" + (method.isEmpty() ? "" : "#/" + method);
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
