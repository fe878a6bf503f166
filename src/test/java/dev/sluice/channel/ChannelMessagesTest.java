package dev.sluice.channel;

import static dev.sluice.channel.TestChannels.failure;
import static dev.sluice.channel.TestChannels.greet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Messages that a channel is answered: too large, unreadable, or passed on unread. */
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class ChannelMessagesTest extends WithChannels {

  private static final JsonObject PLAIN = new JsonObject();

  @Test
  void refusesAnAnswerThatIsTooLargeAsSentOrInflated() {
    TestServer server = TestServer.start(vertx);
    HelloReply large = HelloReply.newBuilder().setMessage("x".repeat(20_000)).build();
    server.behaviour = request -> request.handler(hello -> request.response().end(large));
    Channel channel = channels.open(new JsonObject().put("maxMessageBytes", 10_000), server);
    assertThat(failure(channel).status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);

    server.behaviour =
        request -> request.handler(hello -> request.response().encoding("gzip").end(large));

    assertThat(failure(channel).status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    assertThat(greet(channels.open(PLAIN, server))).hasSize(20_000);
  }

  @Test
  void saysThatAMessageCannotBeRead() {
    TestServer server = TestServer.start(vertx);
    server.raw =
        request ->
            request
                .response()
                .putHeader("content-type", "application/grpc")
                .putTrailer("grpc-status", "0")
                .end(Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 9, 9}));

    StatusException failure = failure(channels.open(PLAIN, server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.INTERNAL);
  }

  @Test
  void passesBytesOnUnread() {
    TestServer server = TestServer.start(vertx);
    Channel channel = channels.open(PLAIN, server);

    Buffer answer =
        channel
            .request()
            .compose(
                request ->
                    request
                        .fullMethodName("helloworld.Greeter/SayHello")
                        .send(
                            Buffer.buffer(
                                HelloRequest.newBuilder().setName("bytes").build().toByteArray()))
                        .compose(response -> response.last()))
            .await();

    assertThat(answer.toString()).contains("Hello, bytes");
    assertThatThrownBy(() -> channel.request().await().fullMethodName("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
