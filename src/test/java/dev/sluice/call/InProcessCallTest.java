package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class InProcessCallTest {

  /** Writes without end for as long as it may. */
  private static final class Endless extends GreeterService {

    private int written;

    @Override
    protected void sayHelloStreamReply(HelloRequest request, WriteStream<HelloReply> response) {
      write(response);
    }

    private void write(WriteStream<HelloReply> response) {
      while (!response.writeQueueFull()) {
        response.write(HelloReply.getDefaultInstance());
        written++;
      }
      response.drainHandler(v -> write(response));
    }
  }

  @SuppressWarnings("unchecked") // the method of the generated service
  private static InProcessCall<HelloRequest, HelloReply> start(Vertx vertx, Endless service) {
    MethodRegistry registry = MethodRegistry.of(List.of(GreeterGrpcService.of(service)), List.of());
    RegisteredMethod<HelloRequest, HelloReply> method =
        (RegisteredMethod<HelloRequest, HelloReply>)
            registry.method("helloworld.Greeter/SayHelloStreamReply");
    InProcessCall<HelloRequest, HelloReply> call =
        InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
    call.responses().pause();
    call.requests().write(HelloRequest.getDefaultInstance());
    call.requests().end();
    return call;
  }

  @Test
  void holdsUpAServiceWhoseResponsesNobodyReads(Vertx vertx, VertxTestContext context) {
    Endless service = new Endless();
    vertx.runOnContext(
        v -> {
          start(vertx, service);
          context.verify(
              () -> {
                assertThat(service.written).isEqualTo(InProcessCall.CAPACITY);
                context.completeNow();
              });
        });
  }

  @Test
  void staysFullForAServiceThatWritesOnAfterTheEnd(Vertx vertx, VertxTestContext context) {
    Endless service = new Endless();
    vertx.runOnContext(
        v -> {
          InProcessCall<HelloRequest, HelloReply> call = start(vertx, service);
          call.cancel();
          call.responses().handler(reply -> {}).resume();
          call.status()
              .onComplete(
                  context.succeeding(
                      status ->
                          vertx.runOnContext(
                              next ->
                                  context.verify(
                                      () -> {
                                        assertThat(status.code()).isEqualTo(GrpcStatus.CANCELLED);
                                        assertThat(service.written)
                                            .isEqualTo(InProcessCall.CAPACITY);
                                        context.completeNow();
                                      }))));
        });
  }
}
