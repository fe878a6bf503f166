package dev.sluice.matrix;

import static dev.sluice.Waiting.await;
import static dev.sluice.matrix.ScenarioService.number;
import static dev.sluice.tracing.Collector.attributes;
import static dev.sluice.tracing.Collector.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.matrix.Door.Outcome;
import dev.sluice.matrix.Door.Script;
import dev.sluice.test.v1.Everything;
import dev.sluice.tracing.Collector;
import dev.sluice.tracing.Tracing;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The span of a call, at each door and for each kind of method. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TracesAtEveryDoorTest {

  private static final String CALLER = "00f067aa0ba902b7";

  private static Collector collector;
  private static Tracing tracing;
  private static EveryDoor server;

  @BeforeAll
  static void start() throws Exception {
    collector = new Collector();
    JsonObject conf =
        new JsonObject()
            .put(
                "tracing",
                new JsonObject()
                    .put("endpoint", collector.endpoint())
                    .put("exportIntervalMillis", 100));
    tracing = Tracing.create(SluiceConfig.parse(conf).tracing());
    server = new EveryDoor(new ScenarioService(), List.of(tracing.interceptor()));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    tracing.close();
    collector.close();
  }

  static Stream<Arguments> all() {
    return server.cells(Kind.values());
  }

  private static String newTrace() {
    byte[] id = new byte[16];
    ThreadLocalRandom.current().nextBytes(id);
    id[0] = 1;
    return HexFormat.of().formatHex(id);
  }

  private static Outcome call(String door, Kind kind, List<Everything> requests, String trace)
      throws Exception {
    return await(
        server
            .door(door)
            .call(
                Script.whole(
                    kind,
                    requests,
                    null,
                    Map.of(
                        "traceparent",
                        "00-" + trace + "-" + CALLER + "-01",
                        "tracestate",
                        "a=b"))));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void tellsOfACall(String door, Kind kind) throws Exception {
    String trace = newTrace();
    List<Everything> requests =
        kind.streamsRequests() ? List.of(number(1), number(2), number(3)) : List.of(number(3));
    assertThat(call(door, kind, requests, trace).status()).isEqualTo(GrpcStatus.OK);

    Span span = collector.spansOf(trace, 1).get(0);
    assertThat(span.getName()).isEqualTo("sluice.test.v1.EverythingService/" + kind.method);
    assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(hex(span.getParentSpanId())).isEqualTo(CALLER);
    assertThat(span.getTraceState()).isEqualTo("a=b");
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
    assertThat(attributes(span))
        .containsEntry("rpc.system", "grpc")
        .containsEntry("rpc.service", "sluice.test.v1.EverythingService")
        .containsEntry("rpc.method", kind.method)
        .containsEntry("rpc.grpc.status_code", "#0")
        .containsEntry("sluice.messages.received", kind.streamsRequests() ? "#3" : "#1")
        .containsEntry("sluice.messages.sent", kind.streamsResponses() ? "#3" : "#1")
        .containsKey("sluice.request_id");
    assertSaysWhereItCameIn(door, kind, attributes(span));
  }

  private static void assertSaysWhereItCameIn(
      String door, Kind kind, Map<String, String> attributes) {
    boolean overHttp = door.startsWith("REST") || door.equals("WebSocket");
    if (overHttp) {
      assertThat(attributes)
          .containsEntry("http.route", kind.path)
          .containsEntry("http.request.method", door.equals("WebSocket") ? "GET" : "POST");
    } else {
      assertThat(attributes).doesNotContainKeys("http.route", "http.request.method");
    }
    if (door.equals("in-process")) {
      assertThat(attributes).doesNotContainKeys("client.address", "server.address");
    } else {
      assertThat(attributes)
          .containsEntry("client.address", "127.0.0.1")
          .containsEntry("server.address", "127.0.0.1")
          .containsKeys("client.port", "server.port");
    }
    assertThat(attributes.get("sluice.door"))
        .isEqualTo(
            door.startsWith("grpc-web")
                ? door.replace(" over h2", "")
                : overHttp ? (door.equals("WebSocket") ? "websocket" : "rest") : door);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("all")
  void tellsOfACallThatFails(String door, Kind kind) throws Exception {
    String trace = newTrace();
    call(door, kind, List.of(Everything.newBuilder().setAString("fail").build()), trace);

    Span span = collector.spansOf(trace, 1).get(0);
    assertThat(attributes(span)).containsEntry("rpc.grpc.status_code", "#10");
    // ABORTED is no fault of the server.
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
  }
}
