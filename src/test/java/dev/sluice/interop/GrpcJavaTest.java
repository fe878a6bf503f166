package dev.sluice.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import dev.sluice.proto.helloworld.HelloWorldProto;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Greeter as grpc-java sees it. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GrpcJavaTest {

  private static final ServiceDescriptor GREETER =
      HelloWorldProto.getDescriptor().findServiceByName("Greeter");
  private static final MethodDescriptor<HelloRequest, HelloReply> SAY_HELLO = greeter("SayHello");
  private static final MethodDescriptor<HelloRequest, HelloReply> STREAM_REPLY =
      greeter("SayHelloStreamReply");
  private static final MethodDescriptor<HelloRequest, HelloReply> BIDI =
      greeter("SayHelloBidiStream");

  @Order(1)
  @RegisterExtension
  static final RunningServer SERVER = new RunningServer();

  @Order(2)
  @RegisterExtension
  static final GrpcJavaClient CLIENT = new GrpcJavaClient(SERVER);

  @ParameterizedTest
  @ValueSource(strings = {"world", "", "Grüße an 世界 🌍"})
  void answersAUnaryCall(String name) {
    assertThat(sayHello(CallOptions.DEFAULT, name)).isEqualTo("Hello, " + name);
  }

  @Test
  void inflatesACompressedRequest() {
    String name = "again and ".repeat(10_000);

    assertThat(sayHello(CallOptions.DEFAULT.withCompression("gzip"), name))
        .isEqualTo("Hello, " + name);
  }

  @Test
  void answersManyCallsOnOneConnection() throws Exception {
    List<ListenableFuture<HelloReply>> replies = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      replies.add(
          ClientCalls.futureUnaryCall(
              CLIENT.channel().newCall(SAY_HELLO, CallOptions.DEFAULT), hello("number " + i)));
    }

    List<HelloReply> all = Futures.allAsList(replies).get();

    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).getMessage()).isEqualTo("Hello, number " + i);
    }
  }

  @Test
  void streamsReplies() {
    assertThat(
            ClientCalls.blockingServerStreamingCall(
                CLIENT.channel(), STREAM_REPLY, CallOptions.DEFAULT, hello("world")))
        .toIterable()
        .hasSize(5)
        .allMatch(reply -> reply.getMessage().equals("Hello, world"));
  }

  @Test
  void answersEachRequestOfABidiStreamInTurn() throws Exception {
    BlockingClientCall<HelloRequest, HelloReply> call = bidi(CallOptions.DEFAULT);
    for (String name : List.of("Ada", "Grace", "Edsger")) {
      call.write(hello(name));
      assertThat(call.read().getMessage()).isEqualTo("Hello, " + name);
    }

    call.halfClose();

    assertThat(call.read()).isNull();
  }

  @Test
  void endsABidiStreamAtItsDeadline() throws Exception {
    // To connect takes time of its own.
    assertThat(sayHello(CallOptions.DEFAULT, "first")).isEqualTo("Hello, first");
    BlockingClientCall<HelloRequest, HelloReply> call =
        bidi(CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS));
    call.write(hello("world"));
    assertThat(call.read().getMessage()).isEqualTo("Hello, world");

    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call::read)
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

    awaitNoBidiUnderWay();
  }

  @Test
  void releasesABidiStreamThatTheClientCancels() throws Exception {
    BlockingClientCall<HelloRequest, HelloReply> call = bidi(CallOptions.DEFAULT);
    call.write(hello("world"));
    assertThat(call.read().getMessage()).isEqualTo("Hello, world");
    assertThat(bidiUnderWay()).isEqualTo(1);

    call.cancel("that is enough", null);

    awaitNoBidiUnderWay();
    assertThat(sayHello(CallOptions.DEFAULT, "again")).isEqualTo("Hello, again");
  }

  @Test
  void refusesAMessageOverTheLimit() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> sayHello(CallOptions.DEFAULT, "x".repeat(5 << 20)))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @ParameterizedTest
  @CsvSource({"helloworld.Greeter, SayGoodbye", "helloworld.Stranger, SayHello"})
  void answersUnimplementedForWhatItDoesNotHave(String service, String method) {
    MethodDescriptor<HelloRequest, HelloReply> unknown =
        SAY_HELLO.toBuilder()
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
            .build();

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    CLIENT.channel(), unknown, CallOptions.DEFAULT, hello("world")))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  private static MethodDescriptor<HelloRequest, HelloReply> greeter(String method) {
    return GrpcJavaClient.method(
        GREETER, method, HelloRequest.getDefaultInstance(), HelloReply.getDefaultInstance());
  }

  private static HelloRequest hello(String name) {
    return HelloRequest.newBuilder().setName(name).build();
  }

  private static String sayHello(CallOptions options, String name) {
    return ClientCalls.blockingUnaryCall(CLIENT.channel(), SAY_HELLO, options, hello(name))
        .getMessage();
  }

  private static BlockingClientCall<HelloRequest, HelloReply> bidi(CallOptions options) {
    return ClientCalls.blockingBidiStreamingCall(CLIENT.channel(), BIDI, options);
  }

  private static int bidiUnderWay() throws Exception {
    return SERVER.callsUnderWay("helloworld.Greeter", "SayHelloBidiStream");
  }

  private static void awaitNoBidiUnderWay() {
    await().untilAsserted(() -> assertThat(bidiUnderWay()).isZero());
  }
}
