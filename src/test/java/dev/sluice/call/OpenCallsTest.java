package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class OpenCallsTest {

  private static final int MANY = 200;

  @Test
  void hasTheCallsThatHaveNotEndedAndEndsThem(Vertx vertx, VertxTestContext context) {
    OpenCalls open = new OpenCalls();
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(GreeterGrpcService.of(new GreeterService())),
            List.of(),
            new CallLimits(new InputBudget(1000), open, List.of()));
    @SuppressWarnings("unchecked")
    RegisteredMethod<HelloRequest, HelloReply> method =
        (RegisteredMethod<HelloRequest, HelloReply>) registry.method("helloworld.Greeter/SayHello");
    vertx.runOnContext(
        v -> {
          List<InProcessCall<HelloRequest, HelloReply>> calls = new ArrayList<>();
          for (int i = 0; i < MANY; i++) {
            calls.add(InProcessCall.start(vertx, method, MultiMap.caseInsensitiveMultiMap(), null));
          }
          for (int i = 0; i < MANY; i += 3) {
            calls.get(i).cancel();
          }
          context.verify(
              () -> {
                int left = MANY - (MANY + 2) / 3;
                assertThat(open.size()).isEqualTo(left);
                assertThat(open.end(new CallStatus(GrpcStatus.UNAVAILABLE, "over")))
                    .isEqualTo(left);
                assertThat(open.size()).isZero();
                for (int i = 0; i < MANY; i++) {
                  assertThat(calls.get(i).status().result().code())
                      .isEqualTo(i % 3 == 0 ? GrpcStatus.CANCELLED : GrpcStatus.UNAVAILABLE);
                }
                context.completeNow();
              });
        });
  }
}
