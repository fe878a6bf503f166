package dev.sluice.bench;

import dev.sluice.call.ServiceProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.grpc.server.GrpcServer;
import java.io.IOException;
import java.util.ServiceLoader;

/**
 * The servers that {@code scripts/bench} measures Sluice against, one event loop each.
 *
 * <p>Usage: {@code Baselines (vertx-grpc | vertx-web | grpc-java) PORT}.
 */
public final class Baselines {

  private Baselines() {}

  /** Starts one server. */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[1]);
    if (args[0].equals("grpc-java")) {
      GrpcJavaServer.start(port);
      return;
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    io.vertx.core.Handler<HttpServerRequest> handler =
        switch (args[0]) {
          case "vertx-grpc" -> vertxGrpc(vertx);
          case "vertx-web" -> vertxWeb(vertx);
          default -> throw new IllegalArgumentException(args[0]);
        };
    vertx
        .deployVerticle(
            new io.vertx.core.VerticleBase() {
              @Override
              public Future<?> start() {
                return vertx.createHttpServer().requestHandler(handler).listen(port, "127.0.0.1");
              }
            })
        .onSuccess(id -> System.out.println("listening on " + port))
        .onFailure(
            e -> {
              e.printStackTrace();
              System.exit(1);
            });
  }

  /** The services of Sluice themselves, on the wire of vertx-grpc-server. */
  private static GrpcServer vertxGrpc(Vertx vertx) {
    GrpcServer server = GrpcServer.server(vertx);
    for (ServiceProvider provider : ServiceLoader.load(ServiceProvider.class)) {
      provider
          .create(vertx, new JsonObject())
          .onSuccess(server::addService)
          .onFailure(Throwable::printStackTrace);
    }
    return server;
  }

  private static Router vertxWeb(Vertx vertx) {
    Router router = Router.router(vertx);
    router
        .post("/v1/hello")
        .handler(BodyHandler.create(false))
        .handler(
            call ->
                call.json(
                    new JsonObject()
                        .put("message", "Hello, " + call.body().asJsonObject().getString("name"))));
    router
        .post("/v1/orders")
        .handler(BodyHandler.create(false))
        .handler(call -> call.json(call.body().asJsonObject()));
    return router;
  }
}
