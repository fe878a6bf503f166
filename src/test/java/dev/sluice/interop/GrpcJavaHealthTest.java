package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.grpc.health.v1.HealthListRequest;
import dev.sluice.proto.grpc.health.v1.HealthListResponse;
import dev.sluice.proto.grpc.health.v1.HealthProto;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The health service as grpc-java sees it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GrpcJavaHealthTest {

  private static final ServiceDescriptor HEALTH =
      HealthProto.getDescriptor().findServiceByName("Health");
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> CHECK =
      GrpcJavaClient.method(
          HEALTH,
          "Check",
          HealthCheckRequest.getDefaultInstance(),
          HealthCheckResponse.getDefaultInstance());
  private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> WATCH =
      GrpcJavaClient.method(
          HEALTH,
          "Watch",
          HealthCheckRequest.getDefaultInstance(),
          HealthCheckResponse.getDefaultInstance());
  private static final MethodDescriptor<HealthListRequest, HealthListResponse> LIST =
      GrpcJavaClient.method(
          HEALTH,
          "List",
          HealthListRequest.getDefaultInstance(),
          HealthListResponse.getDefaultInstance());

  @Order(1)
  @RegisterExtension
  static final RunningServer SERVER = new RunningServer();

  @Order(2)
  @RegisterExtension
  static final GrpcJavaClient CLIENT = new GrpcJavaClient(SERVER);

  @ParameterizedTest
  @ValueSource(strings = {"", "helloworld.Greeter", "grpc.health.v1.Health"})
  void saysThatAServiceIsServing(String service) {
    assertThat(check(service)).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void doesNotFindAnUnknownService() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> check("helloworld.Stranger"))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void listsTheStateOfAllServices() {
    Map<String, HealthCheckResponse> states =
        ClientCalls.blockingUnaryCall(
                CLIENT.channel(), LIST, CallOptions.DEFAULT, HealthListRequest.getDefaultInstance())
            .getStatusesMap();

    assertThat(states)
        .containsKeys(
            "",
            "helloworld.Greeter",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection")
        .allSatisfy(
            (service, state) -> assertThat(state.getStatus()).isEqualTo(ServingStatus.SERVING));
  }

  @ParameterizedTest
  @CsvSource({"'', SERVING", "helloworld.Greeter, SERVING", "helloworld.Stranger, SERVICE_UNKNOWN"})
  void tellsAWatcherTheStateAtOnceAndReleasesItWhenItCancels(String service, ServingStatus state)
      throws Exception {
    BlockingClientCall<?, HealthCheckResponse> watch = watch(CLIENT, service);
    assertThat(watch.read().getStatus()).isEqualTo(state);
    assertThat(watchersOf(SERVER)).isEqualTo(1);

    watch.cancel("seen enough", null);

    await().untilAsserted(() -> assertThat(watchersOf(SERVER)).isZero());
  }

  @Test
  void tellsWatchersThatTheServerStops() throws Exception {
    try (RunningServer server = new RunningServer().start();
        GrpcJavaClient client = new GrpcJavaClient(server).open()) {
      BlockingClientCall<?, HealthCheckResponse> watch = watch(client, "helloworld.Greeter");
      assertThat(watch.read().getStatus()).isEqualTo(ServingStatus.SERVING);

      Future<Void> stopped = server.undeploy();

      assertThat(watch.read().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      watch.cancel("the server stops", null);
      await().until(stopped::succeeded);
    }
  }

  private static ServingStatus check(String service) {
    return ClientCalls.blockingUnaryCall(
            CLIENT.channel(), CHECK, CallOptions.DEFAULT, request(service))
        .getStatus();
  }

  private static BlockingClientCall<?, HealthCheckResponse> watch(
      GrpcJavaClient client, String service) {
    return ClientCalls.blockingV2ServerStreamingCall(
        client.channel(), WATCH, CallOptions.DEFAULT, request(service));
  }

  private static int watchersOf(RunningServer server) throws Exception {
    return server.callsUnderWay("grpc.health.v1.Health", "Watch");
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }
}
