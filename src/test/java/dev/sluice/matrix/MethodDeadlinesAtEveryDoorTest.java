package dev.sluice.matrix;

import static dev.sluice.Waiting.await;
import static dev.sluice.matrix.ScenarioService.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallLimits;
import dev.sluice.call.InputBudget;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.OpenCalls;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.SluiceConfig;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.matrix.Door.Outcome;
import dev.sluice.matrix.Door.Script;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The deadlines that the conf has for methods. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MethodDeadlinesAtEveryDoorTest {

  private static volatile Promise<Duration> closed = Promise.promise();
  private static EveryDoor server;

  /** Hears how much time calls had left when they ended. */
  private static final class TimeLeft implements Interceptor {
    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        Promise<Duration> heard = closed;
        call.onClose(status -> heard.tryComplete(call.remaining()));
        next.handle(call);
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    String service = "sluice.test.v1.EverythingService/";
    JsonArray deadlines =
        new JsonArray()
            .add(rule(service + "Echo").put("defaultMillis", 150).put("maxMillis", 60_000))
            .add(rule(service + "Split").put("defaultMillis", 150))
            .add(rule(service + "*").put("maxMillis", 150))
            .add(rule("*").put("defaultMillis", 60_000));
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("deadlines", deadlines));
    server =
        new EveryDoor(
            vertx ->
                MethodRegistry.of(
                    List.of(EverythingServiceGrpcService.of(new ScenarioService())),
                    List.of(new TimeLeft()),
                    new CallLimits(
                        new InputBudget(Long.MAX_VALUE), new OpenCalls(), config.deadlines())));
  }

  private static JsonObject rule(String method) {
    return new JsonObject().put("method", method);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  static Stream<Arguments> all() {
    return server.cells(Kind.values());
  }

  static Stream<Arguments> withALongestOne() {
    return server.cells(Kind.CLIENT, Kind.BIDI);
  }

  static Stream<Arguments> withADefaultOne() {
    return server.cells(Kind.UNARY, Kind.SERVER);
  }

  private static Outcome call(
      String door, Kind kind, List<Everything> requests, @Nullable String timeout)
      throws Exception {
    return await(server.door(door).call(Script.whole(kind, requests, timeout, Map.of())));
  }

  private static Outcome hang(String door, Kind kind, @Nullable String timeout) throws Exception {
    Everything hang = Everything.newBuilder().setAString("hang").build();
    return call(door, kind, kind == Kind.BIDI ? List.of(number(1), hang) : List.of(hang), timeout);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void endCallsThatSetNone(String door, Kind kind) throws Exception {
    assertThat(hang(door, kind, null).status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("withALongestOne")
  void endCallsThatSetALongerOneThanTheLongest(String door, Kind kind) throws Exception {
    assertThat(hang(door, kind, "1H").status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("withADefaultOne")
  void endNoCallSoonerThanItAsksWhereTheyAreADefault(String door, Kind kind) throws Exception {
    closed = Promise.promise();

    call(door, kind, List.of(number(1)), "50S");

    assertThat(await(closed.future())).isGreaterThan(Duration.ofSeconds(1));
  }
}
