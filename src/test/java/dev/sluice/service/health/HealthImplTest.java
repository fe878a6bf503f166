package dev.sluice.service.health;

import static dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVICE_UNKNOWN;
import static dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.MethodRegistry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.grpc.health.v1.HealthGrpcClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HealthImplTest {

  private final ServingStates states = new ServingStates();

  /** The event loop of the server, which the states belong to. */
  private Context eventLoop;

  private HttpServer server;

  /** Kept, for a client that nobody refers to closes itself. */
  private GrpcClient client;

  @BeforeEach
  void start(Vertx vertx) {
    eventLoop = vertx.getOrCreateContext();
    MethodRegistry registry = MethodRegistry.of(List.of(HealthImpl.of(states)), List.of());
    server =
        onEventLoop(
                () ->
                    vertx
                        .createHttpServer()
                        .requestHandler(
                            new GrpcDoor(registry, SluiceConfig.parse(new JsonObject()).grpc()))
                        .listen(0, "127.0.0.1"))
            .await();
    client = GrpcClient.client(vertx);
  }

  @Test
  void tellsAWatcherEachChangeOfItsServiceOnly() {
    List<ServingStatus> seen = new CopyOnWriteArrayList<>();
    watch("a.Service", seen);
    await().untilAsserted(() -> assertThat(seen).containsExactly(SERVICE_UNKNOWN));

    set("a.Service", SERVING);
    set("another.Service", NOT_SERVING);
    set("a.Service", SERVING);
    set("a.Service", NOT_SERVING);

    await()
        .untilAsserted(
            () -> assertThat(seen).containsExactly(SERVICE_UNKNOWN, SERVING, NOT_SERVING));
  }

  @Test
  void forgetsAWatcherThatCancels() {
    List<ServingStatus> seen = new CopyOnWriteArrayList<>();
    GrpcClientRequest<?, ?> watch = watch("", seen);
    await().untilAsserted(() -> assertThat(seen).containsExactly(SERVING));
    assertThat(onEventLoop(states::watcherCount)).isEqualTo(1);

    watch.cancel();

    await().untilAsserted(() -> assertThat(onEventLoop(states::watcherCount)).isZero());
  }

  @Test
  void endsItsWatchersWhenTheServerStops() {
    List<ServingStatus> seen = new CopyOnWriteArrayList<>();
    GrpcClientRequest<?, ?> watch = watch("", seen);
    await().untilAsserted(() -> assertThat(seen).containsExactly(SERVING));

    onEventLoop(
        () -> {
          states.close();
          return states;
        });

    GrpcClientResponse<?, ?> response = watch.response().await();
    await().untilAsserted(() -> assertThat(response.status()).isEqualTo(GrpcStatus.UNAVAILABLE));
    assertThat(seen).containsExactly(SERVING, NOT_SERVING);
    assertThat(onEventLoop(states::watcherCount)).isZero();
  }

  private void set(String service, ServingStatus state) {
    onEventLoop(
        () -> {
          states.set(service, state);
          return state;
        });
  }

  private GrpcClientRequest<HealthCheckRequest, HealthCheckResponse> watch(
      String service, List<ServingStatus> seen) {
    GrpcClientRequest<HealthCheckRequest, HealthCheckResponse> call =
        client
            .request(
                SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1"),
                HealthGrpcClient.Watch)
            .await();
    Future<?> answered =
        call.response()
            .onSuccess(response -> response.handler(state -> seen.add(state.getStatus())));
    call.end(HealthCheckRequest.newBuilder().setService(service).build()).await();
    answered.await();
    return call;
  }

  private <T> T onEventLoop(Supplier<T> task) {
    Promise<T> done = Promise.promise();
    eventLoop.runOnContext(v -> done.complete(task.get()));
    return done.future().await();
  }
}
