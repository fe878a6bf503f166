package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.ServiceProvider;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.Service;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A greeter that answers when it is told to. */
final class HeldGreeter implements ServiceProvider {

  private final BlockingQueue<Promise<HelloReply>> calls = new LinkedBlockingQueue<>();

  /** Waits for the next call. */
  Promise<HelloReply> next() throws InterruptedException {
    Promise<HelloReply> call = calls.poll(20, TimeUnit.SECONDS);
    assertThat(call).as("no call came").isNotNull();
    return call;
  }

  @Override
  public String name() {
    return "held";
  }

  @Override
  public Future<Service> create(Vertx vertx, JsonObject options) {
    return Future.succeededFuture(
        GreeterGrpcService.of(
            new GreeterService() {
              @Override
              public Future<HelloReply> sayHello(HelloRequest request) {
                Promise<HelloReply> reply = Promise.promise();
                calls.add(reply);
                return reply.future();
              }
            }));
  }
}
