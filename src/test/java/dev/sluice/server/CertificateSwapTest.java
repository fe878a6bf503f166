package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.helloworld.HelloRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates are replaced while clients call, on connections that stay and on new ones. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CertificateSwapTest {

  private static final int SWAPS = 3;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  /** Makes one call, and fails if it does not succeed. */
  private interface Client {
    void call() throws Exception;
  }

  @ParameterizedTest
  @CsvSource({"jdk, PEM", "openssl, PEM", "openssl, PKCS12"})
  void losesNoCall(String engine, String form, @TempDir Path folder) throws Exception {
    Certificates live = Certificates.make(folder.resolve("live"));
    Certificates one = Certificates.make(folder.resolve("one"));
    Certificates two = Certificates.make(folder.resolve("two"));
    SSLContext trust = live.trusting(one, two);
    Vertx vertx = Vertx.vertx();
    ExecutorService threads = Executors.newFixedThreadPool(5);
    List<ManagedChannel> channels = new ArrayList<>();
    try (LogCapture log = new LogCapture(Tls.class)) {
      ServerVerticle verticle = new ServerVerticle();
      JsonObject tls = new JsonObject().put("reloadSeconds", 1).put("engine", engine);
      JsonObject conf = form.equals("PEM") ? live.conf(tls) : live.keyStoreConf(tls);
      await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
      URI uri = URI.create("https://localhost:" + verticle.actualPort() + "/v1/hello/you");
      List<Caller> callers = new ArrayList<>();
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpClient http = HttpClient.newBuilder().version(version).sslContext(trust).build();
        callers.add(new Caller(() -> callRest(http, uri)));
      }
      callers.add(new Caller(() -> callOnNewConnection(trust, uri.toURL())));
      ManagedChannel kept = live.channel(verticle.actualPort(), one, two);
      channels.add(kept);
      callers.add(new Caller(() -> callGrpc(kept)));
      callers.add(
          new Caller(() -> callOnNewChannel(live.channel(verticle.actualPort(), one, two))));
      List<Future<?>> ends = new ArrayList<>();
      callers.forEach(caller -> ends.add(threads.submit(caller)));
      awaitACallOfEach(callers);

      for (int swap = 1; swap <= SWAPS; swap++) {
        Certificates next = swap % 2 == 1 ? one : two;
        live.replaceServer(next);
        int done = swap;
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> log.lines().filter(l -> l.contains("replaced")).count() == done);
        awaitACallOfEach(callers);
      }
      stop = true;
      for (Future<?> end : ends) {
        end.get(20, TimeUnit.SECONDS);
      }
    } finally {
      stop = true;
      threads.shutdownNow();
      channels.forEach(ManagedChannel::shutdownNow);
      await(vertx.close());
    }
    assertThat(failures).isEmpty();
  }

  /** Calls until it is to stop, and counts the calls that have ended. */
  private final class Caller implements Runnable {

    private final Client client;
    private final AtomicInteger ended = new AtomicInteger();

    Caller(Client client) {
      this.client = client;
    }

    @Override
    public void run() {
      while (!stop) {
        try {
          client.call();
        } catch (Exception | AssertionError e) {
          failures.add(e);
        }
        ended.incrementAndGet();
      }
    }
  }

  /** Waits until each has begun and ended a call: of two that end, the second began meanwhile. */
  private static void awaitACallOfEach(List<Caller> callers) {
    List<Integer> before = callers.stream().map(caller -> caller.ended.get()).toList();
    for (int i = 0; i < callers.size(); i++) {
      Caller caller = callers.get(i);
      int enough = before.get(i) + 2;
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> caller.ended.get() >= enough);
    }
  }

  private static void callRest(HttpClient http, URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  private static void callOnNewConnection(SSLContext trust, URL url) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(trust.getSocketFactory());
    connection.setRequestProperty("connection", "close");
    connection.setConnectTimeout(20_000);
    connection.setReadTimeout(20_000);
    try {
      assertThat(connection.getResponseCode()).isEqualTo(200);
    } finally {
      connection.disconnect();
    }
  }

  private static void callGrpc(ManagedChannel channel) {
    assertThat(
            ClientCalls.blockingUnaryCall(
                    channel,
                    TlsTest.SAY_HELLO,
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    HelloRequest.newBuilder().setName("you").build())
                .getMessage())
        .isEqualTo("Hello, you");
  }

  private static void callOnNewChannel(ManagedChannel channel) throws InterruptedException {
    try {
      callGrpc(channel);
    } finally {
      channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    }
  }
}
