package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.attack.Http2Wire;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for other hosts than those of {@code http.allowedHosts} are refused at every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class AllowedHostsTest {

  private final Vertx vertx = Vertx.vertx();
  private final ServerVerticle server = new ServerVerticle();

  /** What came back: the status, and the headers and body that tell why. */
  private record Told(int status, MultiMap headers, String body) {}

  @BeforeAll
  void start() throws Exception {
    JsonArray hosts = new JsonArray().add("localhost").add("*.Example.org").add("[::1]");
    JsonObject conf =
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("http", new JsonObject().put("allowedHosts", hosts))
            .put("admin", new JsonObject().put("host", "127.0.0.1").put("port", 0))
            .put("rest", new JsonObject().put("unannotatedMethods", true));
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
  }

  @AfterAll
  void stop() throws Exception {
    await(vertx.close());
  }

  private Told call(HttpVersion version, int port, RequestOptions options, String body)
      throws Exception {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
    options.setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"));
    Future<Told> told =
        client
            .request(options)
            .compose(
                // Within, so that the answer cannot come before someone listens.
                request -> request.send(Buffer.buffer(body)).compose(AllowedHostsTest::told));
    return await(told.eventually(client::close));
  }

  private static Future<Told> told(HttpClientResponse response) {
    return response
        .body()
        .map(
            body -> {
              MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
              return new Told(
                  response.statusCode(), headers.addAll(response.trailers()), body.toString());
            });
  }

  /** A request, by what leads it to its door. */
  private enum Door {
    REST("GET", "/v1/hello/x", ""),
    PREFLIGHT(
        "OPTIONS", "/v1/hello/x", "origin: http://evil.example|access-control-request-method: GET"),
    OWN_PATH("POST", "/grpc.health.v1.Health/Check", ""),
    PAGE("GET", "/", ""),
    HEALTH("GET", "/openapi.json", ""),
    WEB_SOCKET(
        "GET",
        "/v1/routes:chat",
        "upgrade: websocket|connection: upgrade|sec-websocket-version: 13"
            + "|sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=="),
    GRPC_WEB("POST", "/helloworld.Greeter/SayHello", "content-type: application/grpc-web"),
    GRPC_WEB_PREFLIGHT(
        "OPTIONS",
        "/helloworld.Greeter/SayHello",
        "origin: http://evil.example|access-control-request-method: POST"
            + "|access-control-request-headers: x-grpc-web"),
    GRPC("POST", "/helloworld.Greeter/SayHello", "content-type: application/grpc");

    private final String method;
    private final String path;
    private final String headers;

    Door(String method, String path, String headers) {
      this.method = method;
      this.path = path;
      this.headers = headers;
    }

    boolean isGrpc() {
      return headers.startsWith("content-type: application/grpc");
    }

    /** A request for a host. */
    RequestOptions to(String host) {
      RequestOptions options =
          new RequestOptions().setHost(host).setPort(80).setMethod(HttpMethod.valueOf(method));
      Stream.of(headers.split("\\|"))
          .filter(header -> !header.isEmpty())
          .map(header -> header.split(": ", 2))
          .forEach(header -> options.addHeader(header[0], header[1]));
      return options.setURI(path);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_1_1, REST",
    "HTTP_2, REST",
    "HTTP_1_1, PREFLIGHT",
    "HTTP_2, PREFLIGHT",
    "HTTP_1_1, OWN_PATH",
    "HTTP_2, OWN_PATH",
    "HTTP_1_1, PAGE",
    "HTTP_2, PAGE",
    "HTTP_1_1, HEALTH",
    "HTTP_1_1, WEB_SOCKET",
    "HTTP_1_1, GRPC_WEB",
    "HTTP_2, GRPC_WEB",
    "HTTP_1_1, GRPC_WEB_PREFLIGHT",
    "HTTP_2, GRPC",
  })
  void refuses(HttpVersion version, Door door) throws Exception {
    Told told = call(version, server.actualPort(), door.to("evil.example"), "");

    assertThat(told.status()).isEqualTo(421);
    assertThat(told.headers().contains("access-control-allow-origin")).isFalse();
    if (door.isGrpc()) {
      assertThat(told.headers().get("grpc-status")).isEqualTo("7");
      assertThat(told.headers().get("grpc-message")).contains("host: evil.example (expected: one");
    } else {
      JsonObject status = new JsonObject(told.body());
      assertThat(status.getInteger("code")).isEqualTo(7);
      assertThat(status.getString("message")).startsWith("host: evil.example (expected: one");
    }
    Told fine = call(version, server.actualPort(), door.to("localhost"), "");
    assertThat(fine.status()).isNotEqualTo(421);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LocalHost, 200",
    "localhost., 200",
    "a.example.org, 200",
    "a.b.EXAMPLE.org, 200",
    "[::1], 200",
    "example.org, 421",
    "aexample.org, 421",
    "a.example.org.evil.example, 421",
    "127.0.0.1, 421",
    "[::2], 421",
  })
  void takesNamesInAnyCase(String host, int status) throws Exception {
    for (HttpVersion version : new HttpVersion[] {HttpVersion.HTTP_1_1, HttpVersion.HTTP_2}) {
      assertThat(call(version, server.actualPort(), Door.REST.to(host), "").status())
          .as("%s by %s", host, version)
          .isEqualTo(status);
    }
  }

  @Test
  void showsOfALongNameItsBeginning() throws Exception {
    String name = "x".repeat(101);

    Told told = call(HttpVersion.HTTP_1_1, server.actualPort(), Door.REST.to(name), "");

    assertThat(new JsonObject(told.body()).getString("message"))
        .isEqualTo("host: " + "x".repeat(100) + "… (expected: one of this server's)");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example/v1/hello/x, localhost, 421",
    "http://localhost/v1/hello/x, evil.example, 421",
    "http://localhost:99/v1/hello/x, localhost:98, 200",
    "/v1/hello/http:%2F%2Fevil.example, localhost:1, 200",
  })
  void looksAtTheTargetToo(String target, String host, int status) throws Exception {
    RequestOptions options = Door.REST.to("localhost").setURI(target).putHeader("host", host);

    assertThat(call(HttpVersion.HTTP_1_1, server.actualPort(), options, "").status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/hello/x, localhost, evil.example, reset 1",
    "/v1/hello/x, evil.example, localhost, reset 1",
    "/v1/hello/x, localhost, localhost, http 200",
    "/v1/hello/x, , evil.example, http 421",
    "/v1/hello/x, , localhost, http 200",
    "http://evil.example/v1/hello/x, localhost, localhost, http 421",
    "http://evil.example/v1/hello/x, localhost, , http 421",
    "http://localhost/v1/hello/x, evil.example, , http 421",
    "http://localhost/v1/hello/x, localhost, evil.example, reset 1",
  })
  void looksAtAllThatNamesAHostOverHttp2(
      String path, @Nullable String authority, @Nullable String host, String outcome)
      throws Exception {
    List<String> headers = new ArrayList<>();
    headers.addAll(List.of(":method", "GET", ":scheme", "http", ":path", path));
    if (authority != null) {
      headers.addAll(List.of(":authority", authority));
    }
    if (host != null) {
      headers.addAll(List.of("host", host));
    }
    try (Http2Wire wire = new Http2Wire(server.actualPort(), 65_535)) {
      wire.headers(1, true, headers.toArray(String[]::new)).flush();

      Http2Wire.Frame answer = wire.next();
      while (answer.stream() != 1) {
        answer = wire.next();
      }
      assertThat(
              answer.type() == Http2Wire.RST_STREAM
                  ? "reset " + answer.payload().getInt(0)
                  : "http " + answer.headers().get(":status"))
          .isEqualTo(outcome);
    }
  }

  @Test
  void leavesThePortOfHealthAlone() throws Exception {
    RequestOptions options = Door.REST.to("10.0.0.7").setURI("/healthz");

    assertThat(call(HttpVersion.HTTP_1_1, server.actualAdminPort(), options, "").status())
        .isEqualTo(200);
  }
}
