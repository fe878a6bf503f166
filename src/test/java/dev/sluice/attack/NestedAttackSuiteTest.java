package dev.sluice.attack;

import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.Bit;
import dev.sluice.test.v1.BitServiceGrpcService;
import dev.sluice.test.v1.BitServiceService;
import dev.sluice.test.v1.CreateBitRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.stream.Stream;

/** What is sent to a service whose messages may hold any other. */
final class NestedAttackSuiteTest extends AttackSuite {

  /** Sends back what it gets. */
  private static final class Echo extends BitServiceService implements ServiceProvider {

    @Override
    public String name() {
      return "bits";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(BitServiceGrpcService.of(this));
    }

    @Override
    public Future<Bit> createBit(CreateBitRequest request) {
      return Future.succeededFuture(
          request.getBit().toBuilder().setName("shelves/1/bits/x").build());
    }
  }

  @Override
  AttackServer open() throws Exception {
    return new AttackServer(new JsonObject(), new Echo());
  }

  @Override
  Stream<Attack> attacks() {
    return NestedAttacks.all().stream();
  }
}
