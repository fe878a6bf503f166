package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.grpc.health.v1.HealthCheckRequest;
import dev.sluice.proto.grpc.health.v1.HealthGrpcClient;
import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The clients that vertx-grpc generates. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class VertxGrpcClientTest {

  @RegisterExtension static final RunningServer SERVER = new RunningServer();

  /** Kept, for a client that nobody refers to closes itself. */
  private GrpcClient client;

  private GreeterGrpcClient greeter;

  @BeforeEach
  void connect() {
    client = GrpcClient.client(SERVER.vertx());
    greeter = GreeterGrpcClient.create(client, SERVER.address());
  }

  @Test
  void getsAReply(VertxTestContext test) {
    onContext(() -> greeter.sayHello(hello("world")))
        .onComplete(
            test.succeeding(
                reply ->
                    test.verify(
                        () -> {
                          assertThat(reply.getMessage()).isEqualTo("Hello, world");
                          test.completeNow();
                        })));
  }

  @Test
  void getsAStreamOfReplies(VertxTestContext test) {
    onContext(
            () ->
                greeter.sayHelloStreamReply(hello("world")).compose(VertxGrpcClientTest::messages))
        .onComplete(
            test.succeeding(
                messages ->
                    test.verify(
                        () -> {
                          assertThat(messages).hasSize(5).containsOnly("Hello, world");
                          test.completeNow();
                        })));
  }

  @Test
  void talksBothWaysOnOneStream(VertxTestContext test) {
    onContext(
            () ->
                greeter
                    .sayHelloBidiStream(VertxGrpcClientTest::names)
                    .compose(VertxGrpcClientTest::messages))
        .onComplete(
            test.succeeding(
                messages ->
                    test.verify(
                        () -> {
                          assertThat(messages)
                              .containsExactly("Hello, Ada", "Hello, Grace", "Hello, Edsger");
                          test.completeNow();
                        })));
  }

  @Test
  void failsWithTheStatusOfTheCall(VertxTestContext test) {
    HealthCheckRequest unknown =
        HealthCheckRequest.newBuilder().setService("helloworld.Stranger").build();
    onContext(() -> HealthGrpcClient.create(client, SERVER.address()).check(unknown))
        .onComplete(
            test.failing(
                cause ->
                    test.verify(
                        () -> {
                          assertThat(cause)
                              .isInstanceOfSatisfying(
                                  InvalidStatusException.class,
                                  e ->
                                      assertThat(e.actualStatus()).isEqualTo(GrpcStatus.NOT_FOUND));
                          test.completeNow();
                        })));
  }

  /** Makes a call on one context, so that no part of its answer comes before its handler. */
  private static <T> Future<T> onContext(Supplier<Future<T>> call) {
    Promise<T> result = Promise.promise();
    SERVER.vertx().runOnContext(v -> call.get().onComplete(result));
    return result.future();
  }

  private static void names(WriteStream<HelloRequest> requests, Throwable failure) {
    if (failure == null) {
      requests.write(hello("Ada"));
      requests.write(hello("Grace"));
      requests.end(hello("Edsger"));
    }
  }

  private static HelloRequest hello(String name) {
    return HelloRequest.newBuilder().setName(name).build();
  }

  private static Future<List<String>> messages(ReadStream<HelloReply> replies) {
    List<String> messages = new ArrayList<>();
    Promise<List<String>> ended = Promise.promise();
    replies
        .handler(reply -> messages.add(reply.getMessage()))
        .exceptionHandler(ended::tryFail)
        .endHandler(end -> ended.tryComplete(messages));
    return ended.future();
  }
}
