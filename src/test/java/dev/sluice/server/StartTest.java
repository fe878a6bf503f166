package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.openapi.ContractException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a server starts. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartTest {

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();
  private final Set<Boolean> onEventLoopContext = ConcurrentHashMap.newKeySet();

  /** Notes where it wraps methods. */
  private final class Noting implements InterceptorProvider {

    @Override
    public String name() {
      return "noting";
    }

    @Override
    public Future<Interceptor> create(Vertx vertx, JsonObject options) {
      Context made = vertx.getOrCreateContext();
      return Future.succeededFuture(
          new Interceptor() {
            @Override
            public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
                RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
              threads.add(Thread.currentThread().getName());
              onEventLoopContext.add(vertx.getOrCreateContext() == made);
              return next;
            }
          });
    }
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private Future<String> deploy(JsonObject conf) {
    conf.put("port", 0).put("host", "127.0.0.1").put("interceptors", new JsonArray().add("noting"));
    return vertx.deployVerticle(
        new ServerVerticle(List.of(), List.of(new Noting())),
        new DeploymentOptions().setConfig(conf));
  }

  @Test
  void putsTogetherWhatItServesOffTheEventLoop() throws Exception {
    await(deploy(new JsonObject()));

    assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("vert.x-worker-thread-"));
    assertThat(onEventLoopContext).containsExactly(true);
  }

  @Test
  void keepsNoLimitsWhenItCannotStart(@TempDir Path directory) throws Exception {
    Path contract = directory.resolve("contract.yaml");
    Files.writeString(
        contract,
        """
        openapi: 3.1.0
        info: {title: Mine, version: '1'}
        paths:
          /v1/hi:
            post:
              operationId: Hi
              x-grpc-method: helloworld.Greeter/SayHi
              responses: {'200': {description: ok}}
        """);
    JsonObject rest = new JsonObject().put("contract", contract.toString());

    assertThatThrownBy(() -> await(deploy(new JsonObject().put("rest", rest))))
        .hasCauseInstanceOf(ContractException.class);

    assertThat(vertx.sharedData().getLocalMap("dev.sluice.limits")).isEmpty();
  }
}
