package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.RunOn;
import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import dev.sluice.config.Threads;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcClient;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of two instances with a service that blocks. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockingServiceTest {

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger blocked = new AtomicInteger();
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
  private final List<ServerVerticle> instances = new ArrayList<>();
  // Kept, for a client that nobody refers to closes itself.
  private final List<GrpcClient> clients = new ArrayList<>();
  private String deployment;

  @AfterEach
  void stop() {
    gate.release(1_000);
    vertx.close().await();
  }

  @RunOn(Threads.WORKER)
  private final class Blocking extends EverythingServiceService {
    @Override
    public Future<Everything> echo(Everything request) {
      if (request.getAString().equals("block")) {
        blocked.incrementAndGet();
        try {
          gate.acquire();
        } catch (InterruptedException e) {
          interrupted.complete(true);
          return Future.failedFuture(e);
        }
      }
      return Future.succeededFuture(request);
    }
  }

  private final class Provider implements ServiceProvider {
    @Override
    public String name() {
      return "everything";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(EverythingServiceGrpcService.of(new Blocking()));
    }
  }

  private void start(String conf) {
    JsonObject whole =
        new JsonObject(conf.replace('\'', '"')).put("port", 0).put("host", "127.0.0.1");
    deployment =
        vertx
            .deployVerticle(
                () -> {
                  ServerVerticle made = new ServerVerticle(List.of(new Provider()));
                  synchronized (instances) {
                    instances.add(made);
                  }
                  return made;
                },
                new DeploymentOptions().setConfig(whole).setInstances(2))
            .await();
  }

  private int port() {
    return instances.get(0).actualPort();
  }

  private Future<Everything> grpc(String text) {
    // A client of its own has a connection of its own, which may be with the other instance.
    GrpcClient client = GrpcClient.client(vertx);
    clients.add(client);
    return EverythingServiceGrpcClient.create(
            client, SocketAddress.inetSocketAddress(port(), "127.0.0.1"))
        .echo(Everything.newBuilder().setAString(text).build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> echo(String text) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/v1/echo"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"aString\":\"" + text + "\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void sharesItsWorkersBetweenInstancesAndRefusesWhatDoesNotFit() throws Exception {
    start("{'workers': {'size': 2, 'maxQueue': 0}}");
    Future<Everything> first = grpc("block");
    Future<Everything> second = grpc("block");
    await().until(() -> blocked.get() == 2);

    assertThat(grpc("x").transform(done -> Future.succeededFuture(done.cause())).await())
        .isInstanceOfSatisfying(
            InvalidStatusException.class,
            e -> assertThat(e.actualStatus()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED));
    HttpResponse<String> unavailable = echo("x");
    assertThat(unavailable.statusCode()).isEqualTo(503);
    assertThat(unavailable.headers().firstValue("retry-after")).hasValue("1");
    assertThat(unavailable.body())
        .contains("all workers are busy, and 0 calls wait for one", "google.rpc.RetryInfo");
    assertThat(get("/v1/hello/world").body()).contains("Hello, world");
    assertThat(get("/metrics").body()).contains("rpc_server_tasks{threads=\"worker\"} 2");

    gate.release(2);
    assertThat(first.await().getAString()).isEqualTo("block");
    assertThat(second.await().getAString()).isEqualTo("block");
    await().until(() -> get("/metrics").body().contains("rpc_server_tasks{threads=\"worker\"} 0"));
    assertThat(echo("x").statusCode()).isEqualTo(200);
  }

  @Test
  void letsWorkersEndTheirCallsWhenItIsToldToStop() throws Exception {
    start("{}");
    Future<Everything> call = grpc("block");
    await().until(() -> blocked.get() == 1);

    Future<Void> stopped = vertx.undeploy(deployment);
    gate.release();

    assertThat(call.await().getAString()).isEqualTo("block");
    stopped.await();
  }

  @Test
  void interruptsWorkersThatDoNotEndWhenItStops() throws Exception {
    start("{'drain': {'timeoutSeconds': 0}}");
    Future<Everything> call = grpc("block");
    await().until(() -> blocked.get() == 1);

    vertx.undeploy(deployment).await();

    assertThat(call.transform(done -> Future.succeededFuture(done.cause())).await())
        .isInstanceOfSatisfying(
            InvalidStatusException.class,
            e -> assertThat(e.actualStatus()).isEqualTo(GrpcStatus.UNAVAILABLE));
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answersHealthWhileAllWorkersAreBusy() throws Exception {
    start("{'execution': [{'threads': 'worker'}], 'workers': {'size': 1, 'maxQueue': 0}}");
    Future<Everything> call = grpc("block");
    await().until(() -> blocked.get() == 1);

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/v1/hello/world").statusCode()).isEqualTo(503);
    gate.release();
    call.await();
  }

  @Test
  void doesNotStartWithThreadsThatThereAreNot() {
    assertThatThrownBy(
            () -> start("{'execution': [{'threads': 'eventloop'}, {}], 'workers': {'size': 0}}"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        "execution[0].threads: \"eventloop\" (expected: one of eventLoop, worker,"
                            + " virtual, auto)",
                        "execution[1].threads: null (expected: one of eventLoop, worker, virtual,"
                            + " auto)",
                        "workers.size: 0 (expected: an integer from 1 to 10000)"));
  }
}
