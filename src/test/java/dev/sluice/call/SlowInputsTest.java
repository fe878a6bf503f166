package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class SlowInputsTest {

  private static final class Waiting extends GreeterService {
    @Override
    protected void sayHelloBidiStream(
        ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
      // Waits for as long as its client likes.
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SayHello, 240, 0, DEADLINE_EXCEEDED",
    "SayHello, 1000000000, 0, DEADLINE_EXCEEDED",
    "SayHello, 0, 0, none",
    "SayHello, 240, 3600, none",
    "SayHelloStreamReply, 240, 0, DEADLINE_EXCEEDED",
    "SayHelloBidiStream, 240, 0, none"
  })
  void endsCallsWhoseOneMessageComesTooSlowly(
      String name,
      int bytesPerSecond,
      long graceSeconds,
      String status,
      Vertx vertx,
      VertxTestContext context) {
    OpenCalls open = new OpenCalls();
    SlowInputs slow = new SlowInputs(open, bytesPerSecond, TimeUnit.SECONDS.toNanos(graceSeconds));
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(GreeterGrpcService.of(new Waiting())),
            List.of(),
            new CallLimits(new InputBudget(1000), open, List.of()));
    @SuppressWarnings("unchecked")
    RegisteredMethod<HelloRequest, HelloReply> method =
        (RegisteredMethod<HelloRequest, HelloReply>) registry.method("helloworld.Greeter/" + name);
    vertx.runOnContext(
        v -> {
          InProcessCall<HelloRequest, HelloReply> call =
              InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
          slow.sweep();
          context.verify(
              () -> {
                assertThat(call.status().isComplete() ? code(call) : "none").isEqualTo(status);
                assertThat(open.size()).isEqualTo(status.equals("none") ? 1 : 0);
                context.completeNow();
              });
        });
  }

  @Test
  void leavesCallsAloneThatAnInterceptorHolds(Vertx vertx, VertxTestContext context) {
    OpenCalls open = new OpenCalls();
    SlowInputs slow = new SlowInputs(open, 240, 0);
    Interceptor holding =
        new Interceptor() {
          @Override
          public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
              RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
            return call -> call.passOnAfter(Promise.promise().future(), next);
          }
        };
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(GreeterGrpcService.of(new Waiting())),
            List.of(holding),
            new CallLimits(new InputBudget(1000), open, List.of()));
    RegisteredMethod<?, ?> method = registry.method("helloworld.Greeter/SayHello");
    vertx.runOnContext(
        v -> {
          InProcessCall<?, ?> call =
              InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null);
          slow.sweep();
          context.verify(
              () -> {
                assertThat(open.size()).isEqualTo(1);
                assertThat(call.status().isComplete()).isFalse();
                context.completeNow();
              });
        });
  }

  private static String code(InProcessCall<?, ?> call) {
    GrpcStatus code = call.status().result().code();
    return code.name();
  }
}
