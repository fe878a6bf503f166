package dev.sluice.attack;

import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Clients that are sound, and are made to ask for too much: grpc-java and the JDK's own. */
final class ClientAttacks {

  private static final MethodDescriptor<HelloRequest, HelloReply> UNARY =
      method("SayHello", MethodType.UNARY);
  private static final MethodDescriptor<HelloRequest, HelloReply> BIDI =
      method("SayHelloBidiStream", MethodType.BIDI_STREAMING);
  private static final int LARGE = 5_000_000;

  private final List<Attack> all = new ArrayList<>();

  private ClientAttacks() {}

  static List<Attack> all() {
    ClientAttacks attacks = new ClientAttacks();
    attacks.grpc();
    attacks.http();
    return attacks.all;
  }

  private static MethodDescriptor<HelloRequest, HelloReply> method(String name, MethodType type) {
    return MethodDescriptor.<HelloRequest, HelloReply>newBuilder()
        .setFullMethodName("helloworld.Greeter/" + name)
        .setType(type)
        .setRequestMarshaller(ProtoUtils.marshaller(HelloRequest.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(HelloReply.getDefaultInstance()))
        .build();
  }

  private void grpc(
      String name,
      UnaryOperator<ManagedChannelBuilder<?>> channel,
      Function<ManagedChannel, String> calls,
      String answer) {
    all.add(
        new Attack(
            "grpc-java: " + name,
            "",
            port -> {
              ManagedChannel open =
                  channel
                      .apply(ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext())
                      .build();
              try {
                return calls.apply(open);
              } finally {
                open.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
              }
            },
            answer));
  }

  private static String call(io.grpc.Channel channel, CallOptions options, String name) {
    try {
      HelloRequest request = HelloRequest.newBuilder().setName(name).build();
      return ClientCalls.blockingUnaryCall(channel, UNARY, options, request).getMessage();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  private static CallOptions soon() {
    return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private void grpc() {
    UnaryOperator<ManagedChannelBuilder<?>> plain = channel -> channel;
    grpc(
        "a message of 5 MB",
        plain,
        open -> call(open, soon(), "x".repeat(LARGE)),
        "RESOURCE_EXHAUSTED");
    grpc(
        "a message of 40 MB in gzip",
        plain,
        open -> call(open, soon().withCompression("gzip"), "x".repeat(40_000_000)),
        "RESOURCE_EXHAUSTED");
    grpc(
        "a compression that nobody knows",
        channel -> channel.compressorRegistry(unknown()),
        open -> call(open, soon().withCompression("unknown"), "x"),
        "UNIMPLEMENTED");
    grpc(
        "metadata of 100 KB",
        plain,
        open -> call(with(open, "x".repeat(100_000)), soon(), "x"),
        "INTERNAL");
    grpc(
        "metadata of 9 KB",
        plain,
        open -> call(with(open, "x".repeat(9000)), soon(), "x"),
        "INTERNAL");
    grpc(
        "a deadline in 292 years",
        plain,
        open ->
            call(
                open,
                CallOptions.DEFAULT.withDeadlineAfter(Long.MAX_VALUE, TimeUnit.NANOSECONDS),
                "x"),
        "Hello, x");
    grpc(
        "a name that is the whole of Unicode",
        plain,
        open -> call(open, soon(), "\u0000\u007f\u2028\ufffe\ud83d\ude00"),
        "Hello, \u0000\u007f\u2028\ufffe\ud83d\ude00");
    grpc("a thousand streams, each cancelled", plain, ClientAttacks::cancelAThousand, "Hello, x");
  }

  private static CompressorRegistry unknown() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(
        new Codec() {
          @Override
          public String getMessageEncoding() {
            return "unknown";
          }

          @Override
          public OutputStream compress(OutputStream out) {
            return out;
          }

          @Override
          public java.io.InputStream decompress(java.io.InputStream in) {
            return in;
          }
        });
    return registry;
  }

  private static io.grpc.Channel with(ManagedChannel channel, String value) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), value);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  /** What a call gets that comes after all of them. */
  private static String cancelAThousand(ManagedChannel channel) {
    for (int i = 0; i < 1000; i++) {
      ClientCall<HelloRequest, HelloReply> call = channel.newCall(BIDI, CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.request(1);
      call.sendMessage(HelloRequest.getDefaultInstance());
      call.cancel("enough", null);
    }
    return call(channel, soon().withWaitForReady(), "x");
  }

  private void http(String name, UnaryOperator<HttpRequest.Builder> request, String answer) {
    all.add(
        new Attack(
            "java.net.http: " + name,
            "",
            port -> {
              HttpRequest.Builder to =
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/hello"))
                      .timeout(Duration.ofSeconds(20));
              return "http "
                  + HttpClient.newHttpClient()
                      .send(request.apply(to).build(), BodyHandlers.discarding())
                      .statusCode();
            },
            answer));
  }

  private void http() {
    http("a header of 20 KB", to -> to.header("x", "y".repeat(20_000)), "http 431");
    http(
        "binary metadata that is not base64",
        to -> to.POST(BodyPublishers.ofString("{}")).header("grpc-metadata-x-bin", "%%%"),
        "http 400");
    http("a method that is made up", to -> to.method("BREW", BodyPublishers.noBody()), "http 405");
    webSocket(
        "a message of 5 MB", socket -> socket.sendText("x".repeat(LARGE), true), "close 4008");
    webSocket("a message in 5 pieces of 1 MB", socket -> pieces(socket, 5), "close 4008");
    webSocket(
        "a binary message",
        socket -> socket.sendBinary(ByteBuffer.allocate(9), true),
        "close 1003");
  }

  private static CompletableFuture<WebSocket> pieces(WebSocket socket, int left) {
    return socket
        .sendText("x".repeat(1 << 20), false)
        .thenCompose(
            sent -> left > 1 ? pieces(socket, left - 1) : CompletableFuture.completedFuture(sent));
  }

  private void webSocket(
      String name, Function<WebSocket, CompletableFuture<WebSocket>> send, String answer) {
    all.add(
        new Attack(
            "java.net.http: WebSocket: " + name,
            "",
            port -> {
              CompletableFuture<String> closed = new CompletableFuture<>();
              WebSocket socket =
                  HttpClient.newHttpClient()
                      .newWebSocketBuilder()
                      .buildAsync(
                          URI.create("ws://127.0.0.1:" + port + "/v1/routes:chat"),
                          new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket on, int code, String why) {
                              closed.complete("close " + code);
                              return null;
                            }

                            @Override
                            public void onError(WebSocket on, Throwable e) {
                              closed.completeExceptionally(e);
                            }
                          })
                      .get(20, TimeUnit.SECONDS);
              try {
                var unused = send.apply(socket);
                return closed.get(20, TimeUnit.SECONDS);
              } finally {
                socket.abort();
              }
            },
            answer));
  }
}
