package dev.sluice.matrix;

import static dev.sluice.Waiting.await;
import static dev.sluice.matrix.ScenarioService.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.matrix.Door.Outcome;
import dev.sluice.matrix.Door.Script;
import dev.sluice.test.v1.Everything;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each door × each kind of method × each thing that an interceptor can do to a call. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class InterceptorsAtEveryDoorTest {

  private static EveryDoor server;
  private static volatile Behaviour behaviour;

  /** What happened, in order. */
  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  private static volatile Promise<CallStatus> closed = Promise.promise();

  /** What the interceptor under test does to a call. */
  private interface Behaviour {
    void take(ServerCall<Object, Object> call, Handler<ServerCall<Object, Object>> next);
  }

  /** Does what the test wants. */
  private static final class Subject implements Interceptor {

    @Override
    @SuppressWarnings("unchecked") // it looks at no message
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call ->
          behaviour.take(
              (ServerCall<Object, Object>) call,
              (Handler<ServerCall<Object, Object>>) (Handler<?>) next);
    }
  }

  /** Stands around the one under test, as the server's own do, and hears how calls end. */
  private static final class Around implements Interceptor {

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        call.onClose(closed::tryComplete);
        next.handle(call);
      };
    }
  }

  /** Stands where the service would be called. */
  private static final class Within implements Interceptor {

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        EVENTS.add("service x-test=" + call.headers().get("x-test"));
        next.handle(call);
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        new EveryDoor(new ScenarioService(), List.of(new Around(), new Subject(), new Within()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void forget() {
    EVENTS.clear();
    closed = Promise.promise();
  }

  static Stream<Arguments> all() {
    return server.cells(Kind.values());
  }

  private static Future<Outcome> call(String door, Kind kind, String timeout, Future<Void> cancel) {
    List<Everything> requests =
        kind.streamsRequests() ? List.of(number(1), number(2)) : List.of(number(2));
    return server
        .door(door)
        .call(
            new Script(
                kind, requests, true, timeout, cancel, n -> {}, Map.of("x-test", "of client")));
  }

  private static Outcome call(String door, Kind kind, Behaviour doing) throws Exception {
    behaviour = doing;
    return await(call(door, kind, null, Promise.<Void>promise().future()));
  }

  private static StatusException refused() {
    return new StatusException(GrpcStatus.FAILED_PRECONDITION, "not now");
  }

  private static Outcome good(Kind kind) {
    return new Outcome(
        switch (kind) {
          case UNARY -> List.of(2);
          case SERVER -> List.of(0, 1);
          case CLIENT, BIDI -> List.of(1, 2);
        },
        GrpcStatus.OK);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void seesAndAltersMetadata(String door, Kind kind) throws Exception {
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) -> {
              EVENTS.add("interceptor x-test=" + call.headers().get("x-test"));
              call.headers().set("x-test", "altered");
              next.handle(call);
            });
    assertThat(outcome).isEqualTo(good(kind));
    assertThat(EVENTS).containsExactly("interceptor x-test=of client", "service x-test=altered");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void seesEachMessageAndTheEnd(String door, Kind kind) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) -> {
              call.onMessage(message -> seen.add("request"));
              call.onResponse(message -> seen.add("response"));
              call.onClose(status -> seen.add(status.code().name()));
              next.handle(call);
            });
    assertThat(outcome).isEqualTo(good(kind));
    await(closed.future());
    assertThat(seen.stream().filter("request"::equals)).hasSize(kind.streamsRequests() ? 2 : 1);
    assertThat(seen.stream().filter("response"::equals)).hasSize(kind.streamsResponses() ? 2 : 1);
    assertThat(seen).first().isEqualTo("request");
    assertThat(seen).last().isEqualTo("OK");
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsACall(String door, Kind kind) throws Exception {
    assertThat(call(door, kind, (call, next) -> call.response().fail(refused())))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.FAILED_PRECONDITION));
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void holdsACallAndPassesItOn(String door, Kind kind) throws Exception {
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) ->
                call.passOnAfter(call.context().owner().timer(50, TimeUnit.MILLISECONDS), next));
    assertThat(outcome).isEqualTo(good(kind));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsWithTheStatusOfWhatItWaitedFor(String door, Kind kind) throws Exception {
    assertThat(
            call(
                door, kind, (call, next) -> call.passOnAfter(Future.failedFuture(refused()), next)))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.FAILED_PRECONDITION));
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void answersInternalWhenWhatItWaitedForFailedUnexpectedly(String door, Kind kind)
      throws Exception {
    assertThat(
            call(door, kind, (call, next) -> call.passOnAfter(Future.failedFuture("gone"), next)))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.INTERNAL));
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void answersInternalWhenItThrows(String door, Kind kind) throws Exception {
    assertThat(
            call(
                door,
                kind,
                (call, next) -> {
                  throw new IllegalStateException("a bug");
                }))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.INTERNAL));
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsAtTheDeadlineWhenItNeverPassesOn(String door, Kind kind) throws Exception {
    behaviour = (call, next) -> call.passOnAfter(Promise.promise().future(), next);
    assertThat(await(call(door, kind, "150m", Promise.<Void>promise().future())))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.DEADLINE_EXCEEDED));
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void hearsOfAClientThatLeavesWhileItWaits(String door, Kind kind) throws Exception {
    Promise<Void> held = Promise.promise();
    Promise<Void> ready = Promise.promise();
    behaviour =
        (call, next) -> {
          call.passOnAfter(ready.future(), next);
          held.complete();
        };
    call(door, kind, null, held.future()).onComplete(ended -> {});
    assertThat(await(closed.future()).code()).isEqualTo(GrpcStatus.CANCELLED);
    ready.complete();
    assertThat(EVENTS).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsACallAtARequestMessage(String door, Kind kind) throws Exception {
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) -> {
              call.onMessage(
                  message -> {
                    throw refused();
                  });
              next.handle(call);
            });
    assertThat(outcome).isEqualTo(new Outcome(List.of(), GrpcStatus.FAILED_PRECONDITION));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsACallAtAResponseMessage(String door, Kind kind) throws Exception {
    int[] seen = new int[1];
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) -> {
              call.onResponse(
                  message -> {
                    if (++seen[0] == (kind.streamsResponses() ? 2 : 1)) {
                      throw refused();
                    }
                  });
              next.handle(call);
            });
    List<Integer> first =
        switch (kind) {
          case UNARY, CLIENT -> List.of();
          case SERVER -> List.of(0);
          case BIDI -> List.of(1);
        };
    assertThat(outcome).isEqualTo(new Outcome(first, GrpcStatus.FAILED_PRECONDITION));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void keepsNobodyFromHearingTheEndWhenItFailsThen(String door, Kind kind) throws Exception {
    Outcome outcome =
        call(
            door,
            kind,
            (call, next) -> {
              call.onClose(
                  status -> {
                    throw new IllegalStateException("a bug");
                  });
              next.handle(call);
            });
    assertThat(outcome).isEqualTo(good(kind));
    assertThat(await(closed.future()).code()).isEqualTo(GrpcStatus.OK);
  }
}
