package dev.sluice.bench;

import dev.sluice.call.ServiceProvider;
import dev.sluice.server.ServerVerticle;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.List;

/** A server with a service that blocks for 10 ms, for {@code scripts/bench-concurrency}. */
public final class BlockingServer {

  private BlockingServer() {}

  private static final class Blocking extends EverythingServiceService {
    @Override
    public Future<Everything> echo(Everything request) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        return Future.failedFuture(e);
      }
      return Future.succeededFuture(request);
    }
  }

  private static final class Provider implements ServiceProvider {
    @Override
    public String name() {
      return "blocking";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(EverythingServiceGrpcService.of(new Blocking()));
    }
  }

  /**
   * Runs the server until it is killed.
   *
   * @param args the conf
   */
  public static void main(String[] args) {
    Vertx.vertx()
        .deployVerticle(
            new ServerVerticle(List.of(new Provider())),
            new DeploymentOptions().setConfig(new JsonObject(args[0])))
        .await();
  }
}
