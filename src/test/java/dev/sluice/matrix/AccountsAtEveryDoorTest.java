package dev.sluice.matrix;

import static dev.sluice.Waiting.await;
import static dev.sluice.matrix.ScenarioService.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.MetricsPage;
import dev.sluice.call.ServiceProvider;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.matrix.Door.Kind;
import dev.sluice.matrix.Door.Outcome;
import dev.sluice.matrix.Door.Script;
import dev.sluice.server.ServerVerticle;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the metrics and the access log tell of calls, at each door of a whole server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AccountsAtEveryDoorTest {

  private static final String SERVICE = "sluice.test.v1.EverythingService";
  private static final Vertx VERTX = Vertx.vertx();
  private static final BlockingQueue<AccessEntry> ENTRIES = new LinkedBlockingQueue<>();
  // By the names that metrics and log have for them.
  private static final Map<String, String> DOORS =
      Map.of(
          "grpc", "grpc",
          "grpc-web", "grpc-web",
          "grpc-web-text", "grpc-web-text",
          "rest", "REST NDJSON",
          "websocket", "WebSocket");
  private static int port;
  private static Map<String, Door> clients;

  private static final class Provider implements ServiceProvider {

    @Override
    public String name() {
      return "scenarios";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(EverythingServiceGrpcService.of(new ScenarioService()));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    AccessLog.use(VERTX, ENTRIES::add);
    JsonObject conf =
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("logging", new JsonObject().put("access", true));
    ServerVerticle server = new ServerVerticle(List.of(new Provider()));
    await(VERTX.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
    port = server.actualPort();
    clients = EveryDoor.clients(VERTX, port);
  }

  @AfterAll
  static void stop() throws Exception {
    await(VERTX.close());
  }

  private static Everything failing(int number) {
    return number(number).toBuilder().setAString("fail").build();
  }

  /**
   * A pair of calls of a kind.
   *
   * @param good the requests of the one that succeeds
   * @param goodSent how many messages that one is answered with
   * @param bad the requests of the one that fails
   * @param badSent how many messages that one is answered with
   */
  record Pair(Kind kind, List<Everything> good, int goodSent, List<Everything> bad, int badSent) {
    @Override
    public String toString() {
      return kind.name();
    }
  }

  static Stream<Arguments> pairsAtDoors() {
    return Stream.of(
            new Pair(Kind.UNARY, List.of(number(1)), 1, List.of(failing(1)), 0),
            new Pair(Kind.SERVER, List.of(number(3)), 3, List.of(failing(2)), 2),
            new Pair(Kind.CLIENT, List.of(number(1), number(2)), 1, List.of(failing(1)), 0),
            new Pair(
                Kind.BIDI, List.of(number(1), number(2)), 2, List.of(number(1), failing(2)), 1))
        .flatMap(
            pair ->
                DOORS.keySet().stream()
                    .sorted()
                    .filter(door -> client(door).kinds().contains(pair.kind))
                    .map(door -> arguments(door, pair)));
  }

  private static Door client(String door) {
    return clients.get(DOORS.get(door));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("pairsAtDoors")
  void haveEachCallOnceWithItsStatusAndItsMessages(String door, Pair pair) throws Exception {
    check(door, pair.kind, "good-1", pair.good, GrpcStatus.OK, pair.goodSent);
    check(door, pair.kind, "bad-1", pair.bad, GrpcStatus.ABORTED, pair.badSent);

    String tags =
        "{door=\"" + door + "\",method=\"" + pair.kind.method + "\",service=\"" + SERVICE + "\"";
    List<String> metrics = MetricsPage.at(port).lines();
    for (String status : List.of("OK", "ABORTED")) {
      String ofStatus = tags + ",status=\"" + status + "\"";
      assertThat(metrics)
          .contains("rpc_server_duration_seconds_count" + ofStatus + "} 1")
          .contains("rpc_server_duration_seconds_bucket" + ofStatus + ",le=\"+Inf\"} 1");
    }
    String messages = "rpc_server_messages_total" + tags.replace("{", "{direction=\"%s\",");
    assertThat(metrics)
        .contains(
            messages.formatted("received") + "} " + (double) (pair.good.size() + pair.bad.size()),
            messages.formatted("sent") + "} " + (double) (pair.goodSent + pair.badSent),
            "rpc_server_active" + tags + "} 0.0");
    assertThat(ENTRIES).isEmpty();
  }

  private static void check(
      String door, Kind kind, String id, List<Everything> requests, GrpcStatus status, int sent)
      throws Exception {
    Outcome outcome =
        await(client(door).call(Script.whole(kind, requests, null, Map.of("x-request-id", id))));
    assertThat(outcome.status()).isEqualTo(status);

    AccessEntry entry = ENTRIES.poll(20, TimeUnit.SECONDS);
    assertThat(entry).isNotNull();
    assertThat(entry.door()).isEqualTo(door);
    assertThat(entry.method()).isEqualTo(SERVICE + "/" + kind.method);
    assertThat(entry.status()).isEqualTo(status.name());
    assertThat(entry.request()).isEqualTo(id);
    assertThat(entry.received()).isEqualTo(requests.size());
    assertThat(entry.sent()).isEqualTo(sent);
  }
}
