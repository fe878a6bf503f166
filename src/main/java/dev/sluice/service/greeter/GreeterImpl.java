package dev.sluice.service.greeter;

import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;

/**
 * {@code helloworld.Greeter}: answers {@code Hello, NAME}.
 *
 * <p>Keeps no state; any number of calls may run at once.
 */
final class GreeterImpl extends GreeterService {

  private static final int REPLIES = 5;

  @Override
  public Future<HelloReply> sayHello(HelloRequest request) {
    return Future.succeededFuture(hello(request));
  }

  @Override
  protected void sayHelloStreamReply(HelloRequest request, WriteStream<HelloReply> response) {
    HelloReply reply = hello(request);
    for (int i = 1; i < REPLIES; i++) {
      response.write(reply);
    }
    response.end(reply);
  }

  @Override
  protected void sayHelloBidiStream(
      ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
    request.endHandler(v -> response.end());
    request.handler(
        hello -> {
          response.write(hello(hello));
          if (response.writeQueueFull()) {
            request.pause();
            response.drainHandler(v -> request.resume());
          }
        });
  }

  private static HelloReply hello(HelloRequest request) {
    return HelloReply.newBuilder().setMessage("Hello, " + request.getName()).build();
  }
}
