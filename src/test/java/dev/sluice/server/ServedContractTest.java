package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ServedContractTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static int start(Vertx vertx, String conf) throws Exception {
    ServerVerticle verticle = new ServerVerticle();
    JsonObject config =
        new JsonObject(conf.replace('\'', '"')).put("port", 0).put("host", "127.0.0.1");
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
    return verticle.actualPort();
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Object at(JsonObject document, String pointer) {
    return JsonPointer.from(pointer).queryJson(document);
  }

  @Test
  void isMadeAsTheConfigurationSays(Vertx vertx) throws Exception {
    int port =
        start(
            vertx,
            "{'rest': {'openapi': {'title': 'Mine', 'version': '3', 'license': 'MIT',"
                + " 'servers': ['https://a.example'], 'operationIds': 'method',"
                + " 'schemaNames': 'short', 'fieldNames': 'proto', 'visibility': ['PREVIEW']}}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    assertThat(document.getJsonObject("info").getString("title")).isEqualTo("Mine");
    assertThat(at(document, "/info/license/identifier")).isEqualTo("MIT");
    assertThat(at(document, "/servers/0/url")).isEqualTo("https://a.example");
    assertThat(at(document, "/paths/~1v1~1hello/post/operationId")).isEqualTo("SayHello");
    assertThat(at(document, "/components/schemas/Person/properties/last_updated")).isNotNull();
    assertThat(document.getJsonArray("x-generated-visibility")).containsExactly("PREVIEW");
    assertThat(get(port, "/v1/hello/world").body()).isEqualTo("{\"message\":\"Hello, world\"}");
  }

  @Test
  void saysWhatCallersHaveToBring(Vertx vertx, @TempDir Path directory) throws Exception {
    Path keys =
        Files.writeString(
            directory.resolve("keys.json"),
            "{\"keys\": [{\"name\": \"a\", \"sha256\": \"" + "0".repeat(64) + "\"}]}");
    int port =
        start(
            vertx,
            "{'security': {'authenticators': [{'type': 'apiKey', 'file': '"
                + keys
                + "'}], 'default': 'authenticated',"
                + " 'rules': [{'method': 'helloworld.Greeter/*', 'allow': 'anyone'}]}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    assertThat(at(document, "/components/securitySchemes/apiKey"))
        .isEqualTo(
            new JsonObject().put("type", "apiKey").put("in", "header").put("name", "x-api-key"));
    assertThat(at(document, "/paths/~1v1~1people/get/security/0/apiKey")).isNotNull();
    assertThat(at(document, "/paths/~1v1~1people/get/responses/401")).isNotNull();
    assertThat(at(document, "/paths/~1v1~1hello/post/security")).isNull();
    assertThat(get(port, "/openapi.yaml").body()).contains("securitySchemes:");
    assertThat(get(port, "/v1/people").statusCode()).isEqualTo(401);
    assertThat(get(port, "/v1/hello/world").statusCode()).isEqualTo(200);
  }
}
