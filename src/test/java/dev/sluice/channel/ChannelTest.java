package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.greet;
import static dev.sluice.channel.TestChannels.greetEach;
import static dev.sluice.channel.TestChannels.greeting;
import static dev.sluice.channel.TestChannels.request;
import static dev.sluice.channel.TestChannels.retry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcLocal;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls of a channel, to servers that are there. */
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class ChannelTest extends WithChannels {

  private static final JsonObject PLAIN = new JsonObject();

  @Test
  void letsGeneratedClientsCallAsTheyDo() {
    TestServer server = TestServer.start(vertx);

    assertThat(greet(channels.open(PLAIN, server))).isEqualTo("Hello, you");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'ca': '/no.pem'} | tls.ca: /no.pem: no such file",
        "{'cert': '/dev/null', 'key': '/dev/zero'} | tls.key: /dev/zero: more than 16777216 bytes",
      })
  void saysWhichFileOfTlsItCannotRead(String tls, String fault) {
    TestServer server = TestServer.start(vertx);
    JsonObject options = new JsonObject().put("tls", new JsonObject(tls.replace('\'', '"')));

    StatusException failure = failure(channels.open(options, server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure.message()).endsWith(": " + fault);
  }

  @Test
  void givesEachAddressItsTurn() {
    List<TestServer> servers =
        List.of(TestServer.start(vertx), TestServer.start(vertx), TestServer.start(vertx));
    Channel channel = channels.open(PLAIN, servers.toArray(TestServer[]::new));
    greetEach(channel, servers);

    for (int i = 0; i < 40; i++) {
      greet(channel);
    }

    assertThat(servers).allSatisfy(server -> assertThat(server.calls).hasSizeBetween(12, 15));
    assertThat(servers).allSatisfy(server -> assertThat(server.connections).hasValue(1));
  }

  @Test
  void givesASlowServerFewerCallsByLeastRequests() {
    TestServer slow = TestServer.start(vertx);
    slow.behaviour =
        request ->
            request.handler(
                hello ->
                    vertx.setTimer(
                        400, v -> request.response().end(HelloReply.getDefaultInstance())));
    TestServer fast = TestServer.start(vertx);
    Channel channel =
        channels.open(new JsonObject().put("loadBalancing", "leastRequests"), slow, fast);
    greet(channel);

    Future.all(IntStream.range(0, 8).mapToObj(i -> greetAgain(channel, 50)).toList()).await();

    assertThat(slow.calls.size() + fast.calls.size()).isEqualTo(401);
    assertThat(slow.calls.size()).isLessThan(fast.calls.size() / 2);
  }

  private static Future<String> greetAgain(Channel channel, int times) {
    return times == 0
        ? Future.succeededFuture("")
        : greeting(channel).compose(v -> greetAgain(channel, times - 1));
  }

  @Test
  void namesTheAddressThatCannotBeReached() {
    TestServer server = TestServer.start(vertx);
    server.stop();

    StatusException failure = failure(channels.open(PLAIN, server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure.message()).isEqualTo(server.target() + ": connection refused");
  }

  @Test
  void leavesOutAnAddressThatCannotBeReached() {
    TestServer gone = TestServer.start(vertx);
    TestServer server = TestServer.start(vertx);
    gone.stop();
    Channel channel = channels.open(retry(new JsonObject().put("maxAttempts", 1)), gone, server);

    for (int i = 0; i < 20; i++) {
      assertThat(greet(channel)).isEqualTo("Hello, you");
    }
  }

  @Test
  void givesWhatTheServerSays() {
    TestServer server = TestServer.start(vertx);
    server.behaviour = TestServer.status(GrpcStatus.NOT_FOUND, "no such name: 100 % + ü");

    StatusException failure = failure(channels.open(PLAIN, server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.NOT_FOUND);
    assertThat(failure.message()).isEqualTo("no such name: 100 % + ü");
    assertThat(server.calls).hasSize(1);
  }

  @Test
  void endsACallAtItsDeadlineOnAServerThatDoesNotAnswer() {
    TestServer server = TestServer.start(vertx);
    CountDownLatch cancelled = new CountDownLatch(1);
    Channel channel = channels.open(PLAIN, server);
    greetEach(channel, List.of(server));
    server.behaviour = request -> request.errorHandler(e -> cancelled.countDown());

    StatusException failure = failure(greeting(channel, Duration.ofMillis(800)));

    assertThat(failure.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(failure.message()).isEqualTo("no answer within 0.8 s");
    assertThat(server.calls.get(0).get("timeout")).endsWith("u");
    Awaitility.await().until(() -> cancelled.getCount() == 0);
  }

  @Test
  void endsACallAtTheDeadlineOfTheOptions() {
    TestServer server = TestServer.start(vertx);
    server.behaviour = request -> {};

    StatusException failure =
        failure(channels.open(new JsonObject().put("deadlineMillis", 100), server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }

  @Test
  void passesOnTheDeadlineOfTheSurroundingCall() {
    TestServer server = TestServer.start(vertx);
    server.behaviour = request -> {};
    Channel channel = channels.open(PLAIN, server);

    assertThat(failure(greetWithin(channel, -5, Duration.ofSeconds(60))).status())
        .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(server.calls).isEmpty();
    assertThat(failure(greetWithin(channel, 300, Duration.ofSeconds(60))).status())
        .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(failure(greetWithin(channel, 60_000, Duration.ofMillis(100))).message())
        .isEqualTo("no answer within 0.1 s");
  }

  private Future<String> greetWithin(Channel channel, long leftMillis, Duration timeout) {
    ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    context.putLocal(
        GrpcLocal.CONTEXT_LOCAL_KEY, new GrpcLocal(System.currentTimeMillis() + leftMillis));
    Promise<String> promise = Promise.promise();
    context.runOnContext(v -> greeting(channel, timeout).onComplete(promise));
    return promise.future();
  }

  @Test
  void tellsTheServerOfACancellation() {
    TestServer server = TestServer.start(vertx);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    server.behaviour =
        request -> {
          request.errorHandler(e -> cancelled.countDown());
          begun.countDown();
        };
    GrpcClientRequest<HelloRequest, HelloReply> request = request(channels.open(PLAIN, server));
    request.end(HelloRequest.getDefaultInstance()).await();
    Awaitility.await().until(() -> begun.getCount() == 0);

    request.cancel();

    assertThat(failure(request.response()).status()).isEqualTo(GrpcStatus.CANCELLED);
    Awaitility.await().until(() -> cancelled.getCount() == 0);
    assertThat(failure(request.write(HelloRequest.getDefaultInstance())).status())
        .isEqualTo(GrpcStatus.CANCELLED);
  }

  @Test
  void failsACallThatIsCancelledBeforeItIsSent() {
    TestServer server = TestServer.start(vertx);
    GrpcClientRequest<HelloRequest, HelloReply> request = request(channels.open(PLAIN, server));

    request.cancel();

    assertThat(failure(request.response()).status()).isEqualTo(GrpcStatus.CANCELLED);
    assertThat(failure(request.end(HelloRequest.getDefaultInstance())).status())
        .isEqualTo(GrpcStatus.CANCELLED);
    assertThat(server.calls).isEmpty();
  }

  @Test
  void endsTheOpenCallsOfAChannelThatIsClosed() {
    TestServer server = TestServer.start(vertx);
    server.behaviour = request -> {};
    Channel channel = channels.open(PLAIN, server);
    Future<String> call = greeting(channel);
    Awaitility.await().until(() -> server.calls.size() == 1);

    channel.close().await();

    assertThat(failure(call).status()).isEqualTo(GrpcStatus.CANCELLED);
    assertThat(failure(channel).message()).isEqualTo("the channel is closed");
  }

  @ParameterizedTest
  @EnumSource(
      value = ThreadingModel.class,
      names = {"EVENT_LOOP", "WORKER"})
  void isClosedWithTheVerticleThatItWasMadeIn(ThreadingModel model) {
    TestServer server = TestServer.start(vertx);
    Promise<Channel> made = Promise.promise();
    String deployment =
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    made.complete(channels.open(PLAIN, server));
                    return Future.succeededFuture();
                  }
                },
                new DeploymentOptions().setThreadingModel(model))
            .await();
    Channel channel = made.future().await();
    assertThat(greet(channel)).isEqualTo("Hello, you");

    vertx.undeploy(deployment).await();

    assertThat(failure(channel).message()).isEqualTo("the channel is closed");
  }

  @Test
  void endsACallThatWaitsForAServerThatDoesNotSpeak() throws Exception {
    try (var mute = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Channel channel =
          channels.open(
              new JsonObject()
                  .put("targets", "127.0.0.1:" + mute.getLocalPort())
                  .put("connectTimeoutMillis", 1000));

      assertThat(failure(greeting(channel, Duration.ofMillis(100))).status())
          .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
      assertThat(failure(channel).message())
          .isEqualTo("127.0.0.1:" + mute.getLocalPort() + ": connection timed out");
    }
  }

  @Test
  void waitsForAServerWhenTold() {
    TestServer server = TestServer.start(vertx);
    server.stop();
    Channel channel =
        channels.open(
            new JsonObject()
                .put("waitForReady", true)
                .put("ejection", new JsonObject().put("initialBackoffMillis", 50)),
            server);
    Future<String> call = greeting(channel);
    assertThat(failure(greeting(channel, Duration.ofMillis(150))).status())
        .isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);

    server.restart();

    assertThat(call.await()).isEqualTo("Hello, you");
  }

  @Test
  void refusesMoreCallsThanMayWait() {
    TestServer server = TestServer.start(vertx);
    server.stop();
    Channel channel =
        channels.open(new JsonObject().put("waitForReady", true).put("maxWaitingCalls", 2), server);
    Duration second = Duration.ofMillis(1500);
    Future<String> one = greeting(channel, second);
    Future<String> two = greeting(channel, second);

    assertThat(failure(greeting(channel, second)).status())
        .isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(failure(one).status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
    assertThat(failure(two).status()).isEqualTo(GrpcStatus.DEADLINE_EXCEEDED);
  }

  @Test
  void isUsedFromSeveralContextsAtOnce() {
    List<TestServer> servers = List.of(TestServer.start(vertx), TestServer.start(vertx));
    Channel channel = channels.open(PLAIN, servers.toArray(TestServer[]::new));
    greetEach(channel, servers);
    List<Future<?>> all = new ArrayList<>();
    for (ThreadingModel model : List.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER)) {
      for (int i = 0; i < 3; i++) {
        Promise<Void> done = Promise.promise();
        all.add(done.future());
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    Future.all(IntStream.range(0, 200).mapToObj(n -> greeting(channel)).toList())
                        .<Void>mapEmpty()
                        .onComplete(done);
                    return Future.succeededFuture();
                  }
                },
                new DeploymentOptions().setThreadingModel(model))
            .await();
      }
    }

    Future.all(all).await();

    assertThat(servers.stream().mapToInt(server -> server.calls.size()).sum()).isEqualTo(1200);
    assertThat(servers).allMatch(server -> server.calls.size() > 200);
  }
}
