package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are replaced while clients call, on connections that stay and on new ones. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class CertificateSwapTest {

  private static final int SWAPS = 3;

  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  private interface Client {
    int status() throws Exception;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void losesNoCall(String engine, @TempDir Path folder) throws Exception {
    Certificates live = Certificates.make(folder.resolve("live"));
    Certificates one = Certificates.make(folder.resolve("one"));
    Certificates two = Certificates.make(folder.resolve("two"));
    SSLContext trust = live.trusting(one, two);
    Vertx vertx = Vertx.vertx();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (LogCapture log = new LogCapture(Tls.class)) {
      ServerVerticle verticle = new ServerVerticle();
      JsonObject conf = live.conf(new JsonObject().put("reloadSeconds", 1).put("engine", engine));
      await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(conf)));
      URI uri = URI.create("https://localhost:" + verticle.actualPort() + "/v1/hello/you");
      List<java.util.concurrent.Future<?>> clients = new ArrayList<>();
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpClient http = HttpClient.newBuilder().version(version).sslContext(trust).build();
        clients.add(threads.submit(() -> callOn(() -> status(http, uri))));
      }
      clients.add(threads.submit(() -> callOn(() -> statusOnNewConnection(trust, uri.toURL()))));

      for (int swap = 1; swap <= SWAPS; swap++) {
        Certificates next = swap % 2 == 1 ? one : two;
        live.replace("server.key", next.file("server.key"));
        live.replace("server.pem", next.file("server.pem"));
        int done = swap;
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> log.lines().filter(l -> l.contains("replaced")).count() == done);
      }
      stop = true;
      for (java.util.concurrent.Future<?> client : clients) {
        client.get(20, TimeUnit.SECONDS);
      }
    } finally {
      stop = true;
      threads.shutdownNow();
      await(vertx.close());
    }
    assertThat(failures).isEmpty();
    assertThat(calls).hasValueGreaterThan(SWAPS);
  }

  private void callOn(Client client) {
    while (!stop) {
      try {
        assertThat(client.status()).isEqualTo(200);
        calls.incrementAndGet();
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
    }
  }

  private static int status(HttpClient http, URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int statusOnNewConnection(SSLContext trust, URL url) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.openConnection();
    connection.setSSLSocketFactory(trust.getSocketFactory());
    connection.setRequestProperty("connection", "close");
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
