package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.server.LogCapture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcLocal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.VertxExtension;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a call is to a service that blocks. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HandOverTest {

  private static final String WORKERS = "{'execution': [{'threads': 'worker'}], 'workers': %s}";

  private static HelloReply reply(String text) {
    return HelloReply.newBuilder().setMessage(text).build();
  }

  private static String workers(String options) {
    return WORKERS.formatted(options);
  }

  /** Blocks on "block" until it is released, and says whether that ended by an interrupt. */
  private static class Blocking extends GreeterService {

    final CountDownLatch release = new CountDownLatch(1);
    final CountDownLatch blocked = new CountDownLatch(1);
    final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    final AtomicInteger started = new AtomicInteger();

    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      started.incrementAndGet();
      if (request.getName().equals("block")) {
        blocked.countDown();
        try {
          release.await();
          interrupted.complete(false);
        } catch (InterruptedException e) {
          interrupted.complete(true);
          return Future.failedFuture(new IllegalStateException("given up", e));
        }
      }
      return Future.succeededFuture(reply(Thread.interrupted() ? "stained" : "clean"));
    }
  }

  /**
   * The end of a call whose method has begun before its deadline, which is a later one until that
   * is so.
   */
  private static Calls.Outcome begun(
      AtomicInteger started, Calls calls, String method, String name) {
    for (int millis = 50; ; millis *= 4) {
      Calls.Outcome outcome = calls.call(method, millis + "m", name).await();
      if (started.get() > 0) {
        return outcome;
      }
    }
  }

  @Test
  void refusesCallsBeyondTheQueueAndNoOthers(Vertx vertx) throws Exception {
    Blocking service = new Blocking();
    Calls calls =
        new Calls(vertx, GreeterGrpcService.of(service), workers("{'size': 1, 'maxQueue': 1}"));
    Future<Calls.Outcome> working = calls.call("SayHello", null, "block");
    service.blocked.await();
    Future<Calls.Outcome> waiting = calls.call("SayHello", null, "x");
    await().until(() -> calls.workers().open() == 2);

    Calls.Outcome refused = calls.call("SayHello", null, "x").await();

    assertThat(refused.status().code()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(refused.status().message()).isEqualTo("all are busy");
    Status details =
        Status.parseFrom(
            Base64.getDecoder().decode(refused.trailers().get("grpc-status-details-bin")));
    assertThat(details.getDetails(0).is(RetryInfo.class)).isTrue();
    service.release.countDown();
    assertThat(working.await().status()).isEqualTo(CallStatus.OK);
    assertThat(waiting.await().status()).isEqualTo(CallStatus.OK);
    assertThat(calls.call("SayHello", null, "x").await().status()).isEqualTo(CallStatus.OK);
    await().until(() -> calls.workers().open() == 0);
  }

  @Test
  void neverStartsACallWhoseDeadlinePassesInTheQueue(Vertx vertx) throws Exception {
    Blocking service = new Blocking();
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{'size': 1}"));
    Future<Calls.Outcome> working = calls.call("SayHello", null, "block");
    service.blocked.await();

    Calls.Outcome late = calls.call("SayHello", "50m", "x").await();

    assertThat(late.status().code()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    service.release.countDown();
    assertThat(working.await().status()).isEqualTo(CallStatus.OK);
    await().until(() -> calls.workers().open() == 0);
    assertThat(service.started).hasValue(1);
  }

  @Test
  void interruptsAMethodAtItsDeadlineAndNoOtherCall(Vertx vertx) throws Exception {
    Blocking service = new Blocking();
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{'size': 1}"));
    try (LogCapture log = new LogCapture(ServerCall.class)) {
      Calls.Outcome outcome = begun(service.started, calls, "SayHello", "block");

      assertThat(outcome.status().code()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
      assertThat(service.interrupted.get()).isTrue();
      assertThat(calls.call("SayHello", null, "x").await().replies()).containsExactly("clean");
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void interruptsAMethodWhenTheClientCancels(Vertx vertx) throws Exception {
    Blocking service = new Blocking();
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{}"));
    Promise<Void> cancel = Promise.promise();
    Future<Calls.Outcome> outcome = calls.call("SayHello", null, cancel.future(), "block");
    service.blocked.await();
    cancel.complete();

    assertThat(outcome.await().status().code()).isEqualTo(GrpcStatus.CANCELLED);
    assertThat(service.interrupted.get()).isTrue();
  }

  @Test
  void interruptsNothingWhereTheConfSaysSo(Vertx vertx) throws Exception {
    Blocking service = new Blocking();
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{'interrupt': false}"));

    Calls.Outcome outcome = begun(service.started, calls, "SayHello", "block");

    assertThat(outcome.status().code()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    service.release.countDown();
    assertThat(service.interrupted.get()).isFalse();
  }

  @Test
  void knowsAnInterruptionByItsCauses() {
    assertThat(HandOver.isInterruption(new IllegalStateException(new ClosedByInterruptException())))
        .isTrue();
    assertThat(HandOver.isInterruption(new IllegalStateException(new RuntimeException())))
        .isFalse();
  }

  /** Says who calls. */
  private static final class Doorman implements Interceptor {
    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        assertThat(Context.isOnEventLoopThread()).isTrue();
        call.principal(new Principal("ada", "test", Set.of(), Set.of(), new JsonObject()));
        call.response().headers().set("seen", "yes");
        next.handle(call);
      };
    }
  }

  @Test
  void bringsPrincipalDeadlineAndMetadataAlong(Vertx vertx) {
    CompletableFuture<List<Object>> seen = new CompletableFuture<>();
    GreeterService service =
        new GreeterService() {
          @Override
          protected void sayHelloBidiStream(
              ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
            ServerCall<?, ?> call = (ServerCall<?, ?>) request;
            seen.complete(
                List.of(
                    Principal.of(call).name(),
                    Principal.current().name(),
                    GrpcLocal.of(Vertx.currentContext()).deadline().isAfter(Instant.now()),
                    call.remaining().toSeconds() > 3_000,
                    call.timeout(),
                    call.door()));
            ((GrpcServerResponse<?, ?>) response).trailers().set("told", "so");
            ((GrpcServerResponse<?, ?>) response)
                .fail(new StatusException(GrpcStatus.ABORTED, "told to"));
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{}"), new Doorman());

    Calls.Outcome outcome = calls.call("SayHelloBidiStream", "1H").await();

    assertThat(seen.join()).containsExactly("ada", "ada", true, true, 3_600_000L, "in-process");
    assertThat(outcome.status()).isEqualTo(new CallStatus(GrpcStatus.ABORTED, "told to"));
    assertThat(outcome.trailers().get("told")).isEqualTo("so");
  }

  @Test
  void countsEachMessageOnceForInterceptors(Vertx vertx) {
    CompletableFuture<List<Long>> counted = new CompletableFuture<>();
    CompletableFuture<String> trace = new CompletableFuture<>();
    GreeterService service =
        new GreeterService() {
          @Override
          protected void sayHelloBidiStream(
              ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
            trace.complete(((ServerCall<?, ?>) request).traceId());
            request.handler(message -> response.write(reply(message.getName())));
            request.endHandler(v -> response.end(reply("end")));
          }
        };
    Interceptor counting =
        new Interceptor() {
          @Override
          public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
              RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
            return call -> {
              call.traceId("0af7651916cd43dd8448eb211c80319c");
              call.onClose(
                  status ->
                      counted.complete(List.of(call.messagesReceived(), call.messagesSent())));
              next.handle(call);
            };
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{}"), counting);

    assertThat(calls.call("SayHelloBidiStream", null, "a", "b").await().replies())
        .containsExactly("a", "b", "end");
    assertThat(counted.join()).containsExactly(2L, 3L);
    assertThat(trace.join()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void tellsAServiceThatItsCallHasEndedAndDropsWhatItWrites(Vertx vertx) {
    AtomicInteger started = new AtomicInteger();
    CompletableFuture<GrpcStatus> told = new CompletableFuture<>();
    CompletableFuture<Throwable> written = new CompletableFuture<>();
    GreeterService service =
        new GreeterService() {
          @Override
          protected void sayHelloStreamReply(
              HelloRequest request, WriteStream<HelloReply> response) {
            started.incrementAndGet();
            response.exceptionHandler(
                e -> {
                  assertThat(Context.isOnWorkerThread()).isTrue();
                  told.complete(((StatusException) e).status());
                  response.write(reply("late")).onFailure(written::complete);
                });
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{}"));

    assertThat(begun(started, calls, "SayHelloStreamReply", "x").status().code())
        .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(told.join()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(written.join())
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status()).isEqualTo(GrpcStatus.CANCELLED));
  }

  @Test
  void logsAFailureOnceUnderTheRequestIdThatTheClientIsTold(Vertx vertx) {
    GreeterService service =
        new GreeterService() {
          @Override
          public Future<HelloReply> sayHello(HelloRequest request) {
            throw new IllegalStateException("a slip");
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{}"));
    try (LogCapture log = new LogCapture(ServerCall.class)) {
      CallStatus status = calls.call("SayHello", null, "x").await().status();

      assertThat(status.code()).isEqualTo(GrpcStatus.INTERNAL);
      String id = status.message().replaceAll(".*\\(request (\\w+)\\)", "$1");
      assertThat(log.lines())
          .containsExactly("helloworld.Greeter/SayHello failed (request " + id + ")");
    }
  }

  @Test
  void givesMessagesOneAtATimeAndTheirEndLast(Vertx vertx) {
    AtomicInteger inside = new AtomicInteger();
    GreeterService service =
        new GreeterService() {
          @Override
          protected void sayHelloBidiStream(
              ReadStream<HelloRequest> request, WriteStream<HelloReply> response) {
            request.handler(
                message -> {
                  assertThat(inside.incrementAndGet()).isEqualTo(1);
                  response.write(reply(message.getName()));
                  assertThat(inside.decrementAndGet()).isZero();
                });
            request.endHandler(v -> response.end(reply("end")));
            ((GrpcServerRequest<?, ?>) request).pause().fetch(1).resume();
          }
        };
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service), workers("{'size': 8}"));
    String[] names = IntStream.range(0, 2_000).mapToObj(String::valueOf).toArray(String[]::new);

    Calls.Outcome outcome = calls.call("SayHelloBidiStream", null, names).await();

    assertThat(outcome.status()).isEqualTo(CallStatus.OK);
    assertThat(outcome.replies()).startsWith(names).endsWith("end").hasSize(names.length + 1);
  }
}
