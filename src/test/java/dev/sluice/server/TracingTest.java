package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static dev.sluice.tracing.Collector.attributes;
import static dev.sluice.tracing.Collector.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.RefusingPort;
import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.call.ServiceProvider;
import dev.sluice.channel.Channel;
import dev.sluice.channel.ChannelOptions;
import dev.sluice.config.SluiceConfig;
import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import dev.sluice.test.v1.EverythingServiceService;
import dev.sluice.tracing.Collector;
import dev.sluice.tracing.Tracing;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.Completable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.server.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces of a server: from its clients, to those that it asks, and to the collector. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TracingTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";

  private final List<String> noted = new CopyOnWriteArrayList<>();
  // Kept, for a client that nobody refers to closes itself.
  private final List<Object> clients = new CopyOnWriteArrayList<>();
  private Collector collector;
  private Vertx vertx;
  private ServerVerticle server;

  /** Asks the Greeter of the same server, by gRPC, perhaps over a channel, and then by REST. */
  private final class Relay extends EverythingServiceService implements ServiceProvider {

    @Override
    public String name() {
      return "relay";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(EverythingServiceGrpcService.of(this));
    }

    @Override
    protected void echo(Everything request, Completable<Everything> response) {
      SocketAddress self = SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
      GrpcClient client =
          request.getABool() ? Channel.create(vertx, options(self)) : GrpcClient.client(vertx);
      io.vertx.core.http.HttpClient http = vertx.createHttpClient();
      clients.add(client);
      clients.add(http);
      GreeterGrpcClient.create(client, self)
          .sayHello(HelloRequest.newBuilder().setName("grpc").build())
          .compose(
              reply -> http.request(HttpMethod.GET, self.port(), self.host(), request.getAString()))
          .compose(HttpClientRequest::send)
          .compose(HttpClientResponse::body)
          .map(Everything.getDefaultInstance())
          .onComplete(response);
    }

    private static ChannelOptions options(SocketAddress self) {
      return ChannelOptions.of(new JsonObject().put("targets", self.host() + ":" + self.port()));
    }
  }

  /** Notes what of a trace services see. */
  private final class Noting implements InterceptorProvider {

    @Override
    public String name() {
      return "noting";
    }

    @Override
    public Future<Interceptor> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(
          new Interceptor() {
            @Override
            public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
                RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
              return call -> {
                noted.add(method.fullName() + " " + call.traceId());
                noted.add("baggage " + call.headers().get("baggage"));
                next.handle(call);
              };
            }
          });
    }
  }

  @BeforeEach
  void startCollector() throws Exception {
    collector = new Collector();
  }

  @AfterEach
  void stop() throws Exception {
    if (vertx != null) {
      await(vertx.close());
    }
    collector.close();
  }

  private JsonObject tracing() {
    return new JsonObject()
        .put("enabled", true)
        .put("endpoint", collector.endpoint())
        .put("exportIntervalMillis", 100);
  }

  private void start(JsonObject tracing) throws Exception {
    JsonObject conf = conf(tracing);
    start(
        Vertx.builder().withTracer(Tracing.factory(SluiceConfig.parse(conf).tracing())).build(),
        conf);
  }

  private static JsonObject conf(JsonObject tracing) {
    return new JsonObject().put("tracing", tracing);
  }

  private void start(Vertx on, JsonObject conf) throws Exception {
    vertx = on;
    server = new ServerVerticle(List.of(new Relay()), List.of(new Noting()));
    conf.put("port", 0).put("host", "127.0.0.1").put("interceptors", new JsonArray().add("noting"));
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
  }

  private int hello(String... headers) throws Exception {
    HttpRequest.Builder request = request("/v1/hello/world");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private static String traceparent(String flags) {
    return "00-" + TRACE + "-" + CALLER + "-" + flags;
  }

  private int relay(String path) throws Exception {
    return relay(path, false);
  }

  private int relay(String path, boolean overChannel) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            request("/v1/echo")
                .headers("traceparent", traceparent("01"), "baggage", "user=ada")
                .POST(
                    BodyPublishers.ofString(
                        "{\"aString\": \"" + path + "\", \"aBool\": " + overChannel + "}"))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode();
  }

  private static Span only(List<Span> spans, SpanKind kind, String name, Span parent) {
    List<Span> found =
        spans.stream()
            .filter(s -> s.getKind() == kind && s.getName().equals(name))
            .filter(s -> s.getParentSpanId().equals(parent.getSpanId()))
            .toList();
    assertThat(found).as("%s %s below %s", kind, name, parent.getName()).hasSize(1);
    return found.get(0);
  }

  private static Span top(List<Span> spans) {
    return spans.stream()
        .filter(s -> hex(s.getParentSpanId()).equals(CALLER))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void goOnToThoseThatAServiceAsks() throws Exception {
    start(tracing());
    assertThat(relay("/v1/hello/rest?%24prettyPrint=true")).isEqualTo(200);

    List<Span> spans = collector.spansOf(TRACE, 5);
    assertThat(spans).hasSize(5);
    Span echo = top(spans);
    assertThat(echo.getName()).isEqualTo("sluice.test.v1.EverythingService/Echo");
    Span rpc = only(spans, SpanKind.SPAN_KIND_CLIENT, "helloworld.Greeter/SayHello", echo);
    assertThat(attributes(rpc))
        .containsEntry("rpc.system", "grpc")
        .containsEntry("rpc.service", "helloworld.Greeter")
        .containsEntry("rpc.method", "SayHello")
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", "#" + server.actualPort());
    only(spans, SpanKind.SPAN_KIND_SERVER, "helloworld.Greeter/SayHello", rpc);
    Span get = only(spans, SpanKind.SPAN_KIND_CLIENT, "GET", echo);
    assertThat(attributes(get))
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", "#200")
        .containsEntry("url.full", "http://127.0.0.1:" + server.actualPort() + "/v1/hello/rest");
    Span rest = only(spans, SpanKind.SPAN_KIND_SERVER, "helloworld.Greeter/SayHello", get);
    assertThat(attributes(rest)).containsEntry("http.route", "/v1/hello/{name}");
    assertThat(noted)
        .containsExactly(
            "sluice.test.v1.EverythingService/Echo " + TRACE,
            "baggage user=ada",
            "helloworld.Greeter/SayHello " + TRACE,
            "baggage user=ada",
            "helloworld.Greeter/SayHello " + TRACE,
            "baggage user=ada");
  }

  @Test
  void goOnOverAChannel() throws Exception {
    start(tracing());
    assertThat(relay("/v1/hello/rest", true)).isEqualTo(200);

    List<Span> spans = collector.spansOf(TRACE, 5);
    Span rpc = only(spans, SpanKind.SPAN_KIND_CLIENT, "helloworld.Greeter/SayHello", top(spans));
    only(spans, SpanKind.SPAN_KIND_SERVER, "helloworld.Greeter/SayHello", rpc);
    assertThat(noted)
        .startsWith(
            "sluice.test.v1.EverythingService/Echo " + TRACE,
            "baggage user=ada",
            "helloworld.Greeter/SayHello " + TRACE,
            "baggage user=ada");
  }

  @Test
  void tellWhatThoseRefused() throws Exception {
    start(tracing());
    assertThat(relay("/nowhere")).isEqualTo(200);

    List<Span> spans = collector.spansOf(TRACE, 4);
    Span get = only(spans, SpanKind.SPAN_KIND_CLIENT, "GET", top(spans));
    assertThat(get.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(attributes(get))
        .containsEntry("http.response.status_code", "#404")
        .containsEntry("error.type", "404");
  }

  @Test
  void haveNoSpanTwiceWhereTheVertxOfTheOwnerTracesAsWell() throws Exception {
    start(Vertx.vertx(), conf(tracing()));
    assertThat(hello("traceparent", traceparent("01"))).isEqualTo(200);
    assertThat(collector.spansOf(TRACE, 1)).hasSize(1);
  }

  @Test
  void areErrorsWhereTheServerIsAtFault() throws Exception {
    start(tracing());
    HTTP.send(
        request("/v1/split")
            .headers("traceparent", traceparent("01"))
            .POST(BodyPublishers.ofString("{}"))
            .build(),
        BodyHandlers.ofString());

    Span span = collector.spansOf(TRACE, 1).get(0);
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(span.getStatus().getMessage()).isEqualTo("the method is not implemented");
    assertThat(attributes(span)).containsEntry("rpc.grpc.status_code", "#12");
  }

  @ParameterizedTest
  @CsvSource({
    "1,   , true",
    "0,   , false",
    "1, 00, false",
    "0, 01, true",
    "1, zz, true",
  })
  void areRecordedAsCallerOrConfSay(double ratio, String flags, boolean recorded) throws Exception {
    start(tracing().put("sampleRatio", ratio));
    if (flags == null) {
      hello();
    } else {
      hello("traceparent", traceparent(flags));
    }
    await(vertx.undeploy(server.deploymentID()));
    assertThat(collector.spans()).hasSize(recorded ? 1 : 0);
    String trace = noted.get(0).substring(noted.get(0).indexOf(' ') + 1);
    assertThat(trace).matches("[0-9a-f]{32}");
    assertThat(trace.equals(TRACE)).isEqualTo(flags != null && !flags.equals("zz"));
  }

  @Test
  void areSentWhenTheServerStops() throws Exception {
    start(tracing().put("exportIntervalMillis", 60_000));
    for (int i = 0; i < 100; i++) {
      hello();
    }
    assertThat(collector.spans()).isEmpty();
    await(vertx.undeploy(server.deploymentID()));
    assertThat(collector.spans()).hasSize(100);
  }

  @Test
  void sayWhoSendsThem() throws Exception {
    start(
        tracing()
            .put("serviceName", "greetings")
            .put("headers", new JsonObject().put("x-key", "secret")));
    hello();
    await(vertx.undeploy(server.deploymentID()));
    assertThat(collector.requests().get(0).getHeader("x-key")).isEqualTo("secret");
    assertThat(attributes(collector.resources().get(0).getAttributesList()))
        .containsEntry("service.name", "greetings")
        .containsKeys("service.version", "service.instance.id", "telemetry.sdk.version");
  }

  @Test
  void areLostWithOneWarningWhileTheCollectorIsAway() throws Exception {
    try (RefusingPort away = new RefusingPort();
        LogCapture log = new LogCapture(Tracing.class)) {
      int port = away.number();
      start(tracing().put("endpoint", "http://127.0.0.1:" + port + "/v1/traces"));
      assertThat(hello()).isEqualTo(200);
      Awaitility.await().until(() -> log.lines().findAny().isPresent());
      for (int i = 0; i < 20; i++) {
        assertThat(hello()).isEqualTo(200);
        Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      }
      await(vertx.undeploy(server.deploymentID()));
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("Spans cannot be sent to http://127.0.0.1:" + port + "/v1/traces, and are");
    }
  }

  @Test
  void holdUpTheEndNoLongerThanTwoSecondsWhenTheCollectorIsSilent() throws Exception {
    start(tracing().put("maxQueuedSpans", 600).put("exportTimeoutSeconds", 60));
    collector.fallSilent();
    for (int i = 0; i < 1_500; i++) {
      hello();
    }
    long start = System.nanoTime();
    await(vertx.undeploy(server.deploymentID()));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void areNotMadeUnlessEnabled() throws Exception {
    start(new JsonObject());
    hello("traceparent", traceparent("01"));
    await(vertx.undeploy(server.deploymentID()));
    assertThat(noted).contains("helloworld.Greeter/SayHello null");
    assertThat(collector.spans()).isEmpty();
  }
}
