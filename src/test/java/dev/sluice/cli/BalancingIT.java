package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.MetricsPage;
import dev.sluice.channel.Channel;
import dev.sluice.channel.ChannelOptions;
import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three processes that share the calls of a channel, one of which is killed while they do.
 *
 * <p>{@code -Dsluice.balancing.calls=100000} says how many calls are made at least.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BalancingIT {

  private static final int CALLS = Integer.getInteger("sluice.balancing.calls", 20_000);
  private static final int CALLERS = 16;
  private static final int INITIAL_BACKOFF_MILLIS = 200;
  private static final int MAX_BACKOFF_MILLIS = 1_000;
  private static final double JITTER = 0.2;
  private static final Map<String, String> SERVED = Map.of("method", "SayHello");
  private static final Duration DEAD_FOR = Duration.ofSeconds(5);

  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  @Test
  void losesNoCallWhenAServerIsKilledAndProbesItOncePerBackoff() throws Exception {
    Vertx vertx = Vertx.vertx();
    List<SluiceProcess> servers = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        SluiceProcess server = start(0);
        servers.add(server);
        ports.add(server.port());
      }
      Channel channel = Channel.create(vertx, options(ports));
      GreeterGrpcClient greeter = GreeterGrpcClient.create(channel, channel.address());
      List<Future<Void>> callers =
          IntStream.range(0, CALLERS).mapToObj(i -> callOn(vertx, greeter)).toList();
      reach(CALLS / 4);

      long killed = System.nanoTime();
      servers.get(0).kill();
      int probes = probesOf(ports.get(0), () -> reach(CALLS / 2));
      long deadMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
      servers.add(start(ports.get(0)));
      Awaitility.await()
          .atMost(Duration.ofSeconds(100))
          .ignoreExceptions()
          .until(
              () ->
                  MetricsPage.at(ports.get(0)).sum("rpc_server_duration_seconds_count", SERVED)
                      > 0);
      reach(CALLS);
      stop = true;
      Future.all(callers).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
      channel.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);

      System.out.printf(
          "%d calls, %d failed; %d probes of the dead address in %d ms, at most %d%n",
          calls.get(), failures.size(), probes, deadMillis, backoffsIn(deadMillis));
      assertThat(failures).isEmpty();
      // The one that comes at once is no probe, and may come when it is listened for already.
      assertThat(probes).isBetween(1, 1 + backoffsIn(deadMillis));
    } finally {
      stop = true;
      servers.forEach(SluiceProcess::close);
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private static SluiceProcess start(int port) throws IOException {
    return SluiceProcess.jar("-conf", "{\"host\": \"127.0.0.1\", \"port\": " + port + "}");
  }

  private static ChannelOptions options(List<Integer> ports) {
    JsonArray targets = new JsonArray();
    ports.forEach(port -> targets.add("127.0.0.1:" + port));
    return ChannelOptions.of(
        new JsonObject()
            .put("targets", targets)
            .put("deadlineMillis", 10_000)
            .put(
                "ejection",
                new JsonObject()
                    .put("initialBackoffMillis", INITIAL_BACKOFF_MILLIS)
                    .put("maxBackoffMillis", MAX_BACKOFF_MILLIS)
                    .put("jitter", JITTER)));
  }

  private Future<Void> callOn(Vertx vertx, GreeterGrpcClient greeter) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(v -> call(greeter, done));
    return done.future();
  }

  private void call(GreeterGrpcClient greeter, Promise<Void> done) {
    String name = "caller " + calls.incrementAndGet();
    greeter
        .sayHello(HelloRequest.newBuilder().setName(name).build())
        .map(HelloReply::getMessage)
        .expecting(("Hello, " + name)::equals)
        .onComplete(
            (answer, failure) -> {
              if (failure != null) {
                failures.add(failure);
              }
              if (stop) {
                done.complete();
              } else {
                call(greeter, done);
              }
            });
  }

  private void reach(int count) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> calls.get() >= count);
  }

  /** Listens where the dead one did, and closes and counts what comes until there was enough. */
  private static int probesOf(int port, Runnable enough) throws Exception {
    AtomicInteger probes = new AtomicInteger();
    try (ServerSocket dead = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      Thread acceptor =
          new Thread(
              () -> {
                try {
                  while (true) {
                    dead.accept().close();
                    probes.incrementAndGet();
                  }
                } catch (IOException e) {
                  // The socket has been closed, which ends the count.
                }
              });
      acceptor.start();
      long begin = System.nanoTime();
      enough.run();
      Awaitility.await()
          .atMost(DEAD_FOR.multipliedBy(2))
          .until(() -> System.nanoTime() - begin > DEAD_FOR.toNanos());
      dead.close();
      acceptor.join();
    }
    return probes.get();
  }

  /** How many pauses, the shortest that the jitter allows, end within a time. */
  private static int backoffsIn(long millis) {
    int count = 0;
    double end = 0;
    for (double pause = INITIAL_BACKOFF_MILLIS; ; pause = Math.min(2 * pause, MAX_BACKOFF_MILLIS)) {
      end += pause * (1 - JITTER);
      if (end > millis) {
        return count;
      }
      count++;
    }
  }
}
