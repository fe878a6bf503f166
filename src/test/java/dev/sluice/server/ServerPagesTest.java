package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import dev.sluice.openapi.ContractException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
class ServerPagesTest {

  private record Page(int status, MultiMap headers, String body) {}

  private static JsonObject conf() {
    return new JsonObject().put("port", 0).put("host", "127.0.0.1");
  }

  private static Future<ServerVerticle> deploy(Vertx vertx, JsonObject conf) {
    ServerVerticle verticle = new ServerVerticle();
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setConfig(conf))
        .map(id -> verticle);
  }

  // Kept, for a client that nobody refers to closes itself.
  private HttpClient client;
  private NetClient net;

  private Future<Page> request(
      Vertx vertx, int port, HttpMethod method, String path, Map<String, String> headers) {
    client = vertx.createHttpClient();
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(port).setMethod(method).setURI(path);
    headers.forEach(options::putHeader);
    return client
        .request(options)
        .compose(request -> request.send().compose(ServerPagesTest::page));
  }

  private static Future<Page> page(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Page(response.statusCode(), response.headers(), body.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/hello/world        | 200 | application/json                          | Hello, world",
        "/v1/features/950000000/0 | 400 | application/json                        | \"fieldViolations\":[{\"field\":\"latitude\",\"description\":\"950000000 (expected",
        "/openapi.yaml          | 200 | application/yaml                          | operationId: Greeter_SayHello",
        "/openapi.json          | 200 | application/json                          | \"operationId\":\"Greeter_SayHello\"",
        "/swagger-ui/           | 200 | text/html;charset=UTF-8                   | swagger-ui-bundle.js",
        "/swagger-ui/swagger-initializer.js | 200 | text/javascript; charset=utf-8 | ../openapi.json",
        "/swagger-ui            | 308 |                                           |",
        "/swagger-ui/none.js    | 404 | application/json                          | no such path: /swagger-ui/none.js",
        "/healthz               | 200 | text/plain                                | ok",
        "/readyz                | 200 | text/plain                                | ready",
        "/metrics               | 200 | text/plain; version=0.0.4; charset=utf-8  | http_server_connections",
        "/none                  | 404 | application/json                          | no such path: /none",
        "/v1/hello              | 405 | application/json                          | GET"
      })
  void answersOverHttp(
      String path, int status, String type, String text, Vertx vertx, VertxTestContext context) {
    deploy(vertx, conf())
        .compose(server -> request(vertx, server.actualPort(), HttpMethod.GET, path, Map.of()))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.status()).as(page.body()).isEqualTo(status);
                          assertThat(page.headers().get("content-type")).isEqualTo(type);
                          assertThat(page.body()).contains(text == null ? "" : text);
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.yaml", "/swagger-ui/", "/healthz", "/metrics"})
  void answersHeadAsGetWithoutTheBody(String path, Vertx vertx, VertxTestContext context) {
    deploy(vertx, conf())
        .compose(server -> request(vertx, server.actualPort(), HttpMethod.HEAD, path, Map.of()))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.status()).isEqualTo(200);
                          assertThat(page.headers().get("content-length")).isNotEqualTo("0");
                          assertThat(page.body()).isEmpty();
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.yaml", "/swagger-ui/", "/healthz", "/metrics"})
  void refusesToWriteToAPage(String path, Vertx vertx, VertxTestContext context) {
    deploy(vertx, conf())
        .compose(server -> request(vertx, server.actualPort(), HttpMethod.POST, path, Map.of()))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.status()).isEqualTo(405);
                          assertThat(page.headers().get("allow")).isEqualTo("GET, HEAD, OPTIONS");
                          assertThat(page.body()).startsWith("{\"code\":12,");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource({"GET, *", "GET, foo:bar", "OPTIONS, foo:bar", "CONNECT, x:80"})
  void answersNotFoundForATargetThatIsNoPath(
      String method, String target, Vertx vertx, VertxTestContext context) {
    deploy(vertx, conf())
        .compose(
            server -> {
              String text = method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
              return answer(vertx, server.actualPort(), text);
            })
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer).startsWith("HTTP/1.1 404 ").contains("{\"code\":5,");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Host: x\r\nHost: y\r\n\r\n",
        "\r\n"
      })
  void takesNothingForARequestThatFollowsAMalformedOne(
      String malformed, Vertx vertx, VertxTestContext context) {
    String next = "GET /v1/hello/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    String text = "POST /v1/hello HTTP/1.1\r\n" + malformed + next;
    allAnswers(text, vertx)
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer).startsWith("HTTP/1.1 400 ").contains("(expected: ");
                          assertThat(answer).doesNotContain("smuggled");
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"x\":\r\n2\r\n1}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n1\r\nx\r\n0\r\n\r\n"
      })
  void takesNothingForARequestThatFollowsOneAnsweredBeforeItsEnd(
      String early, Vertx vertx, VertxTestContext context) {
    String next = "GET /v1/hello/again HTTP/1.1\r\nHost: x\r\n\r\n";
    String text = "POST /v1/routes:record HTTP/1.1\r\nHost: x\r\n" + early + next + next;
    allAnswers(text, vertx)
        .onComplete(
            context.succeeding(
                answer ->
                    context.verify(
                        () -> {
                          assertThat(answer).startsWith("HTTP/1.1 4").contains("connection: close");
                          assertThat(answer).doesNotContain("again");
                          context.completeNow();
                        })));
  }

  private Future<String> allAnswers(String text, Vertx vertx) {
    return deploy(vertx, conf()).compose(server -> allBytes(vertx, server.actualPort(), text));
  }

  /** Sends text, and gives what comes back until the server closes the connection. */
  private Future<String> allBytes(Vertx vertx, int port, String text) {
    Promise<String> answer = Promise.promise();
    Buffer all = Buffer.buffer();
    net = vertx.createNetClient();
    return net.connect(port, "127.0.0.1")
        .compose(
            socket -> {
              socket.handler(all::appendBuffer);
              socket.closeHandler(v -> answer.complete(all.toString()));
              return socket.write(text);
            })
        .compose(v -> answer.future());
  }

  /** Sends text, and gives what comes back until there is a body in JSON. */
  private Future<String> answer(Vertx vertx, int port, String text) {
    Promise<String> answer = Promise.promise();
    Buffer all = Buffer.buffer();
    net = vertx.createNetClient();
    return net.connect(port, "127.0.0.1")
        .compose(
            socket -> {
              socket.handler(
                  bytes -> {
                    if (all.appendBuffer(bytes).toString().endsWith("}")) {
                      answer.tryComplete(all.toString());
                    }
                  });
              return socket.write(text);
            })
        .compose(v -> answer.future());
  }

  @Test
  void allowsAnyOriginToCallGrpcWebByDefault(Vertx vertx, VertxTestContext context) {
    Map<String, String> headers =
        Map.of(
            "origin", "https://app.example",
            "access-control-request-method", "POST",
            "access-control-request-headers", "content-type,x-grpc-web");
    deploy(vertx, conf())
        .compose(
            server ->
                request(
                    vertx,
                    server.actualPort(),
                    HttpMethod.OPTIONS,
                    "/helloworld.Greeter/SayHello",
                    headers))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.status()).isEqualTo(204);
                          assertThat(page.headers().get("access-control-allow-origin"))
                              .isEqualTo("*");
                          assertThat(page.headers().get("access-control-allow-methods"))
                              .isEqualTo("POST");
                          assertThat(page.headers().get("access-control-allow-headers"))
                              .isEqualTo("content-type,x-grpc-web");
                          assertThat(page.headers().get("access-control-max-age"))
                              .isEqualTo("7200");
                          context.completeNow();
                        })));
  }

  @Test
  void leavesMethodsToTheOriginsOfRestWhereGrpcWebIsOff(Vertx vertx, VertxTestContext context) {
    deploy(
            vertx,
            conf()
                .put("grpc", new JsonObject("{\"webEnabled\": false}"))
                .put("rest", new JsonObject("{\"unannotatedMethods\": true}")))
        .compose(
            server ->
                request(
                    vertx,
                    server.actualPort(),
                    HttpMethod.OPTIONS,
                    "/grpc.health.v1.Health/Check",
                    Map.of(
                        "origin", "https://app.example",
                        "access-control-request-method", "POST",
                        "access-control-request-headers", "content-type")))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.headers().get("access-control-allow-origin")).isNull();
                          assertThat(page.headers().get("access-control-allow-headers")).isNull();
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource({"https://good.example, https://good.example", "https://bad.example,"})
  void tellsOnlyAllowedOriginsThatTheyMayRead(
      String origin, String allowed, Vertx vertx, VertxTestContext context) {
    JsonObject cors = new JsonObject("{\"cors\":{\"allowedOrigins\":[\"https://good.example\"]}}");
    deploy(vertx, conf().put("grpc", cors))
        .compose(
            server ->
                request(
                    vertx,
                    server.actualPort(),
                    HttpMethod.POST,
                    "/helloworld.Greeter/SayHello",
                    Map.of("origin", origin, "content-type", "application/grpc-web")))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.headers().get("access-control-allow-origin"))
                              .isEqualTo(allowed);
                          assertThat(page.headers().get("vary")).isEqualToIgnoringCase("origin");
                          context.completeNow();
                        })));
  }

  @Test
  void reportsFaultsOfServicesWithAllOthers(Vertx vertx, VertxTestContext context) {
    JsonObject conf =
        new JsonObject("{\"port\":-1,\"services\":{\"greeter\":{\"x\":1},\"nobody\":{}}}");
    deploy(vertx, conf)
        .onComplete(
            context.failing(
                e ->
                    context.verify(
                        () -> {
                          assertThat(e).isInstanceOf(ConfigException.class);
                          assertThat(((ConfigException) e).faults())
                              .hasSize(3)
                              .anyMatch(f -> f.startsWith("port: -1"))
                              .anyMatch(f -> f.startsWith("services.greeter.x: unknown key"))
                              .anyMatch(f -> f.startsWith("services.nobody: unknown service"));
                          context.completeNow();
                        })));
  }

  @Test
  void servesNeitherDoorOfAServiceThatIsSwitchedOff(Vertx vertx, VertxTestContext context) {
    JsonObject services = new JsonObject("{\"greeter\":{\"enabled\":false}}");
    deploy(vertx, conf().put("services", services))
        .compose(
            server ->
                request(vertx, server.actualPort(), HttpMethod.GET, "/v1/hello/x", Map.of())
                    .compose(
                        page -> {
                          context.verify(() -> assertThat(page.status()).isEqualTo(404));
                          return request(
                              vertx,
                              server.actualPort(),
                              HttpMethod.GET,
                              "/openapi.yaml",
                              Map.of());
                        }))
        .onComplete(
            context.succeeding(
                page ->
                    context.verify(
                        () -> {
                          assertThat(page.body()).doesNotContain("Greeter");
                          context.completeNow();
                        })));
  }

  @Test
  void refusesToStartWhereContractAndServicesDisagree(
      @TempDir Path dir, Vertx vertx, VertxTestContext context) throws IOException {
    Path contract = dir.resolve("contract.yaml");
    Files.writeString(
        contract,
        """
        openapi: 3.1.0
        info: {title: Mine, version: '1'}
        paths:
          /v1/hi:
            post:
              operationId: Hi
              x-grpc-method: helloworld.Greeter/SayHi
              responses: {'200': {description: ok}}
        """);
    JsonObject rest = new JsonObject().put("contract", contract.toString());
    deploy(vertx, conf().put("rest", rest))
        .onComplete(
            context.failing(
                e ->
                    context.verify(
                        () -> {
                          assertThat(e).isInstanceOf(ContractException.class);
                          assertThat(e).hasMessageContaining("POST /v1/hi (Hi): x-grpc-method");
                          context.completeNow();
                        })));
  }

  @Test
  void countsTheConnectionsOfADeploymentThatFollowsAnother(Vertx vertx, VertxTestContext test) {
    vertx
        .deployVerticle(new ServerVerticle(), new DeploymentOptions().setConfig(conf()))
        .compose(vertx::undeploy)
        .compose(v -> deploy(vertx, conf()))
        .compose(it -> request(vertx, it.actualPort(), HttpMethod.GET, "/metrics", Map.of()))
        .onComplete(
            test.succeeding(
                page ->
                    test.verify(
                        () -> {
                          assertThat(page.body()).contains("http_server_connections 1.0");
                          test.completeNow();
                        })));
  }
}
