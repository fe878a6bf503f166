package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.request;
import static dev.sluice.channel.TestChannels.retry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that are no gRPC servers, or end a call before its client does. */
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class HttpAnswersTest extends WithChannels {

  private static final JsonObject ONCE = retry(new JsonObject().put("maxAttempts", 1));

  @ParameterizedTest
  @CsvSource({
    "200, UNKNOWN",
    "302, UNKNOWN",
    "400, INTERNAL",
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "404, UNIMPLEMENTED",
    "405, UNKNOWN",
    "429, UNAVAILABLE",
    "500, UNKNOWN",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE"
  })
  void haveTheStatusThatTheirHttpStatusStandsFor(int http, GrpcStatus status) {
    TestServer server = TestServer.start(vertx);
    Channel channel = channels.open(ONCE, server);

    server.raw = request -> answer(request, http, null);
    StatusException withoutType = failure(channel);
    server.raw = request -> answer(request, http, "text/html");
    StatusException ofAPage = failure(channel);
    server.raw = request -> answer(request, http, "application/grpc");
    StatusException withoutStatus = failure(channel);

    assertThat(List.of(withoutType, ofAPage, withoutStatus))
        .extracting(StatusException::status)
        .containsOnly(status);
    assertThat(ofAPage.message())
        .isEqualTo(server.target() + ": HTTP " + http + ", not from a gRPC server");
    assertThat(withoutStatus.message()).isEqualTo("HTTP " + http + ", and an end without a status");
  }

  private static void answer(HttpServerRequest request, int status, @Nullable String type) {
    if (type != null) {
      request.response().putHeader("content-type", type);
    }
    request.endHandler(v -> request.response().setStatusCode(status).end());
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 503})
  void haveTheirOwnStatusWhateverTheHttpStatus(int http) {
    TestServer server = TestServer.start(vertx);
    server.raw =
        request ->
            request
                .response()
                .setStatusCode(http)
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "9")
                .end();
    assertThat(failure(channels.open(ONCE, server)).status())
        .isEqualTo(GrpcStatus.FAILED_PRECONDITION);
  }

  @Test
  void areNoneIfTheirStatusIsNoNumber() {
    TestServer server = TestServer.start(vertx);
    server.raw =
        request ->
            request
                .response()
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "fine")
                .end();

    assertThat(failure(channels.open(ONCE, server)).status()).isEqualTo(GrpcStatus.UNKNOWN);
  }

  @Test
  void failIfTheStatusAtTheirEndIsNoNumber() {
    TestServer server = TestServer.start(vertx);
    server.raw =
        request ->
            request
                .response()
                .putHeader("content-type", "application/grpc")
                .putTrailer("grpc-status", "fine")
                .end(Buffer.buffer(new byte[5]));

    StatusException failure = failure(channels.open(ONCE, server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNKNOWN);
    assertThat(failure.message()).isEqualTo("grpc-status: fine (expected: a number)");
  }

  @Test
  void haveACallMadeAgainAsThePolicySays() {
    TestServer proxy = TestServer.start(vertx);
    List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    proxy.raw =
        request -> {
          requests.add(request);
          answer(request, 503, "text/plain");
        };
    JsonObject retry = new JsonObject().put("maxAttempts", 3).put("initialBackoffMillis", 5);
    JsonObject ejection = new JsonObject().put("failures", 1000);

    assertThat(failure(channels.open(retry(retry).put("ejection", ejection), proxy)).status())
        .isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(requests).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 14})
  void thatComeBeforeTheRequestHasEndedLeaveNoStreamOpen(int status) {
    try (BareServer server = new BareServer(status, true)) {
      Channel channel = channels.open(ONCE.copy().put("targets", server.target()));
      GrpcClientRequest<HelloRequest, HelloReply> request =
          channel.request(GreeterGrpcClient.SayHelloBidiStream).await();

      request.write(HelloRequest.getDefaultInstance());

      request.response().compose(response -> response.end()).otherwiseEmpty().await();
      Awaitility.await().untilAsserted(() -> assertThat(server.events).containsExactly("reset 1"));
    }
  }

  @Test
  void thatHaveACallMadeAgainLeaveNoStreamOpen() {
    try (BareServer server = new BareServer(14, true)) {
      JsonObject retry = new JsonObject().put("maxAttempts", 2).put("initialBackoffMillis", 5);
      Channel channel = channels.open(retry(retry).put("targets", server.target()));
      GrpcClientRequest<HelloRequest, HelloReply> request =
          channel.request(GreeterGrpcClient.SayHelloBidiStream).await();

      request.write(HelloRequest.getDefaultInstance());

      assertThat(failure(request.response().compose(response -> response.end())).status())
          .isEqualTo(GrpcStatus.UNAVAILABLE);
      Awaitility.await()
          .untilAsserted(() -> assertThat(server.events).containsExactly("reset 1", "reset 3"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 14})
  void thatComeWhenTheRequestHasEndedResetNothing(int status) {
    try (BareServer server = new BareServer(status, false)) {
      JsonObject ejection = new JsonObject().put("failures", 1000);
      JsonObject retry = new JsonObject().put("maxAttempts", 2).put("initialBackoffMillis", 1);
      Channel channel =
          channels.open(retry(retry).put("ejection", ejection).put("targets", server.target()));

      for (int i = 0; i < 10; i++) {
        GrpcClientRequest<HelloRequest, HelloReply> request = request(channel);
        request.end(HelloRequest.getDefaultInstance());
        request.response().compose(response -> response.end()).otherwiseEmpty().await();
      }

      assertThat(server.events)
          .hasSizeGreaterThanOrEqualTo(10)
          .allMatch(event -> event.startsWith("ended "));
    }
  }
}
