package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SluiceConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at {@code /}, without a browser. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConsolePagesTest {

  private static final String SAY_HELLO = "/helloworld.Greeter/SayHello";
  private static final String CONSOLE = "sluice-console";
  private static final String GREETING = "{\"message\":\"Hello, Ada\"}";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private String target = "";

  private void start(String conf) throws Exception {
    ServerVerticle verticle = new ServerVerticle();
    JsonObject all = new JsonObject(conf).put("host", "127.0.0.1").put("port", 0);
    await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(all)));
    target = "127.0.0.1:" + verticle.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private HttpResponse<String> request(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + target + path))
            .version(HttpClient.Version.HTTP_1_1)
            .method(
                method,
                method.equals("POST")
                    ? HttpRequest.BodyPublishers.ofString("{\"name\": \"Ada\"}")
                    : HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonObject services() throws Exception {
    return new JsonObject(request("GET", "/console/services.json").body());
  }

  private static JsonObject named(JsonArray list, String name) {
    return list.stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(JsonArray list) {
    return list.stream().map(each -> ((JsonObject) each).getString("name")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, <!doctype html>",
    "/console/main.js, text/javascript; charset=utf-8, import",
    "/console/style.css, text/css; charset=utf-8, :root",
    "/console/services.json, application/json, helloworld.Greeter"
  })
  void servesThePageForBrowsersThatShowNothingElse(String path, String type, String text)
      throws Exception {
    start("{}");

    HttpResponse<String> page = request("GET", path);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains(text);
    assertThat(page.headers().map())
        .containsEntry("content-type", List.of(type))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("cache-control", List.of("no-cache"));
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/call.js", "/console/services.json"})
  void answersWhoHasThePageAlreadyWith304(String path) throws Exception {
    start("{}");
    String etag = request("GET", path).headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again = request("GET", path, "if-none-match", "\"x\", W/" + etag);
    HttpResponse<String> other = request("GET", path, "if-none-match", "\"x\"");

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).contains(etag);
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/call.js", "/console/services.json"})
  void answersHeadWithoutTheBodyAndRefusesToWrite(String path) throws Exception {
    start("{}");
    int length = request("GET", path).body().getBytes(StandardCharsets.UTF_8).length;

    HttpResponse<String> head = request("HEAD", path);
    HttpResponse<String> post = request("POST", path);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length")).hasValue(length);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void namesEveryFileOfThePageThatIsServed() throws Exception {
    start("{}");
    Path folder = Path.of("src/main/resources/dev/sluice/server/console");

    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        String path = name.equals("index.html") ? "/" : "/console/" + name;
        assertThat(request("GET", path).body()).as(path).isEqualTo(Files.readString(file));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/main.js", "/console/services.json"})
  void isSwitchedOff(String path) throws Exception {
    start("{\"rest\": {\"page\": false}}");

    assertThat(request("GET", path).statusCode()).isEqualTo(404);
    assertThat(request("POST", SAY_HELLO, CONSOLE, "1").statusCode()).isEqualTo(404);
    assertThat(SluiceConfig.parse(new JsonObject()).rest().page()).isTrue();
  }

  @Test
  void leavesTheRootToAnOperationOfTheContract(@TempDir Path dir) throws Exception {
    Path contract =
        Files.writeString(
            dir.resolve("contract.yaml"),
            """
            openapi: 3.1.0
            info: {title: Mine, version: '1'}
            paths:
              /:
                get:
                  operationId: Root
                  x-grpc-method: helloworld.Greeter/SayHello
                  responses: {'200': {description: ok}}
            """);
    start(
        new JsonObject()
            .put("rest", new JsonObject().put("contract", contract.toString()))
            .encode());

    assertThat(request("GET", "/?name=Ada").body()).isEqualTo(GREETING);
    assertThat(services().getJsonObject("server").getString("title")).isEqualTo("Mine");
  }

  @Test
  void tellsOfServicesMethodsOperationsAndComments() throws Exception {
    start("{}");

    JsonObject all = services();

    JsonObject greeter = named(all.getJsonArray("services"), "helloworld.Greeter");
    assertThat(greeter.getString("description")).isEqualTo("Greets people by name.");
    assertThat(names(greeter.getJsonArray("methods")))
        .containsExactly("SayHello", "SayHelloStreamReply", "SayHelloBidiStream");
    JsonObject hello = greeter.getJsonArray("methods").getJsonObject(0);
    assertThat(hello.getString("description")).isEqualTo("Sends a greeting.");
    assertThat(hello.getJsonArray("operations").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("id", "Greeter_SayHello")
                .put("httpMethod", "POST")
                .put("path", "/v1/hello")
                .put("variables", new JsonObject())
                .put("body", "*"));
    assertThat(all.getJsonObject("schemas").getJsonObject("helloworld.HelloRequest").encode())
        .contains("The name to greet.");
    assertThat(all.encode()).doesNotContain("\"ownPath\"");
    assertThat(names(all.getJsonArray("services")))
        .contains("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
  }

  @Test
  void tellsWhichFieldsGoByHeadersOfMethodsThatTheContractDoesNotListToo(@TempDir Path dir)
      throws Exception {
    Path contract =
        Files.writeString(
            dir.resolve("contract.yaml"),
            """
            openapi: 3.1.0
            info: {title: Mine, version: '1'}
            paths:
              /hello:
                get:
                  operationId: Hello
                  x-grpc-method: helloworld.Greeter/SayHello
                  parameters:
                    - {name: name, in: cookie, x-grpc-field: name, schema: {type: string}}
                  responses: {'200': {description: ok}}
            """);
    start(
        """
        {"rest": {"contract": "%s", "unannotatedMethods": true, "operations": {
          "helloworld.Greeter/SayHelloBidiStream":
            {"bindings": [{"field": "name", "header": "X-Name"}]}}}}
        """
            .formatted(contract));

    JsonArray greeter =
        named(services().getJsonArray("services"), "helloworld.Greeter").getJsonArray("methods");

    JsonObject hello = named(greeter, "SayHello");
    assertThat(hello.getJsonArray("operations").getJsonObject(0).getJsonArray("bindings"))
        .isEqualTo(new JsonArray("[{\"field\": \"name\", \"cookie\": \"name\"}]"));
    assertThat(hello.containsKey("ownPath")).isFalse();
    JsonObject bidi = named(greeter, "SayHelloBidiStream");
    assertThat(bidi.getJsonArray("operations")).isEmpty();
    assertThat(bidi.getJsonObject("ownPath"))
        .isEqualTo(
            new JsonObject(
                """
                {"id": "helloworld.Greeter/SayHelloBidiStream", "httpMethod": "POST",
                 "path": "/helloworld.Greeter/SayHelloBidiStream", "variables": {},
                 "body": "*", "bindings": [{"field": "name", "header": "X-Name"}]}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"grpc\": {\"reflection\": false}}', false",
    "'{\"security\": {\"default\": \"deny\", \"rules\": [{\"method\": \"helloworld.Greeter/*\", \"allow\": \"anyone\"}]}}', false",
    "'{\"security\": {\"default\": \"deny\", \"rules\": [{\"method\": \"grpc.reflection.v1.ServerReflection/*\", \"allow\": \"anyone\"}]}}', true"
  })
  void tellsOfMethodsOutsideOfTheContractOnlyWhereReflectionIsOpen(String conf, boolean told)
      throws Exception {
    start(conf);

    JsonObject all = services();

    assertThat(all.getJsonObject("server").getBoolean("complete")).isEqualTo(told);
    assertThat(all.encode().contains("SayHelloBidiStream")).isEqualTo(told);
    assertThat(all.encode()).contains("SayHello\"");
  }

  @Test
  void linksToWhatThereIs() throws Exception {
    start("{\"admin\": {\"port\": 0, \"host\": \"127.0.0.1\"}, \"rest\": {\"swaggerUi\": false}}");

    JsonObject server = services().getJsonObject("server");

    assertThat(server.getBoolean("swaggerUi")).isFalse();
    assertThat(server.getBoolean("health")).isFalse();
    assertThat(server.getBoolean("metrics")).isFalse();
  }

  @Test
  void callsEveryMethodByItsPathForThePage() throws Exception {
    start("{}");

    assertThat(request("POST", SAY_HELLO, CONSOLE, "1").body()).isEqualTo(GREETING);
    assertThat(request("POST", SAY_HELLO, CONSOLE, "1", "origin", "http://" + target).body())
        .isEqualTo(GREETING);
    assertThat(request("GET", SAY_HELLO, CONSOLE, "1").statusCode()).isEqualTo(405);
    assertThat(request("POST", "/helloworld.Greeter/No", CONSOLE, "1").statusCode()).isEqualTo(404);
  }

  @Test
  void callsNoMethodByItsPathForAnyoneElse() throws Exception {
    start("{}");

    assertThat(request("POST", SAY_HELLO).statusCode()).isEqualTo(404);
    assertThat(
            request("POST", SAY_HELLO, CONSOLE, "1", "origin", "https://evil.example").statusCode())
        .isEqualTo(404);
    assertThat(request("POST", SAY_HELLO, CONSOLE, "1", "origin", "null").statusCode())
        .isEqualTo(404);
  }

  @Test
  void callsNoMethodByItsPathWhereGrpcWebIsOff() throws Exception {
    start("{\"grpc\": {\"webEnabled\": false}}");

    assertThat(request("POST", SAY_HELLO, CONSOLE, "1").statusCode()).isEqualTo(404);
    assertThat(services().getJsonObject("server").getBoolean("ownPaths")).isFalse();
  }

  @Test
  void callsByTheRulesOfEveryDoor() throws Exception {
    start("{\"security\": {\"default\": \"deny\"}}");

    HttpResponse<String> answer = request("POST", SAY_HELLO, CONSOLE, "1");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("\"code\":7");
  }

  @Test
  void opensWebSocketsByTheirPathForThePage() throws Exception {
    start("{}");

    assertThat(talk("http://" + target, "console")).isEqualTo(GREETING);
  }

  @ParameterizedTest
  @CsvSource({"https://evil.example, console", "http://TARGET, other"})
  void opensNoWebSocketByItsPathForAnyoneElse(String origin, String protocol) throws Exception {
    start("{}");

    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return talk(origin.replace("TARGET", target), protocol);
              } catch (ExecutionException e) {
                return String.valueOf(e.getCause());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(answer.get(30, TimeUnit.SECONDS)).contains("WebSocketHandshakeException");
  }

  private String talk(String origin, String protocol) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols("sluice", protocol)
            .header("Origin", origin)
            .buildAsync(
                URI.create("ws://" + target + "/helloworld.Greeter/SayHelloBidiStream"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    answer.complete(text.toString());
                    return WebSocket.Listener.super.onText(from, text, last);
                  }
                })
            .get(20, TimeUnit.SECONDS);
    socket.sendText("{\"name\": \"Ada\"}", true).get(20, TimeUnit.SECONDS);
    String text = answer.get(20, TimeUnit.SECONDS);
    socket.abort();
    return text;
  }
}
