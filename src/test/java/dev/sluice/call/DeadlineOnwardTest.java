package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import dev.sluice.grpc.GrpcDoor;
import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.GreeterGrpcService;
import dev.sluice.proto.helloworld.GreeterService;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a call's deadline for the calls that its service makes. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class DeadlineOnwardTest {

  private final List<ServerCall<?, ?>> calls = new CopyOnWriteArrayList<>();
  private @Nullable GrpcClient client;
  private @Nullable SocketAddress address;

  private GreeterGrpcClient greeter() {
    return GreeterGrpcClient.create(client, address);
  }

  /** Asks itself once more before it answers. */
  private final class Relay extends GreeterService {
    @Override
    public Future<HelloReply> sayHello(HelloRequest request) {
      return request.getName().equals("relay")
          ? greeter().sayHello(HelloRequest.newBuilder().setName("last").build())
          : Future.succeededFuture(HelloReply.getDefaultInstance());
    }
  }

  private final class Recorder implements Interceptor {
    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      return call -> {
        calls.add(call);
        next.handle(call);
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventLoop", "worker"})
  void isPassedOn(String threads, Vertx vertx) {
    MethodRegistry registry =
        new Calls(
                vertx,
                GreeterGrpcService.of(new Relay()),
                "{'execution': [{'threads': '" + threads + "'}]}",
                new Recorder())
            .registry();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(new GrpcDoor(registry, SluiceConfig.parse(new JsonObject()).grpc()))
            .listen(0, "127.0.0.1")
            .await();
    address = SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
    client = GrpcClient.client(vertx);

    client
        .request(address, GreeterGrpcClient.SayHello)
        .compose(
            request -> {
              request.timeout(5, TimeUnit.SECONDS);
              request.end(HelloRequest.newBuilder().setName("relay").build());
              return request.response().compose(response -> response.last());
            })
        .await();

    assertThat(calls).hasSize(2);
    assertThat(calls.get(1).timeout()).isBetween(1L, 5000L);
    assertThat(calls.get(1).remaining()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    assertThat(calls.get(0).remaining()).isBetween(Duration.ZERO, Duration.ofSeconds(5));

    greeter().sayHello(HelloRequest.getDefaultInstance()).await();

    assertThat(calls.get(2).remaining()).isNull();
  }
}
