package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Channels of a test, closed with it; each has to hold nothing then. */
final class TestChannels implements AutoCloseable {

  private final List<Channel> channels = new ArrayList<>();
  private final Vertx vertx;

  TestChannels(Vertx vertx) {
    this.vertx = vertx;
  }

  Channel open(JsonObject options, TestServer... servers) {
    JsonArray targets = new JsonArray();
    for (TestServer server : servers) {
      targets.add(server.target());
    }
    return open(options.copy().put("targets", targets));
  }

  Channel open(JsonObject options) {
    return open(ChannelOptions.of(options));
  }

  Channel open(ChannelOptions options) {
    Channel channel = Channel.create(vertx, options);
    channels.add(channel);
    return channel;
  }

  static JsonObject retry(JsonObject retry) {
    return new JsonObject().put("retry", retry);
  }

  static Future<String> greeting(Channel channel) {
    return GreeterGrpcClient.create(channel, channel.address())
        .sayHello(HelloRequest.newBuilder().setName("you").build())
        .map(HelloReply::getMessage);
  }

  static String greet(Channel channel) {
    return greeting(channel).await();
  }

  /**
   * Greets until the channel has called each of its servers, for which it has a connection then,
   * and has them forget these calls.
   */
  static void greetEach(Channel channel, List<TestServer> servers) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              greet(channel);
              return servers.stream().noneMatch(server -> server.calls.isEmpty());
            });
    servers.forEach(server -> server.calls.clear());
  }

  /** Greets with a timeout. */
  static Future<String> greeting(Channel channel, Duration timeout) {
    return channel
        .request(GreeterGrpcClient.SayHello)
        .compose(
            request ->
                request
                    .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .send(HelloRequest.newBuilder().setName("you").build())
                    .compose(response -> response.last()))
        .map(HelloReply::getMessage);
  }

  static StatusException failure(Future<?> call) {
    return catchThrowableOfType(StatusException.class, call::await);
  }

  static StatusException failure(Channel channel) {
    return failure(greeting(channel));
  }

  static GrpcClientRequest<HelloRequest, HelloReply> request(Channel channel) {
    return channel.request(GreeterGrpcClient.SayHello).await();
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                assertThat(channel.openCalls()).isZero();
                assertThat(channel.kept()).hasValue(0);
              });
      channel.close().await();
    }
  }
}
