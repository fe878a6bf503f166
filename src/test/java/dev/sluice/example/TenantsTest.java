package dev.sluice.example;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.ServerVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of interceptors.md, found by its name, as {@code interceptors.md} says. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TenantsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path directory;
  private Vertx vertx;
  private Path file;
  private int port;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("tenants.json");
    Files.writeString(file, "[\"acme\"]");
    vertx = Vertx.vertx();
    ServerVerticle server = new ServerVerticle();
    JsonObject conf =
        new JsonObject()
            .put("port", 0)
            .put("host", "127.0.0.1")
            .put(
                "interceptors",
                new JsonArray()
                    .add(new JsonObject().put("name", "tenants").put("file", file.toString())));
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
    port = server.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private HttpResponse<String> hello(String tenant) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/hello/world"));
    if (!tenant.isEmpty()) {
      request.header("Grpc-Metadata-X-Tenant", tenant);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void isWhatTheDocumentShows() throws IOException {
    String document = Files.readString(Path.of("src/site/markdown/interceptors.md"));
    String source = Files.readString(Path.of("src/test/java/dev/sluice/example/Tenants.java"));
    assertThat(document).contains("```java\n" + source + "```\n");
  }

  @Test
  void letsTenantsPass() throws Exception {
    HttpResponse<String> answer = hello("Acme");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Hello, world\"}");
    assertThat(answer.headers().firstValue("Grpc-Metadata-X-Served-For")).hasValue("Acme");
  }

  @Test
  void refusesOthers() throws Exception {
    assertThat(hello("").body()).isEqualTo("{\"code\":3,\"message\":\"x-tenant is missing\"}");
    assertThat(hello("evil").body()).isEqualTo("{\"code\":7,\"message\":\"no such tenant\"}");
  }

  @Test
  void answersInternalWhileItsFileIsAway() throws Exception {
    Files.delete(file);
    HttpResponse<String> answer = hello("acme");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("internal error (request ").doesNotContain("tenants.json");
  }
}
