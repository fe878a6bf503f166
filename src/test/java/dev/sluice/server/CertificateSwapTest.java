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
      List<Future<Integer>> clients = new ArrayList<>();
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpClient http = HttpClient.newBuilder().version(version).sslContext(trust).build();
        clients.add(threads.submit(() -> callOn(() -> callRest(http, uri))));
      }
      clients.add(threads.submit(() -> callOn(() -> callOnNewConnection(trust, uri.toURL()))));
      ManagedChannel kept = live.channel(verticle.actualPort(), one, two);
      channels.add(kept);
      clients.add(threads.submit(() -> callOn(() -> callGrpc(kept))));
      clients.add(
          threads.submit(
              () -> callOn(() -> callOnNewChannel(live.channel(verticle.actualPort(), one, two)))));

      for (int swap = 1; swap <= SWAPS; swap++) {
        Certificates next = swap % 2 == 1 ? one : two;
        live.replaceServer(next);
        int done = swap;
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> log.lines().filter(l -> l.contains("replaced")).count() == done);
      }
      stop = true;
      for (Future<Integer> client : clients) {
        assertThat(client.get(20, TimeUnit.SECONDS)).isGreaterThan(SWAPS);
      }
    } finally {
      stop = true;
      threads.shutdownNow();
      channels.forEach(ManagedChannel::shutdownNow);
      await(vertx.close());
    }
    assertThat(failures).isEmpty();
  }

  /** Calls without end, and tells how many calls succeeded. */
  private int callOn(Client client) {
    int calls = 0;
    while (!stop) {
      try {
        client.call();
        calls++;
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
    }
    return calls;
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
