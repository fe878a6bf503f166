package dev.sluice.grpc;

import static dev.sluice.grpc.RawGrpc.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that call a {@link TestGreeter} over the wire. */
@ExtendWith(VertxExtension.class)
abstract class WithGreeter {

  static final String SAY_HELLO = "/helloworld.Greeter/SayHello";
  static final int MAX_MESSAGE_BYTES = 10_000;

  RawGrpc client;

  @BeforeEach
  void serve(Vertx vertx, VertxTestContext context) {
    TestGreeter.serve(vertx, MAX_MESSAGE_BYTES)
        .onComplete(
            context.succeeding(
                served -> {
                  client = served;
                  context.completeNow();
                }));
  }

  static Buffer hello(String name) {
    return frame(HelloRequest.newBuilder().setName(name).build());
  }

  static void expectHello(RawGrpc.Answer answer, VertxTestContext context) {
    context.verify(
        () -> {
          assertThat(answer.status()).as(answer.message()).isEqualTo("0");
          assertThat(answer.reply().getMessage()).isEqualTo("Hello, world");
          context.completeNow();
        });
  }
}
