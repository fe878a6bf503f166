package dev.sluice.server;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.call.Interceptor;
import dev.sluice.call.InterceptorProvider;
import dev.sluice.call.Principal;
import dev.sluice.call.RegisteredMethod;
import dev.sluice.call.ServerCall;
import dev.sluice.config.ConfigException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where interceptors of users stand, and what keeps a server that has them from starting. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UserInterceptorsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx = Vertx.vertx();
  private final List<String> events = new CopyOnWriteArrayList<>();
  @TempDir Path directory;

  /** Notes what it sees, and refuses what {@code refuse} is for. */
  private final class Noting implements InterceptorProvider {

    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<String> check(JsonObject options) {
      if (options.containsKey("throws")) {
        throw new IllegalStateException("a bug");
      }
      return options.containsKey("bad") ? List.of("bad: true (expected: nothing)") : List.of();
    }

    @Override
    public Future<Interceptor> create(Vertx vertx, JsonObject options) {
      return switch (options.getString("create", "")) {
        case "fails" -> Future.failedFuture("its disk is full");
        case "throws" -> throw new IllegalStateException("a bug");
        case "null" -> Future.succeededFuture();
        default -> Future.succeededFuture(new Notes(name, options));
      };
    }
  }

  private final class Notes implements Interceptor, AutoCloseable {

    private final String name;
    private final JsonObject options;

    Notes(String name, JsonObject options) {
      this.name = name;
      this.options = options;
    }

    @Override
    public <Req, Resp> Handler<ServerCall<Req, Resp>> intercept(
        RegisteredMethod<Req, Resp> method, Handler<ServerCall<Req, Resp>> next) {
      if (options.containsKey("wrapsNull")) {
        return null;
      }
      if (options.containsKey("wrapThrows")) {
        throw new IllegalStateException("a bug");
      }
      return call -> {
        Principal principal = call.principal();
        events.add(name + " call of " + (principal == null ? "nobody" : principal.name()));
        call.onMessage(message -> events.add(name + " message"));
        if (options.containsKey("refuse")) {
          call.response().fail(new StatusException(GrpcStatus.ABORTED, "refused"));
        } else {
          next.handle(call);
        }
      };
    }

    @Override
    public void close() {
      events.add(name + " closed");
    }
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private ServerVerticle start(String interceptors, String more) throws Exception {
    JsonObject conf =
        new JsonObject(more.replace('\'', '"'))
            .put("port", 0)
            .put("host", "127.0.0.1")
            .put("interceptors", new JsonArray(interceptors.replace('\'', '"')));
    ServerVerticle server =
        new ServerVerticle(List.of(), List.of(new Noting("a"), new Noting("b"), new Noting("c")));
    await(vertx.deployVerticle(server, new DeploymentOptions().setConfig(conf)));
    return server;
  }

  private static int get(ServerVerticle server, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("'a'", "interceptors: \"a\" (expected: a list of objects or texts)"),
        arguments("[1]", "interceptors[0]: 1 (expected: an object or a text)"),
        arguments("[{}]", "interceptors[0].name: null (expected: the name of an interceptor)"),
        arguments("[' ']", "interceptors[0].name: \" \" (expected: the name of an interceptor)"),
        arguments("['x']", "interceptors[0].name: \"x\" (expected: one of tenants)"),
        arguments(
            "[{'name':'tenants','file':'t','place':'behind'}]",
            "interceptors[0].place: \"behind\" (expected: one of outermost, authorized, innermost)"),
        arguments(
            "[{'name':'tenants','file':'t'}, {'name':'tenants','file':'t'}]",
            "interceptors[1].name: \"tenants\" (expected: a name that is not in the list already)"),
        arguments("['tenants']", "interceptors[0].file: null (expected: the path of a file)"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void tellsWhatIsWrong(String interceptors, String fault) {
    JsonObject conf = new JsonObject("{\"interceptors\":" + interceptors.replace('\'', '"') + "}");
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ServerVerticle.parse(conf));
    assertThat(e.faults()).containsExactly(fault);
  }

  @Test
  void tellsItWithAllElseThatIsWrong() {
    JsonObject conf =
        new JsonObject("{\"port\": -1, \"interceptors\": [\"x\", \"tenants\"], \"prot\": 1}");
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ServerVerticle.parse(conf));
    assertThat(e.faults())
        .hasSize(4)
        .anyMatch(fault -> fault.startsWith("interceptors[0].name: \"x\""))
        .anyMatch(fault -> fault.startsWith("interceptors[1].file: null"));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments("[{'name':'a','bad':true}]", "interceptors[0].bad: true (expected: nothing)"),
        arguments(
            "[{'name':'a','throws':true}]",
            "interceptors[0]: its options cannot be checked: java.lang.IllegalStateException: a bug"),
        arguments("['b',{'name':'a','create':'fails'}]", "interceptors[1]: its disk is full"),
        arguments("['b',{'name':'a','create':'throws'}]", "interceptors[1]: a bug"),
        arguments(
            "['b',{'name':'a','create':'null'}]", "interceptors[1]: its provider has made none"),
        arguments(
            "['b',{'name':'a','wrapsNull':true}]",
            "interceptor a, for helloworld.Greeter/SayHello: null (expected: a handler)"),
        arguments(
            "['b',{'name':'a','wrapThrows':true}]",
            "interceptor a, for helloworld.Greeter/SayHello: java.lang.IllegalStateException: a"
                + " bug"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void doesNotStartWithOneThatCannotWork(String interceptors, String fault) {
    ExecutionException e =
        catchThrowableOfType(
            ExecutionException.class,
            () -> start(interceptors, "{'services':{'addressbook':{'enabled':false}}}"));
    assertThat(e.getCause()).isInstanceOf(ConfigException.class);
    assertThat(((ConfigException) e.getCause()).faults()).containsExactly(fault);
    if (interceptors.startsWith("['b'")) {
      assertThat(events).contains("b closed");
    }
  }

  @Test
  void standsWhereTheConfSays() throws Exception {
    Path keys = directory.resolve("keys.json");
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest("a-key".getBytes(StandardCharsets.UTF_8)));
    Files.writeString(keys, "{\"keys\":[{\"name\":\"ada\",\"sha256\":\"" + digest + "\"}]}");
    ServerVerticle server =
        start(
            "[{'name':'c','place':'innermost'},'b',{'name':'a','place':'outermost'}]",
            "{'security':{'authenticators':[{'type':'apiKey','file':'"
                + keys
                + "'}],'default':'authenticated'}}");

    assertThat(get(server, "/v1/people/0")).isEqualTo(401);
    assertThat(events).containsExactly("a call of nobody");
    events.clear();
    // A person's id is 1 or more, by a rule in the proto.
    assertThat(get(server, "/v1/people/0", "x-api-key", "a-key")).isEqualTo(400);
    assertThat(events)
        .containsExactly(
            "a call of nobody", "b call of ada", "c call of ada", "a message", "b message");
    events.clear();
    assertThat(get(server, "/v1/hello/world", "x-api-key", "a-key")).isEqualTo(200);
    assertThat(events)
        .containsExactly(
            "a call of nobody",
            "b call of ada",
            "c call of ada",
            "a message",
            "b message",
            "c message");
  }

  @Test
  void keepsTheOrderOfTheListWithinAPlace() throws Exception {
    ServerVerticle server = start("['c','a','b']", "{}");
    get(server, "/v1/hello/world");
    assertThat(events)
        .filteredOn(event -> event.contains(" call of "))
        .containsExactly("c call of nobody", "a call of nobody", "b call of nobody");
  }

  @Test
  void countsWhatTheOutermostRefuses() throws Exception {
    ServerVerticle server = start("[{'name':'a','place':'outermost','refuse':true}]", "{}");
    assertThat(get(server, "/v1/hello/world")).isEqualTo(409);
    String metrics =
        HTTP.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/metrics"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    assertThat(metrics)
        .containsPattern(
            "rpc_server_duration_seconds_count\\{.*method=\"SayHello\".*status=\"ABORTED\"\\} 1");
  }

  @Test
  void doesNothingUnlessTheConfNamesIt() throws Exception {
    ServerVerticle server = start("[]", "{}");
    assertThat(get(server, "/v1/hello/world")).isEqualTo(200);
    assertThat(events).isEmpty();
  }

  @Test
  void isClosedWithTheServer() throws Exception {
    ServerVerticle server = start("['a']", "{}");
    await(vertx.undeploy(server.deploymentID()));
    assertThat(events).containsExactly("a closed");
  }
}
