package dev.sluice.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallLimits;
import dev.sluice.call.Execution;
import dev.sluice.call.Interceptor;
import dev.sluice.call.MethodRegistry;
import dev.sluice.call.OpenTasks;
import dev.sluice.config.SluiceConfig;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The same with the service on workers. */
class WorkerMatrixTest extends MatrixTest {

  private final Queue<String> strays = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pieces = new AtomicInteger();

  String threads() {
    return "worker";
  }

  /** Whether a thread is one that the service should run on. */
  boolean isRight(Thread thread) {
    return Context.isOnWorkerThread() && thread.getName().startsWith("sluice-worker-test-");
  }

  @Override
  MethodRegistry registry(Vertx vertx, Interceptor interceptor) {
    SluiceConfig config =
        SluiceConfig.parse(
            new JsonObject()
                .put("execution", new JsonArray().add(new JsonObject().put("threads", threads()))));
    OpenTasks tasks = new OpenTasks(1_000, "too many");
    Execution execution =
        Execution.of(
            vertx,
            config.execution(),
            new Execution.Pools("sluice-worker-test", config.workers(), tasks, tasks));
    MethodRegistry registry =
        MethodRegistry.of(
            List.of(EverythingServiceGrpcService.of(new ScenarioService(this::running))),
            List.of(interceptor),
            CallLimits.none(),
            execution);
    execution.check();
    return registry;
  }

  private void running() {
    pieces.incrementAndGet();
    if (!isRight(Thread.currentThread()) || Context.isOnEventLoopThread()) {
      strays.add(Thread.currentThread().getName());
    }
  }

  @AfterEach
  void runsNoPieceOfTheServiceElsewhere() {
    assertThat(strays).isEmpty();
    assertThat(pieces).hasPositiveValue();
  }
}
