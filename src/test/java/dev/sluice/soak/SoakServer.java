package dev.sluice.soak;

import static dev.sluice.Waiting.await;

import dev.sluice.MetricsPage;
import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.routeguide.RouteGuideGrpcService;
import dev.sluice.proto.routeguide.RouteGuideService;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The whole server on a port of its own, with the route guide that ships or another. */
final class SoakServer implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final ServerVerticle verticle;

  private SoakServer(List<ServiceProvider> providers, JsonObject routeGuide) throws Exception {
    this.verticle = new ServerVerticle(providers);
    JsonObject conf =
        new JsonObject()
            .put("host", HOST)
            .put("port", 0)
            .put("drain", new JsonObject().put("timeoutSeconds", 0))
            .put("services", new JsonObject().put("routeguide", routeGuide));
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
  }

  /** Starts the server with the route guide that ships. */
  static SoakServer start(JsonObject routeGuide) throws Exception {
    return new SoakServer(List.of(), routeGuide);
  }

  /** Starts the server with a route guide of the test's. */
  static SoakServer start(RouteGuideService routeGuide) throws Exception {
    return new SoakServer(
        List.of(new Provider(routeGuide)), new JsonObject().put("enabled", false));
  }

  private record Provider(RouteGuideService routeGuide) implements ServiceProvider {

    @Override
    public String name() {
      return "soak";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(RouteGuideGrpcService.of(routeGuide));
    }
  }

  int port() {
    return verticle.actualPort();
  }

  /** How many calls of the route guide are under way. */
  int callsUnderWay() throws IOException, InterruptedException {
    return (int)
        MetricsPage.at(port()).sum("rpc_server_active", Map.of("service", "routeguide.RouteGuide"));
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }
}
