package dev.sluice.service.health;

import dev.sluice.call.RunOn;
import dev.sluice.config.Threads;
import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse;
import dev.sluice.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.sluice.proto.grpc.health.v1.HealthGrpcService;
import dev.sluice.proto.grpc.health.v1.HealthListRequest;
import dev.sluice.proto.grpc.health.v1.HealthListResponse;
import dev.sluice.proto.grpc.health.v1.HealthService;
import io.vertx.core.Future;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1.Health} over {@link ServingStates}, as <a
 * href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">health-checking.md</a>
 * describes it.
 */
@RunOn(Threads.EVENT_LOOP)
public final class HealthImpl extends HealthService {

  private final ServingStates states;

  private HealthImpl(ServingStates states) {
    this.states = states;
  }

  /** Makes the service. */
  public static Service of(ServingStates states) {
    return HealthGrpcService.of(new HealthImpl(states));
  }

  @Override
  public Future<HealthCheckResponse> check(HealthCheckRequest request) {
    ServingStatus state = states.get(request.getService());
    if (state == null) {
      return Future.failedFuture(
          new StatusException(GrpcStatus.NOT_FOUND, "unknown service " + request.getService()));
    }
    return Future.succeededFuture(answer(state));
  }

  @Override
  public Future<HealthListResponse> list(HealthListRequest request) {
    HealthListResponse.Builder all = HealthListResponse.newBuilder();
    states.all().forEach((service, state) -> all.putStatuses(service, answer(state)));
    return Future.succeededFuture(all.build());
  }

  @Override
  protected void watch(HealthCheckRequest request, WriteStream<HealthCheckResponse> response) {
    new Watch(request.getService(), (GrpcServerResponse<?, HealthCheckResponse>) response).start();
  }

  private static HealthCheckResponse answer(ServingStatus state) {
    return HealthCheckResponse.newBuilder().setStatus(state).build();
  }

  /** One watcher. While its client does not read, only the newest state is kept for it. */
  private final class Watch {

    private final String service;
    private final GrpcServerResponse<?, HealthCheckResponse> response;
    private @Nullable ServingStatus unsent;

    Watch(String service, GrpcServerResponse<?, HealthCheckResponse> response) {
      this.service = service;
      this.response = response;
    }

    void start() {
      Runnable stop = states.watch(service, this::changed, this::end);
      response.exceptionHandler(e -> stop.run());
      ServingStatus state = states.get(service);
      changed(state == null ? ServingStatus.SERVICE_UNKNOWN : state);
      if (states.isClosed()) {
        end();
      }
    }

    private void changed(ServingStatus state) {
      if (response.writeQueueFull()) {
        if (unsent == null) {
          response.drainHandler(v -> sendUnsent());
        }
        unsent = state;
      } else {
        response.write(answer(state));
      }
    }

    private void end() {
      response.status(GrpcStatus.UNAVAILABLE).statusMessage("the server is stopping").end();
    }

    private void sendUnsent() {
      ServingStatus state = unsent;
      if (state != null) {
        unsent = null;
        changed(state);
      }
    }
  }
}
