package dev.sluice.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls of a channel, to servers that are there. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class ChannelTest {

  private final List<Channel> channels = new ArrayList<>();
  private Vertx vertx;

  @BeforeEach
  void setUp(Vertx vertx) {
    this.vertx = vertx;
  }

  @AfterEach
  void closeChannels() {
    channels.forEach(channel -> channel.close().await());
  }

  private Channel channel(JsonObject options, TestServer... servers) {
    JsonArray targets = new JsonArray();
    for (TestServer server : servers) {
      targets.add(server.target());
    }
    Channel channel =
        Channel.create(vertx, ChannelOptions.of(options.copy().put("targets", targets)));
    channels.add(channel);
    return channel;
  }

  private static String greet(Channel channel) {
    return GreeterGrpcClient.create(channel, channel.address())
        .sayHello(HelloRequest.newBuilder().setName("you").build())
        .map(HelloReply::getMessage)
        .await();
  }

  private static StatusException failure(Channel channel) {
    return catchThrowableOfType(StatusException.class, () -> greet(channel));
  }

  @Test
  void letsGeneratedClientsCallAsTheyDo() {
    TestServer server = TestServer.start(vertx);

    assertThat(greet(channel(new JsonObject(), server))).isEqualTo("Hello, you");
  }

  @Test
  void givesEachAddressItsTurn() {
    List<TestServer> servers =
        List.of(TestServer.start(vertx), TestServer.start(vertx), TestServer.start(vertx));
    Channel channel = channel(new JsonObject(), servers.toArray(TestServer[]::new));

    for (int i = 0; i < 40; i++) {
      greet(channel);
    }

    assertThat(servers).allSatisfy(server -> assertThat(server.calls).hasSizeBetween(10, 20));
    assertThat(servers).allSatisfy(server -> assertThat(server.connections).hasValue(1));
  }

  @Test
  void namesTheAddressThatCannotBeReached() {
    TestServer server = TestServer.start(vertx);
    server.stop();

    StatusException failure = failure(channel(new JsonObject(), server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(failure.message()).isEqualTo(server.target() + ": connection refused");
  }

  @Test
  void givesWhatTheServerSays() {
    TestServer server = TestServer.start(vertx);
    server.behaviour = TestServer.status(GrpcStatus.NOT_FOUND, "no such name: 100 % + ü");

    StatusException failure = failure(channel(new JsonObject(), server));

    assertThat(failure.status()).isEqualTo(GrpcStatus.NOT_FOUND);
    assertThat(failure.message()).isEqualTo("no such name: 100 % + ü");
    assertThat(server.calls).hasSize(1);
  }
}
