package dev.sluice.browser;

import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.BitServiceGrpcService;
import dev.sluice.test.v1.BitServiceService;
import dev.sluice.test.v1.Caller;
import dev.sluice.test.v1.GetBitRequest;
import dev.sluice.test.v1.WhoRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;

/** A service that answers who calls, which fields tell that go by headers and cookies. */
final class CallerService extends BitServiceService implements ServiceProvider {

  @Override
  public String name() {
    return "caller";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(BitServiceGrpcService.of(this));
  }

  @Override
  public Future<Caller> who(WhoRequest request) {
    return Future.succeededFuture(request.getCaller());
  }

  @Override
  protected void whos(ReadStream<WhoRequest> request, WriteStream<Caller> response) {
    request.handler(message -> response.write(message.getCaller()));
    request.endHandler(v -> response.end());
  }

  @Override
  public Future<GetBitRequest> unbound(GetBitRequest request) {
    return Future.succeededFuture(request);
  }
}
