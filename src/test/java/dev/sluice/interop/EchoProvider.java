package dev.sluice.interop;

import dev.sluice.call.ServiceProvider;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import dev.sluice.test.v1.ListRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.server.Service;

/** Offers a service that answers what it is sent; {@code scripts/contract-clients} names it. */
public final class EchoProvider implements ServiceProvider {

  /** Creates the provider, as {@link java.util.ServiceLoader} does. */
  public EchoProvider() {}

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(EverythingServiceGrpcService.of(new Echo()));
  }

  private static final class Echo extends EverythingServiceService {

    @Override
    public Future<Everything> echo(Everything request) {
      return Future.succeededFuture(request);
    }

    @Override
    public Future<ListRequest> list(ListRequest request) {
      return Future.succeededFuture(request);
    }

    /** Answers the numbers of all requests. */
    @Override
    protected void join(ReadStream<Everything> requests, Completable<Everything> answer) {
      Everything.Builder all = Everything.newBuilder();
      requests.handler(request -> all.addNumbers(request.getAnInt32()));
      requests.endHandler(v -> answer.succeed(all.build()));
    }
  }
}
