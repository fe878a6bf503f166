package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.MetricsPage;
import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.RunOn;
import dev.sluice.call.ServerCall;
import dev.sluice.call.ServiceProvider;
import dev.sluice.config.Threads;
import dev.sluice.interceptor.AccessEntry;
import dev.sluice.interceptor.AccessLog;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideGrpcService;
import dev.sluice.proto.routeguide.RouteGuideService;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code HEAD} of an operation whose responses are a stream: a call without a service. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HeadOfStreamsTest {

  private static final Map<String, String> CALLS = Map.of("method", "ListFeatures", "door", "rest");

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger served = new AtomicInteger();
  private final List<AccessEntry> log = new CopyOnWriteArrayList<>();
  private ServerVerticle server;

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  /** Counts its calls. */
  private class Counting extends RouteGuideService {
    @Override
    protected void listFeatures(Rectangle request, WriteStream<Feature> response) {
      served.incrementAndGet();
      response.end(Feature.newBuilder().setName("here").build());
    }
  }

  @RunOn(Threads.WORKER)
  private final class CountingOnWorkers extends Counting {}

  private record Provider(RouteGuideService guide) implements ServiceProvider {

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(RouteGuideGrpcService.of(guide));
    }
  }

  /** Holds calls for ever. */
  private static final class Holding implements Interceptor, InterceptorProvider {

    @Override
    public String name() {
      return "holding";
    }

    @Override
    public Future<Interceptor> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(this);
    }

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> call.passOnAfter(Promise.<Void>promise().future(), next);
    }
  }

  private void start(boolean onWorkers, String conf) throws Exception {
    AccessLog.use(vertx, log::add);
    Counting guide = onWorkers ? new CountingOnWorkers() : new Counting();
    server = new ServerVerticle(List.of(new Provider(guide)), List.of(new Holding()));
    JsonObject off = new JsonObject().put("enabled", false);
    JsonObject whole =
        new JsonObject(conf.replace('\'', '"'))
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("logging", new JsonObject().put("access", true))
            .put("services", new JsonObject().put("routeguide", off));
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(whole)));
  }

  private HttpClient client(HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private Future<HttpClientRequest> request(HttpClient client, HttpMethod method) {
    return client
        .request(method, server.actualPort(), "127.0.0.1", "/v1/features")
        .map(request -> request.exceptionHandler(e -> {}));
  }

  private String answer(HttpClient client, HttpMethod method) throws Exception {
    return await(
        request(client, method)
            // Within, so that the answer cannot come before someone listens.
            .compose(request -> request.send().compose(HeadOfStreamsTest::told)));
  }

  private static Future<String> told(HttpClientResponse response) {
    return response.body().map(body -> response.statusCode() + " " + body);
  }

  private double metric(String name, String... labels) throws Exception {
    Map<String, String> all = new HashMap<>(CALLS);
    if (labels.length > 0) {
      all.put(labels[0], labels[1]);
    }
    return MetricsPage.at(server.actualPort()).sum(name, all);
  }

  /** Whether as many calls have been counted and logged, or more. */
  private boolean hasEnded(int calls) throws Exception {
    return metric("rpc_server_duration_seconds_count") >= calls && log.size() >= calls;
  }

  static Stream<Arguments> places() {
    String workers = "{'execution': [{'threads': 'worker'}]}";
    return Stream.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)
        .flatMap(
            version ->
                Stream.of(
                    arguments(version, false, "{}"),
                    arguments(version, false, workers),
                    arguments(version, true, "{}")));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("places")
  void isOneCallThatDoesNotComeToTheService(HttpVersion version, boolean onWorkers, String conf)
      throws Exception {
    start(onWorkers, conf);
    HttpClient client = client(version);
    assertThat(answer(client, HttpMethod.HEAD)).isEqualTo("200 ");
    Awaitility.await().until(() -> hasEnded(1));

    assertThat(served).hasValue(0);
    assertThat(metric("rpc_server_duration_seconds_count", "status", "OK")).isEqualTo(1);
    assertThat(metric("rpc_server_messages_total", "direction", "sent")).isZero();
    assertThat(metric("rpc_server_active")).isZero();
    assertThat(log).hasSize(1);
    assertThat(answer(client, HttpMethod.GET)).startsWith("200 [").contains("here");
    assertThat(served).hasValue(1);
    Awaitility.await().until(() -> hasEnded(2));
    assertThat(metric("rpc_server_duration_seconds_count")).isEqualTo(2);
    assertThat(log).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endsWhenTheClientGoesAwayBeforeTheEndOfTheRequest(HttpVersion version) throws Exception {
    start(false, "{}");
    HttpClientRequest request = await(request(client(version), HttpMethod.HEAD));
    await(request.setChunked(true).write(" "));
    Awaitility.await().until(() -> metric("rpc_server_active") == 1);

    await(request.reset(8));

    hasBeenCancelled();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void endsWhenTheClientGoesAwayBeforeTheAnswer(HttpVersion version) throws Exception {
    start(false, "{'interceptors': ['holding']}");
    HttpClientRequest request = await(request(client(version), HttpMethod.HEAD));
    request.send();
    Awaitility.await().until(() -> metric("rpc_server_active") == 1);

    await(request.reset(8));

    hasBeenCancelled();
  }

  private void hasBeenCancelled() throws Exception {
    Awaitility.await().until(() -> hasEnded(1));
    assertThat(metric("rpc_server_active")).isZero();
    assertThat(metric("rpc_server_duration_seconds_count", "status", "CANCELLED")).isEqualTo(1);
    assertThat(log).extracting(entry -> entry.status()).containsExactly("CANCELLED");
    assertThat(served).hasValue(0);
  }
}
