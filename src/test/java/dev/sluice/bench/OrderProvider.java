package dev.sluice.bench;

import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.Order;
import dev.sluice.test.v1.OrderServiceGrpcService;
import dev.sluice.test.v1.OrderServiceService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;

/** Offers a service that answers the order it is sent; {@code scripts/bench} names it. */
public final class OrderProvider implements ServiceProvider {

  /** Creates the provider, as {@link java.util.ServiceLoader} does. */
  public OrderProvider() {}

  @Override
  public String name() {
    return "orders";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(OrderServiceGrpcService.of(new Orders()));
  }

  private static final class Orders extends OrderServiceService {
    @Override
    public Future<Order> echoOrder(Order request) {
      return Future.succeededFuture(request);
    }
  }
}
