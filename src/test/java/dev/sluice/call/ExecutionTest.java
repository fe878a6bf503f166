package dev.sluice.call;

import static dev.sluice.config.Threads.AUTO;
import static dev.sluice.config.Threads.EVENT_LOOP;
import static dev.sluice.config.Threads.VIRTUAL;
import static dev.sluice.config.Threads.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigException;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where methods run, by annotation and configuration. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ExecutionTest {

  private static final String WHERE = "SayHello";
  private static final String STREAM = "SayHelloStreamReply";

  private static HelloReply thread() {
    String name = Thread.currentThread().getName();
    String where =
        name.startsWith("worker-")
            ? "worker"
            : name.startsWith("vert.x-eventloop-thread-") ? "eventLoop" : name;
    return HelloReply.newBuilder().setMessage(where).build();
  }

  private static class Plain extends GreeterService {
    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      return Future.succeededFuture(thread());
    }

    @Override
    protected void sayHelloStreamReply(HelloRequest request, WriteStream<HelloReply> response) {
      response.end(thread());
    }
  }

  @RunOn(WORKER)
  private static class OnWorkers extends Plain {}

  /** Inherits the annotation of its class, and has another for one method in its other form. */
  private static final class OnWorkersButForOne extends OnWorkers {
    @Override
    @RunOn(EVENT_LOOP)
    protected void sayHello(HelloRequest request, Completable<HelloReply> response) {
      response.succeed(thread());
    }
  }

  private static final class OneOnWorkers extends Plain {
    @Override
    @RunOn(WORKER)
    public Future<HelloReply> sayHello(HelloRequest request) {
      return super.sayHello(request);
    }
  }

  @RunOn(EVENT_LOOP)
  private static final class Pinned extends Plain {}

  @RunOn(VIRTUAL)
  private static final class OnVirtual extends Plain {}

  @RunOn(AUTO)
  private static final class OnAny extends Plain {}

  private static GreeterService service(String name) {
    return switch (name) {
      case "Plain" -> new Plain();
      case "OnWorkers" -> new OnWorkers();
      case "OnWorkersButForOne" -> new OnWorkersButForOne();
      case "OneOnWorkers" -> new OneOnWorkers();
      case "Pinned" -> new Pinned();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest(name = "{0} with {1}={2}")
  @CsvSource({
    "Plain, , , eventLoop, eventLoop",
    "OnWorkers, , , worker, worker",
    "OnWorkersButForOne, , , eventLoop, worker",
    "OneOnWorkers, , , worker, eventLoop",
    "Pinned, , , eventLoop, eventLoop",
    "Plain, *, worker, worker, worker",
    "Plain, helloworld.Greeter/*, worker, worker, worker",
    "Plain, helloworld.Greeter/SayHello, worker, worker, eventLoop",
    "OnWorkers, helloworld.Greeter/SayHello, eventLoop, eventLoop, worker",
    "OnWorkers, *, eventLoop, worker, worker",
    "OneOnWorkers, *, worker, worker, worker",
    "Pinned, *, worker, eventLoop, eventLoop",
    "Pinned, helloworld.Greeter/*, eventLoop, eventLoop, eventLoop",
  })
  void runsMethodsWhereItIsTold(
      String service, String method, String threads, String unary, String stream, Vertx vertx) {
    String conf =
        method == null
            ? "{}"
            : "{'execution': [{'method': '%s', 'threads': '%s'}]}".formatted(method, threads);
    Calls calls = new Calls(vertx, GreeterGrpcService.of(service(service)), conf);

    assertThat(calls.call(WHERE, null, "x").await().replies()).containsExactly(unary);
    assertThat(calls.call(STREAM, null, "x").await().replies()).containsExactly(stream);
  }

  @Test
  void takesTheFirstRuleThatFits(Vertx vertx) {
    Calls calls =
        new Calls(
            vertx,
            GreeterGrpcService.of(new Plain()),
            "{'execution': [{'method': 'helloworld.Greeter/SayHello', 'threads': 'eventLoop'},"
                + " {'threads': 'worker'}]}");

    assertThat(calls.call(WHERE, null, "x").await().replies()).containsExactly("eventLoop");
    assertThat(calls.call(STREAM, null, "x").await().replies()).containsExactly("worker");
  }

  @Test
  void findsTheAnnotationOfAServiceThatIsBoundItself(Vertx vertx) {
    @RunOn(WORKER)
    class Bound extends GreeterGrpcService {
      @Override
      public Future<HelloReply> sayHello(HelloRequest request) {
        return Future.succeededFuture(thread());
      }
    }
    assertThat(new Calls(vertx, new Bound(), "{}").call(WHERE, null, "x").await().replies())
        .containsExactly("worker");
  }

  @Test
  void refusesToMoveAServiceThatKeepsStateOnItsEventLoop(Vertx vertx) {
    assertThatThrownBy(
            () ->
                new Calls(
                    vertx,
                    GreeterGrpcService.of(new Pinned()),
                    "{'execution': [{'method': 'helloworld.Greeter/*', 'threads': 'worker'},"
                        + " {'method': 'helloworld.Greter/*', 'threads': 'worker'}]}"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        "execution[0].threads: \"worker\" (expected: eventLoop, on which"
                            + " helloworld.Greeter keeps its state)",
                        "execution[1].method: \"helloworld.Greter/*\" (expected: a method that is"
                            + " served, or a service and /*)"));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void refusesVirtualThreadsWhereThereAreNone(Vertx vertx) {
    String java = "Java " + Runtime.version().feature();
    assertThatThrownBy(
            () ->
                new Calls(
                    vertx,
                    GreeterGrpcService.of(new OnVirtual()),
                    "{'execution': [{'method': 'helloworld.Greeter/SayHello',"
                        + " 'threads': 'virtual'}]}"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .contains(
                        "execution[0].threads: \"virtual\" (expected: worker or auto; virtual"
                            + " threads need Java 21 or newer, this is "
                            + java
                            + ")",
                        "helloworld.Greeter/SayHelloStreamReply: @RunOn(VIRTUAL) (expected: worker"
                            + " or auto; virtual threads need Java 21 or newer, this is "
                            + java
                            + ")"));
  }

  @Test
  void choosesVirtualThreadsWhereThereAreSome(Vertx vertx) {
    Calls calls = new Calls(vertx, GreeterGrpcService.of(new OnAny()), "{}");

    assertThat(calls.call(WHERE, null, "x").await().replies().get(0))
        .startsWith(Runtime.version().feature() >= 21 ? "vert.x-virtual-thread-" : "worker");
  }

  /** Writes synchronous code, streams included. */
  @RunOn(VIRTUAL)
  private static final class Synchronous extends GreeterService {

    private final Vertx vertx;

    Synchronous(Vertx vertx) {
      this.vertx = vertx;
    }

    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      vertx.timer(5, TimeUnit.MILLISECONDS).await();
      return Future.succeededFuture(HelloReply.newBuilder().setMessage("slept").build());
    }

    @Override
    protected void sayHelloStreamReply(HelloRequest request, WriteStream<HelloReply> response) {
      for (int i = 0; i < 1_000; i++) {
        Future.await(response.write(HelloReply.newBuilder().setMessage("" + i).build()));
      }
      ((GrpcServerResponse<?, ?>) response).trailers().set("slept", "well");
      Future.await(response.end());
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need Java 21 or newer")
  void awaitsFuturesOnVirtualThreads(Vertx vertx) {
    Calls calls = new Calls(vertx, GreeterGrpcService.of(new Synchronous(vertx)), "{}");

    assertThat(calls.call(WHERE, null, "x").await().replies()).containsExactly("slept");
    Calls.Outcome stream = calls.call(STREAM, null, "x").await();
    assertThat(stream.status()).isEqualTo(CallStatus.OK);
    assertThat(stream.replies()).hasSize(1_000).startsWith("0", "1").endsWith("999");
    assertThat(stream.trailers().get("slept")).isEqualTo("well");
  }
}
