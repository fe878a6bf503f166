package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.server.LogCapture;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls whose service uses them from threads of its own. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OtherThreadsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static HelloReply reply(int number) {
    return HelloReply.newBuilder().setMessage(String.valueOf(number)).build();
  }

  /** Writes from a thread of its own, and waits with what there is no room for. */
  private final class Writer extends GreeterService {

    private final int count;
    private final AtomicInteger written = new AtomicInteger();

    Writer(int count) {
      this.count = count;
    }

    @Override
    protected void sayHelloStreamReply(HelloRequest request, WriteStream<HelloReply> response) {
      threads.execute(() -> write(response));
    }

    private void write(WriteStream<HelloReply> response) {
      Semaphore room = new Semaphore(0);
      response.exceptionHandler(e -> room.release());
      try {
        for (int i = 0; i < count; i++) {
          if (response.writeQueueFull()) {
            response.drainHandler(v -> room.release());
            room.acquire();
          }
          written.incrementAndGet();
          response.write(reply(i));
        }
        response.end();
      } catch (InterruptedException e) {
        // The test is over.
      }
    }
  }

  @SuppressWarnings("unchecked") // the method of the Greeter
  private static InProcessCall<HelloRequest, HelloReply> start(
      Vertx vertx, GreeterService service) {
    MethodRegistry registry = MethodRegistry.of(List.of(GreeterGrpcService.of(service)), List.of());
    InProcessCall<HelloRequest, HelloReply> call =
        InProcessCall.start(
            vertx,
            (RegisteredMethod<HelloRequest, HelloReply>)
                registry.method("helloworld.Greeter/SayHelloStreamReply"),
            MultiMap.caseInsensitiveMultiMap(),
            null);
    call.responses().pause();
    call.requests().write(HelloRequest.getDefaultInstance());
    call.requests().end();
    return call;
  }

  @Test
  void areHeldUpAndLoseNothing(Vertx vertx) {
    int count = 20_000;
    Writer service = new Writer(count);
    List<String> replies = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    Promise<Integer> heldUp = Promise.promise();
    vertx.runOnContext(
        v -> {
          InProcessCall<HelloRequest, HelloReply> call = start(vertx, service);
          call.responses().handler(reply -> replies.add(reply.getMessage()));
          call.responses().endHandler(ended -> end.complete());
          whenSteady(vertx, service.written, -1, heldUp);
          heldUp
              .future()
              .onSuccess(written -> vertx.runOnContext(next -> call.responses().resume()));
        });

    assertThat(heldUp.future().await()).isBetween(1, 3 * InProcessCall.CAPACITY);
    end.future().await();
    assertThat(replies).isEqualTo(IntStream.range(0, count).mapToObj(String::valueOf).toList());
  }

  /** Completes with a number that has stayed the same for a while. */
  private static void whenSteady(
      Vertx vertx, AtomicInteger number, int earlier, Promise<Integer> steady) {
    int now = number.get();
    if (now > 0 && now == earlier) {
      steady.complete(now);
    } else {
      vertx.setTimer(100, id -> whenSteady(vertx, number, now, steady));
    }
  }

  @RepeatedTest(20)
  void hearOfACancelWhateverTheyAreDoing(Vertx vertx) {
    try (LogCapture log = new LogCapture(ServerCall.class)) {
      Writer service = new Writer(Integer.MAX_VALUE);
      Promise<CallStatus> ended = Promise.promise();
      vertx.runOnContext(
          v -> {
            InProcessCall<HelloRequest, HelloReply> call = start(vertx, service);
            int[] left = {50};
            call.responses()
                .handler(
                    reply -> {
                      if (--left[0] == 0) {
                        call.cancel();
                      }
                    })
                .resume();
            call.status().onSuccess(ended::complete);
          });

      assertThat(ended.future().await().code()).isEqualTo(GrpcStatus.CANCELLED);
      assertThat(service.written).hasValueGreaterThanOrEqualTo(50);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void mayAnswerManyCallsAtOnce(Vertx vertx) {
    GreeterService service =
        new GreeterService() {
          @Override
          protected void sayHelloBidiStream(
              ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
            threads.execute(
                () -> {
                  request.handler(
                      message ->
                          threads.execute(
                              () ->
                                  response
                                      .write(reply(message.getName().length()))
                                      .onComplete(v -> request.fetch(1))));
                  request.endHandler(v -> threads.execute(response::end));
                  request.fetch(1);
                });
            request.pause();
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), "{}");
    String[] names = IntStream.range(0, 50).mapToObj(i -> "x").toArray(String[]::new);
    List<Future<Calls.Outcome>> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(calls.call("SayHelloBidiStream", null, names));
    }

    for (Future<Calls.Outcome> call : open) {
      Calls.Outcome outcome = call.await();
      assertThat(outcome.status()).isEqualTo(CallStatus.OK);
      assertThat(outcome.replies()).hasSize(50);
    }
  }
}
