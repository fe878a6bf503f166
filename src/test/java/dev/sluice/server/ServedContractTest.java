package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.openapi.GenerateContract;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
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
import java.util.List;
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
  void saysWhatIsConfiguredOfSingleOperations(Vertx vertx) throws Exception {
    int port =
        start(
            vertx,
            "{'rest': {'unannotatedMethods': true, 'operations': {"
                + "'helloworld.Greeter/*': {'unknownParameters': 'ignore'},"
                + "'helloworld.Greeter/SayHello': {'json': {'emitDefaults': true},"
                + " 'compression': {'level': 2}, 'pathUnescaping': 'all'},"
                + "'Greeter_SayHello': {'status': 201, 'compression': {'enabled': false},"
                + " 'location': '/v1/hello/{message}'},"
                + "'RouteGuide_ListFeatures': {'jsonParameters': ['indent', 'int64AsNumbers'], 'bindings': ["
                + "{'field': 'lo.latitude', 'header': 'X-South', 'required': true}]},"
                + "'grpc.health.v1.Health/Check': {'json': {'enumsAsNumbers': true}}}}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    JsonObject hello = (JsonObject) at(document, "/paths/~1v1~1hello/post");
    assertThat(hello.getValue("x-grpc-json")).isEqualTo(new JsonObject("{\"emitDefaults\":true}"));
    assertThat(hello.getValue("x-grpc-path-unescaping")).isEqualTo("all");
    assertThat(hello.getValue("x-grpc-location")).isEqualTo("/v1/hello/{message}");
    assertThat(hello.getValue("x-grpc-rest"))
        .isEqualTo(
            new JsonObject(
                "{\"unknownParameters\":\"ignore\",\"compression\":{\"level\":2,\"enabled\":false}}"));
    assertThat(hello.getJsonObject("responses").fieldNames()).contains("201").doesNotContain("200");
    assertThat(at(document, "/paths/~1v1~1hello/post/responses/201/headers/Location")).isNotNull();
    assertThat(at(document, "/paths/~1v1~1hello~1{name}/get/responses/200")).isNotNull();
    assertThat(at(document, "/paths/~1v1~1routes:record/post/x-grpc-rest")).isNull();
    JsonArray parameters = (JsonArray) at(document, "/paths/~1v1~1features/get/parameters");
    assertThat(parameters)
        .extracting(each -> ((JsonObject) each).getString("name"))
        .contains("X-South", "lo.longitude")
        .doesNotContain("lo.latitude");
    assertThat(parameters)
        .contains(new JsonObject("{\"$ref\":\"#/components/parameters/int64AsNumbers\"}"));
    assertThat(at(document, "/components/parameters/int64AsNumbers/name"))
        .isEqualTo("$int64AsNumbers");
    assertThat(at(document, "/components/parameters/indent")).isNull();
    String reply =
        (String)
            at(
                document,
                "/paths/~1v1~1hello/post/responses/201/content/application~1json/schema/$ref");
    assertThat(at(document, reply.substring(1) + "/required/0")).isEqualTo("message");
    assertThat(document.getString("x-generated-by"))
        .isEqualTo("sluice, with settings of operations");
    assertThat(get(port, "/console/services.json").body()).contains("The name to greet.");
    assertThat(get(port, "/openapi.yaml").body()).contains("x-grpc-rest:");
    assertThat(get(port, "/v1/hello/world?utm=1").statusCode()).isEqualTo(200);
    HttpResponse<String> health =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + "/grpc.health.v1.Health/Check"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(health.body()).isEqualTo("{\"status\":1}");
  }

  @Test
  void countsLessThanTheConf(Vertx vertx, @TempDir Path directory) throws Exception {
    Path contract =
        Files.writeString(
            directory.resolve("contract.yaml"),
            """
            openapi: 3.1.0
            paths:
              /v1/hi:
                get:
                  operationId: Hi
                  x-grpc-method: helloworld.Greeter/SayHello
                  x-grpc-json: {emitDefaults: true, indent: true}
                  x-grpc-rest: {unknownParameters: ignore, ignoredQueryParameters: [name]}
                  parameters: none
                  responses: none
              /v1/ho:
                post:
                  operationId: Ho
                  x-grpc-method: helloworld.Greeter/SayHello
                  x-grpc-body: "*"
                  responses:
                    "200": {$ref: "#/components/responses/Reply"}
            components:
              responses:
                Reply: {description: A reply., content: {application/json: {}}}
            """);
    int port =
        start(
            vertx,
            "{'rest': {'contract': '"
                + contract
                + "', 'operations': {'Ho': {'status': 204}, 'Hi': {'json': {'indent': false}, 'status': 202, 'etag': 'message',"
                + " 'ignoredQueryParameters': ['user']}}}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    assertThat(at(document, "/paths/~1v1~1ho/post/responses").toString())
        .isEqualTo("{\"204\":{\"description\":\"A reply.\"}}");
    assertThat(at(document, "/components/responses/Reply/content")).isNotNull();
    HttpResponse<String> answer = get(port, "/v1/hi?name=you&user=1&utm=1");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("etag")).contains("\"Hello,%20you\"");
    assertThat(answer.body()).isEqualTo("{\"message\":\"Hello, you\"}");
  }

  @Test
  void isNotServedWithSettingsThatDoNotFitIt(Vertx vertx) {
    assertThatThrownBy(
            () ->
                start(
                    vertx,
                    "{'deadlines': [{'method': 'no.Such/*'}], 'rest': {'operations': {"
                        + "'no.Such/Method': {}, 'grpc.health.v1.Health/Check': {},"
                        + "'helloworld.Greeter/*': {'etag': 'nope'}, 'RouteGuide_ListFeatures': {'status': 204},"
                        + "'Greeter_SayHello_2': {'location': 'x', 'bindings':"
                        + " [{'field': 'name', 'header': 'X-Name'}, {'field': 'no',"
                        + " 'remoteAddress': true}, {'field': 'name', 'header': 'Host:'}]}}}}"))
        .cause()
        .hasMessageContaining("deadlines[0].method: \"no.Such/*\"")
        .hasMessageContaining("rest.operations.\"no.Such/Method\": no such operation (expected: an")
        .hasMessageContaining("rest.operations.\"grpc.health.v1.Health/Check\": no such operation")
        .hasMessageContaining(
            "rest.operations.RouteGuide_ListFeatures.status: 204 (expected: one with a body, as")
        .hasMessageContaining(
            "rest.operations.\"helloworld.Greeter/*\".etag: nope (expected: a field of"
                + " helloworld.HelloReply)")
        .hasMessageContaining(
            "rest.operations.Greeter_SayHello_2.location: x (expected: a path template; ")
        .hasMessageContaining(
            "rest.operations.Greeter_SayHello_2.bindings: header X-Name: name (expected: a field"
                + " that is not in the path /v1/hello/{name})")
        .hasMessageContaining(
            "rest.operations.Greeter_SayHello_2.bindings: remote address: no (expected: a field of")
        .hasMessageContaining(
            "rest.operations.Greeter_SayHello_2.bindings: header Host:: name (expected: a name");
  }

  @Test
  void isNotServedWithNamesThatCannotBe(Vertx vertx) {
    assertThatThrownBy(
            () ->
                start(
                    vertx,
                    "{'rest': {'operations': {'a.B/*': {'requestHeaders': ['x', 'host'],"
                        + " 'errorRenderer': 'nobody'}, 'C': {'stat': 1}, 'D': {'responseHeaders':"
                        + " [{'from': 'x', 'to': 'te'}]}}}}"))
        .cause()
        .hasMessageContaining("rest.operations.C.stat: unknown key");
    assertThatThrownBy(
            () ->
                start(
                    vertx,
                    "{'rest': {'operations': {'a.B/*': {'requestHeaders': ['x', 'host'],"
                        + " 'errorRenderer': 'nobody'}, 'D': {'responseHeaders':"
                        + " [{'from': 'x', 'to': 'te'}]}}}}"))
        .cause()
        .hasMessageContaining(
            "rest.operations.\"a.B/*\".requestHeaders[1].from: \"host\" (expected")
        .hasMessageContaining("rest.operations.\"a.B/*\".errorRenderer: nobody (expected: an Error")
        .hasMessageContaining("rest.operations.D.responseHeaders[0].to: \"te\" (expected: no name");
  }

  @Test
  void saysWhichHeadersAreMetadata(Vertx vertx, @TempDir Path directory) throws Exception {
    String headers =
        "'requestHeaders': ['x-tenant', 'x-any-*', 'Accept'],"
            + " 'responseHeaders': ['set-cookie', {'from': 'cost', 'to': 'X-Cost'}, 'y-*']";
    int port =
        start(
            vertx,
            "{'rest': {"
                + headers
                + ", 'errorRenderer': 'test-plain', 'operations': {'Greeter_SayHello_2':"
                + " {'requestHeaders': ['x-own'], 'responseHeaders': []}}}}");

    String served = get(port, "/openapi.json").body();
    JsonObject document = new JsonObject(served);
    assertThat(at(document, "/paths/~1v1~1hello/post/parameters").toString())
        .isEqualTo(
            "[{\"name\":\"x-tenant\",\"in\":\"header\",\"description\":\"The metadata `x-tenant` of"
                + " the call.\",\"schema\":{\"type\":\"string\"}}]");
    assertThat(at(document, "/paths/~1v1~1hello/post/responses/200/headers").toString())
        .isEqualTo(
            "{\"set-cookie\":{\"description\":\"The metadata `set-cookie` of the answer, if there is"
                + " any.\",\"schema\":{\"type\":\"string\"}},\"x-cost\":{\"description\":\"The metadata"
                + " `cost` of the answer, if there is any.\",\"schema\":{\"type\":\"string\"}}}");
    assertThat(at(document, "/paths/~1v1~1hello~1{name}/get/parameters").toString())
        .contains("x-own")
        .doesNotContain("x-tenant");
    assertThat(at(document, "/paths/~1v1~1hello~1{name}/get/responses/200/headers")).isNull();
    assertThat(at(document, "/paths/~1v1~1hello/post/responses/default/$ref"))
        .isEqualTo("#/components/responses/ErrorRendered");

    Path file = Files.writeString(directory.resolve("served.json"), served);
    int again = start(vertx, "{'rest': {'contract': '" + file + "', " + headers + "}}");
    assertThat(new JsonObject(get(again, "/openapi.json").body())).isEqualTo(document);
    assertThat(get(again, "/v1/hello/world").body()).isEqualTo("{\"message\":\"Hello, world\"}");
  }

  @Test
  void saysHowTheServerIsConfigured(Vertx vertx) throws Exception {
    int port =
        start(
            vertx,
            "{'rest': {'json': {'emitDefaults': true}, 'jsonParameters': ['indent'],"
                + " 'unannotatedMethods': true, 'openapi': {'specification': '3.0',"
                + " 'mediaTypes': ['protobuf', 'form'], 'prettyPrint': true}}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    assertThat(document.getString("openapi")).isEqualTo("3.0.3");
    assertThat(at(document, "/components/schemas/helloworld.HelloReply/required/0"))
        .isEqualTo("message");
    assertThat(at(document, "/components/parameters").toString())
        .contains("$indent", "$prettyPrint");
    assertThat(document.getJsonObject("paths").fieldNames())
        .contains("/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch");
    assertThat(at(document, "/paths/~1v1~1hello/post/requestBody/content").toString())
        .contains("application/x-protobuf", "application/x-www-form-urlencoded");
    HttpRequest check =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/grpc.health.v1.Health/Check"))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(HTTP.send(check, HttpResponse.BodyHandlers.ofString()).body())
        .isEqualTo("{\"status\":\"SERVING\"}");
  }

  @Test
  void isOfTheServicesThatAreChosen(Vertx vertx) throws Exception {
    int port = start(vertx, "{'rest': {'openapi': {'services': ['helloworld.Greeter']}}}");

    JsonObject document = new JsonObject(get(port, "/openapi.json").body());
    assertThat(document.getJsonArray("x-generated-services")).containsExactly("helloworld.Greeter");
    assertThat(get(port, "/v1/hello/world").statusCode()).isEqualTo(200);
    assertThat(get(port, "/v1/people").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesToBeOfServicesThatThereAreNot(Vertx vertx) {
    assertThatThrownBy(() -> start(vertx, "{'rest': {'openapi': {'services': ['a.B']}}}"))
        .hasMessageContaining("rest.openapi.services: a.B (expected: a service that is served)");
  }

  @Test
  void isHeldAgainstTheRulesThatItIsMadeBy(Vertx vertx, @TempDir Path directory) throws Exception {
    Path rules = directory.resolve("rules.yaml");
    Path file = directory.resolve("contract.yaml");
    String rule = "http: {rules: [{selector: helloworld.Greeter.SayHello, get: '/v7/{name}'}]}";
    Files.writeString(rules, rule);
    int status =
        GenerateContract.run(
            List.of(
                "--descriptor-set",
                System.getProperty("sluice.protoset"),
                "--service",
                "helloworld.Greeter",
                "--rules",
                rules.toString(),
                "--out",
                file.toString()),
            System.out,
            System.err);
    assertThat(status).isZero();
    String contract = "'contract': '" + file + "'";
    String both = "{'rest': {" + contract + ", 'rules': '" + rules + "'}}";

    assertThat(get(start(vertx, both), "/v7/world").body())
        .isEqualTo("{\"message\":\"Hello, world\"}");
    assertThat(get(start(vertx, "{'rest': {" + contract + "}}"), "/v7/world").statusCode())
        .isEqualTo(200);
    Files.writeString(rules, rule.replace("v7", "v8"));
    assertThatThrownBy(() -> start(vertx, both))
        .hasMessageContaining("GET /v8/{name} (helloworld.Greeter/SayHello): missing in the");
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
