package dev.sluice.service.greeter;

import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;

/** Offers the {@code greeter} service; it has no options. */
public final class GreeterProvider implements ServiceProvider {

  @Override
  public String name() {
    return "greeter";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(GreeterGrpcService.of(new GreeterImpl()));
  }
}
