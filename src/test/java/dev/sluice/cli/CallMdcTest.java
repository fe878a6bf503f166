package dev.sluice.cli;

import static dev.sluice.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.call.ServiceProvider;
import dev.sluice.channel.Channel;
import dev.sluice.channel.ChannelOptions;
import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.server.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lines say of the call that they are logged in, on event loops and on workers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallMdcTest {

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter own = new LogbackMDCAdapter();
  private final Logger logger = context.getLogger("dev.example.Chatter");
  private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

  /** Kept, for a client that nobody refers to closes itself. */
  private HttpClient http;

  /** Logs at once, and in callbacks. */
  private final class Chatter extends GreeterService implements ServiceProvider {

    @Override
    public String name() {
      return "chatter";
    }

    @Override
    public Future<Service> create(Vertx vertx, JsonObject options) {
      return Future.succeededFuture(GreeterGrpcService.of(this));
    }

    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      logger.info("at once");
      return vertx
          .timer(1, TimeUnit.MILLISECONDS)
          .map(
              v -> {
                logger.info("later");
                return HelloReply.getDefaultInstance();
              });
    }

    @Override
    protected void sayHelloBidiStream(
        ReadStream<HelloRequest> requests, WriteStream<HelloReply> replies) {
      logger.info("at once");
      requests.handler(
          request -> {
            logger.info(request.getName());
            replies.write(HelloReply.getDefaultInstance());
          });
      requests.endHandler(
          v -> {
            logger.info("end");
            replies.end();
          });
    }
  }

  @BeforeEach
  void listen() {
    context.setMDCAdapter(own);
    CallMdc.install(context);
    CallMdc.install(context);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            lines.add(event);
          }
        };
    appender.setContext(context);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    context.stop();
  }

  private int serve(String threads, String keys) throws Exception {
    ServerVerticle verticle = new ServerVerticle(List.of(new Chatter()));
    JsonObject conf =
        new JsonObject()
            .put("host", "localhost")
            .put("port", 0)
            .put(
                "services", new JsonObject().put("greeter", new JsonObject().put("enabled", false)))
            .put("execution", new JsonArray().add(new JsonObject().put("threads", threads)))
            .put(
                "security",
                new JsonObject()
                    .put("default", "authenticated")
                    .put(
                        "authenticators",
                        new JsonArray()
                            .add(new JsonObject().put("type", "apiKey").put("file", keys))));
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
    return verticle.actualPort();
  }

  private List<String> messages() {
    return lines.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void assertEachSays(String request, String method) {
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.getMDCPropertyMap())
                    .isEqualTo(
                        Map.of(
                            "requestId",
                            request,
                            "method",
                            "helloworld.Greeter/" + method,
                            "principal",
                            "apiKey:ada")));
  }

  private void sayHello(int port, String key, String request) throws Exception {
    http = vertx.createHttpClient();
    HttpClientResponse answer =
        await(
            http.request(HttpMethod.GET, port, "localhost", "/v1/hello/world")
                .compose(
                    sent ->
                        sent.putHeader("x-api-key", key)
                            .putHeader("x-request-id", request)
                            .send()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(messages()).containsExactly("at once", "later");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventLoop", "worker", "virtual"})
  void saysInEachLineWhichCallItIsOf(String threads) throws Exception {
    assumeTrue(
        !threads.equals("virtual") || Runtime.version().feature() >= 21,
        "virtual threads need Java 21 or newer");
    String keys = directory.resolve("keys.json").toString();
    String key = CommandRun.of("make-key", "--name", "ada", "--file", keys).out().strip();
    int port = serve(threads, keys);

    sayHello(port, key, "ada-1");
    assertEachSays("ada-1", "SayHello");
    assertThat(text(lines.get(0))).endsWith(" dev.example.Chatter at once request=ada-1\n");
    assertThat(new JsonObject(json(lines.get(1))).getJsonObject("mdc").getString("requestId"))
        .isEqualTo("ada-1");

    lines.clear();
    Channel channel =
        Channel.create(
            vertx, ChannelOptions.of(new JsonObject().put("targets", "localhost:" + port)));
    await(
        channel
            .request(GreeterGrpcClient.SayHelloBidiStream)
            .compose(
                request -> {
                  request.headers().set("x-api-key", key).set("x-request-id", "ada-2");
                  request.write(HelloRequest.newBuilder().setName("one").build());
                  request.end(HelloRequest.newBuilder().setName("two").build());
                  return request.response().compose(response -> response.end());
                }));
    assertThat(messages()).containsExactly("at once", "one", "two", "end");
    assertEachSays("ada-2", "SayHelloBidiStream");

    lines.clear();
    await(Future.future(done -> vertx.runOnContext(v -> outside().onComplete(done))));
    assertThat(messages()).containsExactly("outside");
    assertThat(lines.get(0).getMDCPropertyMap()).isEqualTo(Map.of("own", "kept"));
    assertThat(text(lines.get(0))).endsWith(" dev.example.Chatter outside\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada\nbob", "ada\rbob", "ada\u0085bob"})
  void saysWhoCallsInOneLine(String name) throws Exception {
    String keys = directory.resolve("keys.json").toString();
    String key = CommandRun.of("make-key", "--name", name, "--file", keys).out().strip();

    sayHello(serve("eventLoop", keys), key, "1");

    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line.getMDCPropertyMap()).containsEntry("principal", "apiKey:ada bob"));
  }

  private Future<Void> outside() {
    own.put("own", "kept");
    logger.info("outside");
    own.remove("own");
    return Future.succeededFuture();
  }

  private String text(ILoggingEvent event) {
    LineBuffer buffer = new LineBuffer();
    new TextLines(context).add(event, buffer);
    return new String(buffer.toBytes(), UTF_8).replace(System.lineSeparator(), "\n");
  }

  private String json(ILoggingEvent event) {
    LineBuffer buffer = new LineBuffer();
    new JsonLines(context).add(event, buffer);
    return new String(buffer.toBytes(), UTF_8);
  }
}
