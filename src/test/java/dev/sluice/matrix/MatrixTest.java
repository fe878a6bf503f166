package dev.sluice.matrix;

import static dev.sluice.Waiting.await;
import static dev.sluice.matrix.ScenarioService.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallStatus;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.matrix.Door.Outcome;
import dev.sluice.matrix.Door.Script;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each door × each kind of method × each way in which a call can go. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@TestInstance(Lifecycle.PER_CLASS)
class MatrixTest {

  private static final int MANY = 10_000;

  private final Closes closes = new Closes();
  private EveryDoor server;

  /** The registry that the doors lead to. */
  MethodRegistry registry(Vertx vertx, Interceptor interceptor) {
    return MethodRegistry.of(
        List.of(EverythingServiceGrpcService.of(new ScenarioService())), List.of(interceptor));
  }

  /** Tells when a call has begun, and how it ended. */
  private static final class Closes implements Interceptor {

    private volatile Promise<Void> started = Promise.promise();
    private volatile Promise<CallStatus> closed = Promise.promise();

    void reset() {
      started = Promise.promise();
      closed = Promise.promise();
    }

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        call.onClose(closed::tryComplete);
        next.handle(call);
        started.tryComplete();
      };
    }
  }

  @BeforeAll
  void start() throws Exception {
    server = new EveryDoor(vertx -> registry(vertx, closes));
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  Stream<Arguments> all() {
    return server.cells(Kind.values());
  }

  Stream<Arguments> streams() {
    return server.cells(Kind.SERVER, Kind.CLIENT, Kind.BIDI);
  }

  private static Everything told(int number, String what) {
    return Everything.newBuilder().setAnInt32(number).setAString(what).build();
  }

  private Outcome call(String door, Kind kind, List<Everything> requests) throws Exception {
    closes.reset();
    return await(server.door(door).call(Script.whole(kind, requests, null, Map.of())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void succeeds(String door, Kind kind) throws Exception {
    List<Everything> requests =
        kind.streamsRequests()
            ? List.of(number(1), number(2), number(3))
            : List.of(number(kind == Kind.UNARY ? 7 : 3));
    List<Integer> expected =
        switch (kind) {
          case UNARY -> List.of(7);
          case SERVER -> List.of(0, 1, 2);
          case CLIENT, BIDI -> List.of(1, 2, 3);
        };
    assertThat(call(door, kind, requests)).isEqualTo(new Outcome(expected, GrpcStatus.OK));
    assertThat(await(closes.closed.future()).code()).isEqualTo(GrpcStatus.OK);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void tellsAnErrorBeforeTheFirstMessage(String door, Kind kind) throws Exception {
    assertThat(call(door, kind, List.of(told(0, "fail"))))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.ABORTED));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("streams")
  void tellsAnErrorAfterSomeMessages(String door, Kind kind) throws Exception {
    List<Everything> requests =
        kind == Kind.SERVER
            ? List.of(told(2, "fail"))
            : List.of(number(1), number(2), told(0, "fail"));
    List<Integer> expected =
        switch (kind) {
          case SERVER -> List.of(0, 1);
          case BIDI -> List.of(1, 2);
          default -> List.of();
        };
    assertThat(call(door, kind, requests)).isEqualTo(new Outcome(expected, GrpcStatus.ABORTED));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void cancels(String door, Kind kind) throws Exception {
    closes.reset();
    Promise<Void> cancel = Promise.promise();
    List<Everything> requests =
        kind == Kind.SERVER
            ? List.of(told(2, "hang"))
            : List.of(kind == Kind.BIDI ? number(1) : told(1, "hang"));
    if (!kind.streamsResponses() || door.equals("REST array")) {
      closes.started.future().onSuccess(v -> cancel.tryComplete());
    }
    server
        .door(door)
        .call(
            new Script(
                kind,
                requests,
                !kind.streamsRequests(),
                null,
                cancel.future(),
                responses -> cancel.tryComplete()))
        .onComplete(ended -> {});
    assertThat(await(closes.closed.future()).code()).isEqualTo(GrpcStatus.CANCELLED);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endsAtTheDeadline(String door, Kind kind) throws Exception {
    closes.reset();
    List<Everything> requests =
        kind == Kind.SERVER
            ? List.of(told(2, "hang"))
            : kind == Kind.BIDI ? List.of(number(1), told(0, "hang")) : List.of(told(1, "hang"));
    // Time enough for what has to come before.
    String timeout = kind.streamsResponses() ? "1S" : "150m";
    Outcome outcome =
        await(server.door(door).call(Script.whole(kind, requests, timeout, Map.of())));
    assertThat(outcome.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(outcome.numbers())
        .isEqualTo(
            switch (kind) {
              case SERVER -> List.of(0, 1);
              case BIDI -> List.of(1);
              default -> List.of();
            });
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("streams")
  void carriesEmptyStreams(String door, Kind kind) throws Exception {
    List<Everything> requests = kind == Kind.SERVER ? List.of(number(0)) : List.of();
    assertThat(call(door, kind, requests)).isEqualTo(new Outcome(List.of(), GrpcStatus.OK));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("streams")
  void carriesManyMessages(String door, Kind kind) throws Exception {
    List<Integer> numbers = IntStream.range(0, MANY).boxed().toList();
    List<Everything> requests = new ArrayList<>();
    if (kind == Kind.SERVER) {
      requests.add(number(MANY));
    } else {
      numbers.forEach(n -> requests.add(number(n)));
    }
    Outcome outcome = call(door, kind, Collections.unmodifiableList(requests));
    assertThat(outcome.status()).isEqualTo(GrpcStatus.OK);
    assertThat(outcome.numbers()).isEqualTo(numbers);
  }
}
