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
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Deadlines that end a call before it begins. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeadlinesAtEveryDoorTest {

  private static final AtomicInteger SERVED = new AtomicInteger();
  private static volatile Promise<CallStatus> closed = Promise.promise();
  private static EveryDoor server;

  /** Hears how calls end, as the access log and the metrics do. */
  private static final class Closes implements Interceptor {
    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        call.onClose(closed::tryComplete);
        call.onMessage(message -> SERVED.incrementAndGet());
        next.handle(call);
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server = new EveryDoor(new ScenarioService(), List.of(new Closes()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void forget() {
    SERVED.set(0);
    closed = Promise.promise();
  }

  static Stream<Arguments> all() {
    return server.cells(Kind.values());
  }

  static Stream<Arguments> bad() {
    return server
        .cells(Kind.UNARY, Kind.BIDI)
        .flatMap(
            cell ->
                Stream.of("1000000000000000000H", "-1S", "1x", "S", "1.5S", "123456789m")
                    .map(timeout -> Arguments.of(cell.get()[0], cell.get()[1], timeout)));
  }

  private static Outcome call(String door, Kind kind, String timeout) throws Exception {
    List<Everything> requests =
        kind.streamsRequests() ? List.of(number(1), number(2)) : List.of(number(2));
    return await(server.door(door).call(Script.whole(kind, requests, timeout, Map.of())));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("bad")
  void refusesWhatIsNoTimeout(String door, Kind kind, String timeout) throws Exception {
    assertThat(call(door, kind, timeout))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.INVALID_ARGUMENT));
    assertThat(await(closed.future()).message()).contains(timeout);
    assertThat(SERVED).hasValue(0);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void callsNoServiceWithoutTime(String door, Kind kind) throws Exception {
    assertThat(call(door, kind, "0m"))
        .isEqualTo(new Outcome(List.of(), GrpcStatus.DEADLINE_EXCEEDED));
    assertThat(await(closed.future()).code()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(SERVED).hasValue(0);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void takesTheLongestTimeoutThereIs(String door, Kind kind) throws Exception {
    assertThat(call(door, kind, "99999999H").status()).isEqualTo(GrpcStatus.OK);
  }
}
