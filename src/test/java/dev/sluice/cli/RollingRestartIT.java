package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.netty.channel.epoll.Epoll;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes on one port, restarted one after the other while clients call without end.
 *
 * <p>{@code -Dsluice.restart.calls=100000} says how many calls are made at least; the clients retry
 * nothing.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RollingRestartIT {

  private static final int CALLS = Integer.getInteger("sluice.restart.calls", 20_000);
  private static final int CLIENTS_PER_DOOR = 4;
  private static final MethodDescriptor<HelloRequest, HelloReply> SAY_HELLO =
      MethodDescriptor.<HelloRequest, HelloReply>newBuilder()
          .setFullMethodName("helloworld.Greeter/SayHello")
          .setType(MethodDescriptor.MethodType.UNARY)
          .setRequestMarshaller(ProtoUtils.marshaller(HelloRequest.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(HelloReply.getDefaultInstance()))
          .build();

  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;
  private int port;

  /** Makes one call, and fails if it does not succeed. */
  private interface Client {
    void call() throws Exception;
  }

  @Test
  void losesNoCallOverGrpcAndRest() throws Exception {
    assumeThat(Epoll.isAvailable()).isTrue();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ExecutorService threads = Executors.newFixedThreadPool(2 * CLIENTS_PER_DOOR);
    List<SluiceProcess> servers = new ArrayList<>();
    List<ManagedChannel> channels = new ArrayList<>();
    int restarts = 0;
    long begin = System.nanoTime();
    try {
      servers.add(start());
      servers.add(start());
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS_PER_DOOR; i++) {
        ManagedChannel channel =
            ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .disableRetry()
                .build();
        channels.add(channel);
        clients.add(threads.submit(() -> callOn(() -> callGrpc(channel))));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        clients.add(threads.submit(() -> callOn(() -> callRest(http))));
      }
      while (restarts < 2 || calls.get() < CALLS) {
        SluiceProcess next = start();
        SluiceProcess old = servers.remove(0);
        servers.add(next);
        assertThat(old.terminate().ended().code()).isZero();
        restarts++;
      }
      stop = true;
      for (Future<?> client : clients) {
        client.get(30, TimeUnit.SECONDS);
      }
    } finally {
      stop = true;
      channels.forEach(ManagedChannel::shutdownNow);
      servers.forEach(SluiceProcess::close);
      threads.shutdownNow();
    }
    System.out.printf(
        "%d calls, %d restarts, %d failed, in %d s%n",
        calls.get(),
        restarts,
        failures.size(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));

    assertThat(failures).isEmpty();
  }

  private SluiceProcess start() throws Exception {
    SluiceProcess server =
        SluiceProcess.jar(
            "-conf", "{\"host\": \"127.0.0.1\", \"port\": " + port + ", \"reusePort\": true}");
    server.port();
    return server;
  }

  private void callOn(Client client) {
    while (!stop) {
      try {
        calls.incrementAndGet();
        client.call();
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
    }
  }

  private static void callGrpc(ManagedChannel channel) {
    HelloReply reply =
        ClientCalls.blockingUnaryCall(
            channel,
            SAY_HELLO,
            CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
            HelloRequest.newBuilder().setName("you").build());
    assertThat(reply.getMessage()).isEqualTo("Hello, you");
  }

  /** A POST, which the client does not send again by itself. */
  private void callRest(HttpClient http) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/hello"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"you\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Hello, you\"}");
  }
}
