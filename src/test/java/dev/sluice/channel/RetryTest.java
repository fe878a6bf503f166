package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.greet;
import static dev.sluice.channel.TestChannels.greetEach;
import static dev.sluice.channel.TestChannels.greeting;
import static dev.sluice.channel.TestChannels.request;
import static dev.sluice.channel.TestChannels.retry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which calls are made again, and which are not. */
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class RetryTest extends WithChannels {

  private static final JsonObject QUICK = new JsonObject().put("initialBackoffMillis", 5);
  private static final HelloRequest HELLO = HelloRequest.newBuilder().setName("you").build();
  private TestServer bad;
  private TestServer good;

  @BeforeEach
  void startServers() {
    bad = TestServer.start(vertx);
    bad.behaviour = TestServer.status(GrpcStatus.UNAVAILABLE, "not now");
    good = TestServer.start(vertx);
  }

  private Channel open(JsonObject retry, TestServer... servers) {
    return channels.open(
        retry(QUICK.copy().mergeIn(retry)).put("ejection", new JsonObject().put("failures", 1000)),
        servers);
  }

  /**
   * A channel to both servers, with a connection to each: until there is one to the other, a call
   * is made again on the same.
   */
  private Channel openToBoth(JsonObject retry) {
    var behaviour = bad.behaviour;
    bad.behaviour = TestServer.HELLO;
    Channel channel = open(retry, bad, good);
    greetEach(channel, List.of(bad, good));
    bad.behaviour = behaviour;
    return channel;
  }

  @Test
  void makesACallAgainOnAnotherAddress() {
    Channel channel = openToBoth(new JsonObject());

    for (int i = 0; i < 20; i++) {
      assertThat(greet(channel)).isEqualTo("Hello, you");
    }

    assertThat(bad.calls).isNotEmpty().allMatch(call -> call.get("previous").equals("null"));
    assertThat(good.calls).anyMatch(call -> call.get("previous").equals("1"));
  }

  @Test
  void givesUpAfterSoManyAttempts() {
    Channel channel = open(new JsonObject().put("maxAttempts", 4), bad);

    StatusException failure = failure(channel);

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure.message()).isEqualTo("not now");
    assertThat(bad.calls)
        .extracting(call -> call.get("previous"))
        .containsExactly("null", "1", "2", "3");
  }

  @ParameterizedTest
  @CsvSource({
    "other.Service/*, 1",
    "helloworld.Greeter/Other, 1",
    "helloworld.Greeter/*, 3",
    "helloworld.Greeter/SayHello, 3",
    "*, 3"
  })
  void makesMethodsOfThePolicyAgain(String method, int attempts) {
    failure(open(new JsonObject().put("methods", new JsonArray().add(method)), bad));

    assertThat(bad.calls).hasSize(attempts);
  }

  @ParameterizedTest
  @CsvSource({"ABORTED, 3", "UNAVAILABLE, 1"})
  void makesCallsAgainAfterStatusesOfThePolicy(GrpcStatus status, int attempts) {
    bad.behaviour = TestServer.status(status, "");

    failure(open(new JsonObject().put("statusCodes", new JsonArray().add("ABORTED")), bad));

    assertThat(bad.calls).hasSize(attempts);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "soon, 1", "0, 3"})
  void doesWhatTheServerSaysOfRetries(String pushback, int attempts) {
    bad.behaviour =
        request ->
            request.handler(
                hello -> {
                  request.response().headers().set("grpc-retry-pushback-ms", pushback);
                  request.response().status(GrpcStatus.UNAVAILABLE).end();
                });

    failure(open(new JsonObject(), bad));

    assertThat(bad.calls).hasSize(attempts);
  }

  @Test
  void doesNotMakeACallAgainOfWhichAResponseHasBegun() {
    bad.behaviour =
        request ->
            request.handler(
                hello -> {
                  request.response().write(HelloReply.getDefaultInstance());
                  request.response().status(GrpcStatus.UNAVAILABLE).end();
                });

    assertThat(failure(open(new JsonObject(), bad)).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(bad.calls).hasSize(1);
  }

  @Test
  void makesACallAgainWhoseConnectionIsLost() {
    bad.behaviour = request -> request.connection().close();
    Channel channel = openToBoth(new JsonObject());

    for (int i = 0; i < 6; i++) {
      assertThat(greet(channel)).isEqualTo("Hello, you");
    }

    assertThat(bad.calls).isNotEmpty();
    assertThat(failure(open(new JsonObject().put("maxAttempts", 1), bad)).message())
        .startsWith(bad.target() + ": ");
  }

  @Test
  void makesARefusedStreamAgainThoughThereIsNoPolicy() {
    List<HttpServerRequest> refused = new CopyOnWriteArrayList<>();
    Channel channel = openToBoth(new JsonObject().put("maxAttempts", 1));
    bad.raw =
        request -> {
          refused.add(request);
          request.response().reset(7);
        };

    for (int i = 0; i < 6; i++) {
      assertThat(greet(channel)).isEqualTo("Hello, you");
    }

    assertThat(refused).isNotEmpty();
    assertThat(good.calls).allMatch(call -> call.get("previous").equals("null"));
    StatusException failure = failure(open(new JsonObject().put("maxAttempts", 1), bad));
    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void keepsToTheDeadlineOverAllAttempts() {
    bad.behaviour = TestServer.HELLO;
    Channel channel =
        open(
            new JsonObject()
                .put("maxAttempts", 100)
                .put("initialBackoffMillis", 60)
                .put("multiplier", 1),
            bad);
    greetEach(channel, List.of(bad));
    bad.behaviour = TestServer.status(GrpcStatus.UNAVAILABLE, "not now");

    greetingFailure(channel, Duration.ofSeconds(1));

    assertThat(bad.calls).hasSizeBetween(2, 21);
    List<Long> timeouts = bad.calls.stream().map(call -> micros(call.get("timeout"))).toList();
    for (int i = 1; i < timeouts.size(); i++) {
      assertThat(timeouts.get(i)).isLessThan(timeouts.get(i - 1) - 40_000);
    }
  }

  private static long micros(String timeout) {
    long amount = Long.parseLong(timeout.substring(0, timeout.length() - 1));
    return timeout.endsWith("n") ? amount / 1000 : amount;
  }

  private static void greetingFailure(Channel channel, Duration timeout) {
    assertThat(failure(greeting(channel, timeout)).status())
        .isIn(GrpcStatus.UNAVAILABLE, GrpcStatus.DEADLINE_EXCEEDED);
  }

  @Test
  void doesNotMakeACancelledCallAgain() {
    Channel channel =
        open(
            new JsonObject().put("initialBackoffMillis", 60_000).put("maxBackoffMillis", 60_000),
            bad);
    GrpcClientRequest<HelloRequest, HelloReply> request = request(channel);
    request.end(HELLO).await();
    Awaitility.await().until(() -> bad.calls.size() == 1);

    request.cancel();

    assertThat(failure(request.response()).status()).isEqualTo(GrpcStatus.CANCELLED);
    assertThat(channel.openCalls()).isZero();
  }

  @Test
  void stopsRetriesWhenTooManyCallsFail() {
    Channel channel =
        open(
            new JsonObject()
                .put("maxAttempts", 2)
                .put("budget", new JsonObject().put("maxTokens", 10)),
            bad);

    for (int i = 0; i < 20; i++) {
      failure(channel);
    }

    // Four failures leave more than half of the tokens.
    assertThat(bad.calls).hasSize(20 + 2);
  }

  @Test
  void sendsAllMessagesOfAStreamAgain(Vertx vertx) {
    bad.grpc.callHandler(
        GreeterGrpcService.SayHelloBidiStream,
        request ->
            request.endHandler(v -> request.response().status(GrpcStatus.UNAVAILABLE).end()));
    good.grpc.callHandler(
        GreeterGrpcService.SayHelloBidiStream,
        request -> {
          request.handler(
              hello ->
                  request
                      .response()
                      .write(HelloReply.newBuilder().setMessage(hello.getName()).build()));
          request.endHandler(v -> request.response().end());
        });
    Channel channel = openToBoth(new JsonObject());

    for (int i = 0; i < 4; i++) {
      assertThat(chat(channel, 50, "x").await()).hasSize(50).startsWith("x0").endsWith("x49");
    }
    assertThat(channel.kept()).hasValue(0);
  }

  @Test
  void doesNotMakeACallAgainWhoseMessagesAreTooMany() {
    AtomicInteger attempts = new AtomicInteger();
    bad.grpc.callHandler(
        GreeterGrpcService.SayHelloBidiStream,
        request -> {
          attempts.incrementAndGet();
          request.endHandler(v -> request.response().status(GrpcStatus.UNAVAILABLE).end());
        });
    Channel channel = open(new JsonObject().put("maxBufferedBytesPerCall", 1000), bad);

    assertThat(failure(chat(channel, 50, "x".repeat(100))).status())
        .isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure(chat(channel, 1, "x".repeat(2000))).status())
        .isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(attempts).hasValue(2);
  }

  private static Future<List<String>> chat(Channel channel, int messages, String text) {
    List<String> answers = new CopyOnWriteArrayList<>();
    return channel
        .request(GreeterGrpcClient.SayHelloBidiStream)
        .compose(
            request -> {
              IntStream.range(0, messages)
                  .forEach(i -> request.write(HelloRequest.newBuilder().setName(text + i).build()));
              request.end();
              // On the call's context, where nothing can come before there is a handler.
              return request
                  .response()
                  .compose(
                      response -> {
                        response.handler(reply -> answers.add(reply.getMessage()));
                        return response.end();
                      });
            })
        .map(answers);
  }

  @Test
  void tellsAStreamOfItsFailureAndNotOfAnEnd() {
    good.grpc.callHandler(
        GreeterGrpcService.SayHelloStreamReply,
        request -> {
          request.response().write(HelloReply.getDefaultInstance());
          request.handler(
              hello -> request.response().status(GrpcStatus.ABORTED).statusMessage("no").end());
        });
    List<String> events = new CopyOnWriteArrayList<>();

    Channel channel = open(new JsonObject(), good);
    // On a context, where nothing can come before there are handlers.
    vertx.runOnContext(
        context ->
            GreeterGrpcClient.create(channel, channel.address())
                .sayHelloStreamReply(HELLO)
                .onSuccess(
                    replies -> {
                      replies.exceptionHandler(e -> events.add(((StatusException) e).message()));
                      replies.endHandler(v -> events.add("end"));
                      replies.handler(reply -> events.add("reply"));
                    }));

    Awaitility.await().untilAsserted(() -> assertThat(events).containsExactly("reply", "no"));
  }

  @Test
  void slowsAServerThatSendsFasterThanItIsRead() {
    int[] sent = new int[1];
    HelloReply large = HelloReply.newBuilder().setMessage("x".repeat(10_000)).build();
    good.grpc.callHandler(
        GreeterGrpcService.SayHelloStreamReply,
        request ->
            request.handler(
                hello -> {
                  Runnable fill =
                      () -> {
                        while (!request.response().writeQueueFull() && sent[0] < 10_000) {
                          request.response().write(large);
                          sent[0]++;
                        }
                        if (sent[0] == 10_000) {
                          sent[0]++;
                          request.response().end();
                        }
                      };
                  request.response().drainHandler(v -> fill.run());
                  fill.run();
                }));
    int[] received = new int[1];
    Future<Void> end =
        open(new JsonObject(), good)
            .request(GreeterGrpcClient.SayHelloStreamReply)
            .compose(
                request ->
                    request
                        .send(HELLO)
                        .compose(
                            response -> {
                              response.pause();
                              response.handler(
                                  reply -> {
                                    received[0]++;
                                    if (received[0] == 3) {
                                      assertThat(sent[0]).isLessThan(2_000);
                                      response.resume();
                                    }
                                  });
                              response.fetch(3);
                              return response.end();
                            }));
    end.await();

    assertThat(received[0]).isEqualTo(10_000);
  }
}
