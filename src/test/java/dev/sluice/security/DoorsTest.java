package dev.sluice.security;

import static dev.sluice.security.SecuredServer.rule;
import static dev.sluice.security.Tokens.claims;
import static dev.sluice.security.Tokens.header;
import static dev.sluice.security.Tokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.security.SecuredServer.Answer;
import dev.sluice.security.SecuredServer.Door;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule at each door. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DoorsTest {

  private static final String LIST = "routeguide.RouteGuide/ListFeatures";
  private static final String INVALID = "Bearer realm=\"sluice\", error=\"invalid_token\"";

  @TempDir static Path directory;
  private static SecuredServer server;
  private static SecuredServer open;

  @BeforeAll
  static void start() throws Exception {
    JsonObject jwt = SecuredServer.jwt(directory);
    server =
        new SecuredServer(
            SecuredServer.security(
                List.of(jwt),
                rule(LIST, new JsonObject().put("scope", "features.read")),
                rule("helloworld.Greeter/SayHello", "authenticated"),
                rule("routeguide.RouteGuide/GetFeature", "nobody"),
                rule("grpc.health.v1.Health/*", "anyone")));
    open =
        new SecuredServer(
            SecuredServer.security(List.of(jwt), rule("*", "authenticated"), rule(LIST, "anyone")));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    open.close();
  }

  private static String bearer(JsonObject claims) {
    return "Bearer " + signed(header(), claims);
  }

  private static void assertUnauthenticated(Door door, Answer answer, String challenge) {
    assertThat(answer.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    switch (door) {
      case GRPC, GRPC_WEB -> {
        assertThat(answer.httpStatus()).isEqualTo(200);
        assertThat(answer.challenges()).containsExactly(challenge);
      }
      case REST -> {
        assertThat(answer.httpStatus()).isEqualTo(401);
        assertThat(answer.challenges()).containsExactly(challenge);
      }
      case WEBSOCKET -> assertThat(answer.httpStatus()).isEqualTo(4016);
    }
  }

  @ParameterizedTest
  @EnumSource
  void letsWhoMayCallCall(Door door) throws Exception {
    Answer answer = server.call(door, "authorization", bearer(claims()));
    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    assertThat(answer.body()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void asksForCredentialsWhereThereAreNone(Door door) throws Exception {
    assertUnauthenticated(door, server.call(door), "Bearer realm=\"sluice\"");
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhoMayNotCall(Door door) throws Exception {
    Answer answer = server.call(door, "authorization", bearer(claims().put("scope", "other")));
    assertThat(answer.status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(answer.challenges()).isEmpty();
    if (door == Door.REST) {
      assertThat(answer.httpStatus()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource
  void letsEverybodyCallWhatIsForAnyone(Door door) throws Exception {
    assertThat(open.call(door).status()).isEqualTo(GrpcStatus.OK);
  }

  @ParameterizedTest
  @EnumSource
  void refusesABadTokenEvenWhereNoneIsNeeded(Door door) throws Exception {
    Answer answer = open.call(door, "authorization", "Bearer x.y.z");
    assertUnauthenticated(door, answer, INVALID);
  }

  static Stream<Arguments> badAuthorizations() {
    String good = Tokens.good();
    Map<String, List<String>> headers =
        Map.ofEntries(
            Map.entry("expired", List.of(bearer(claims().put("exp", 1)))),
            Map.entry("for another service", List.of(bearer(claims().put("aud", "x")))),
            Map.entry("of another issuer", List.of(bearer(claims().put("iss", "x")))),
            Map.entry("not signed", List.of("Bearer " + good.substring(0, good.lastIndexOf('.')))),
            Map.entry("opaque", List.of("Bearer abc")),
            Map.entry("empty", List.of("Bearer ")),
            Map.entry("no scheme", List.of(good)),
            Map.entry("another scheme", List.of("Basic YTpi")),
            Map.entry("with a comma", List.of("Bearer " + good + ",Bearer " + good)),
            Map.entry("with a space", List.of("Bearer " + good + " " + good)),
            Map.entry("with quotes", List.of("Bearer \"" + good + "\"")),
            Map.entry("a character beyond ASCII", List.of("Bearer " + good + "\u00e4")),
            Map.entry("huge", List.of("Bearer " + "a".repeat(6000))));
    List<Arguments> table = new ArrayList<>();
    headers.forEach(
        (name, values) -> {
          for (Door door : Door.values()) {
            table.add(arguments(name, door, values, INVALID));
          }
        });
    for (Door door : Door.values()) {
      String request = "Bearer realm=\"sluice\", error=\"invalid_request\"";
      table.add(
          arguments("two, good and bad", door, List.of("Bearer " + good, "Bearer x"), request));
      table.add(arguments("two, bad and good", door, List.of("x", "Bearer " + good), request));
    }
    return table.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badAuthorizations")
  void refusesABadAuthorization(String what, Door door, List<String> values, String challenge)
      throws Exception {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("authorization", values);
    assertUnauthenticated(door, server.call(door, headers), challenge);
  }

  @ParameterizedTest
  @EnumSource
  void takesTheSchemeInAnyCase(Door door) throws Exception {
    assertThat(server.call(door, "Authorization", "bEARER  " + Tokens.good()).status())
        .isEqualTo(GrpcStatus.OK);
  }

  @Test
  void takesNoTokenInTheQuery() throws Exception {
    Answer answer =
        server.send(
            HttpVersion.HTTP_1_1,
            HttpMethod.GET,
            "/v1/features?access_token=" + Tokens.good(),
            Map.of());
    assertThat(answer.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @Test
  void takesTheTokenOfAPageAsASubprotocol() throws Exception {
    Answer answer = server.callFromPage(List.of("sluice", "bearer." + Tokens.good()));
    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    assertThat(answer.body()).startsWith("sluice ");

    assertThat(server.callFromPage(List.of("sluice", "bearer.x.y.z")).httpStatus()).isEqualTo(4016);
    assertThat(server.callFromPage(List.of("sluice")).httpStatus()).isEqualTo(4016);
    assertThat(
            server
                .callFromPage(
                    List.of("sluice", "bearer." + Tokens.good(), "bearer." + Tokens.good()))
                .httpStatus())
        .isEqualTo(4016);
  }

  @Test
  void tellsServicesWhoCalls() throws Exception {
    assertThat(server.whoAmI("authorization", bearer(claims())).body())
        .isEqualTo("{\"message\":\"jwt:ada\"}");
    assertThat(server.whoAmI("authorization", bearer(claims().put("sub", "grace"))).body())
        .isEqualTo("{\"message\":\"jwt:grace\"}");
    assertThat(server.whoAmI().httpStatus()).isEqualTo(401);
  }

  @Test
  void deniesWhatNoRuleIsFor() throws Exception {
    Map<String, String> token = Map.of("authorization", bearer(claims()));
    String record = "/v1/routes:record";
    assertThat(server.send(HttpVersion.HTTP_1_1, HttpMethod.POST, record, token).httpStatus())
        .isEqualTo(403);
    assertThat(server.send(HttpVersion.HTTP_1_1, HttpMethod.POST, record, Map.of()).httpStatus())
        .isEqualTo(403);
    assertThat(
            server
                .send(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/features/1/1", token)
                .httpStatus())
        .isEqualTo(403);
  }

  @Test
  void tellsNothingOfWhatIsWrongWithAToken() throws Exception {
    String expired = server.call(Door.REST, "authorization", bearer(claims().put("exp", 1))).body();
    String strange = server.call(Door.REST, "authorization", "Bearer x").body();
    assertThat(expired).isEqualTo(strange);
    assertThat(new JsonObject(expired).getString("message"))
        .isEqualTo("the credentials are not valid");
    assertThat(new JsonObject(expired).getJsonArray("details", new JsonArray())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void holdsForTheHeadOfAStream(HttpVersion version) throws Exception {
    String other = bearer(claims().put("scope", "other"));

    assertThat(head(version, Map.of()).httpStatus()).isEqualTo(401);
    assertThat(head(version, Map.of()).challenges()).containsExactly("Bearer realm=\"sluice\"");
    assertThat(head(version, Map.of("authorization", other)).httpStatus()).isEqualTo(403);
    assertThat(head(version, Map.of("authorization", bearer(claims()))).httpStatus())
        .isEqualTo(200);
  }

  private static Answer head(HttpVersion version, Map<String, String> headers) throws Exception {
    return server.send(version, HttpMethod.HEAD, "/v1/features", headers);
  }

  @ParameterizedTest
  @EnumSource
  void knowsAMethodByNoneButItsName(Door door) throws Exception {
    // Headers that elsewhere change what a request is for.
    Answer answer =
        server.call(
            door,
            "x-http-method-override",
            "OPTIONS",
            "x-original-url",
            "/grpc.health.v1.Health/Check",
            "x-rewrite-url",
            "/healthz",
            "x-forwarded-prefix",
            "/grpc.health.v1.Health");
    assertThat(answer.status()).isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  /** Ways to write the path of a method, or one near it. */
  private static final List<String> REST_PATHS =
      List.of(
          "/v1/features",
          "//v1/features",
          "/v1//features",
          "/v1/features/",
          "/v1/./features",
          "/v1/../v1/features",
          "/healthz/../v1/features",
          "/v1/hello/..%2f..%2fv1/features",
          "/v1/%66eatures",
          "/v1%2Ffeatures",
          "/v1%2ffeatures",
          "/%2e%2e/v1/features",
          "/v1/features;x=1",
          "/v1;x/features",
          "/v1/features%3Bx",
          "/V1/features",
          "/v1/Features",
          "/v1/FEATURES",
          "/v1/features%00",
          "/v1/features%20",
          "/v1/features.json",
          "/v1/features#x",
          "/v1\\features",
          "/v1/%5cfeatures",
          "/v1/features?",
          "/v1/features?x-http-method-override=GET",
          "/v1/features?_method=OPTIONS",
          "http://localhost/v1/features");

  static Stream<Arguments> restPaths() {
    List<Arguments> table = new ArrayList<>();
    for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      for (String path : REST_PATHS) {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "get", "X")) {
          table.add(arguments(version, method, path));
        }
      }
    }
    return table.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("restPaths")
  void reachesNoRestOperationPastItsRule(HttpVersion version, String method, String path)
      throws Exception {
    Answer answer = server.send(version, HttpMethod.valueOf(method), path, Map.of());
    assertThat(answer.httpStatus()).isIn(400, 401, 404, 405);
  }

  private static final List<String> GRPC_PATHS =
      List.of(
          "/routeguide.RouteGuide/ListFeatures",
          "//routeguide.RouteGuide/ListFeatures",
          "/routeguide.RouteGuide//ListFeatures",
          "/routeguide.RouteGuide/ListFeatures/",
          "/routeguide.RouteGuide/ListFeatures;x",
          "/routeguide.RouteGuide;x/ListFeatures",
          "/routeguide.RouteGuide%2FListFeatures",
          "/routeguide.RouteGuide/%4cistFeatures",
          "/grpc.health.v1.Health/../routeguide.RouteGuide/ListFeatures",
          "/grpc.health.v1.Health/%2e%2e/routeguide.RouteGuide/ListFeatures",
          "/./routeguide.RouteGuide/ListFeatures",
          "/Routeguide.RouteGuide/ListFeatures",
          "/routeguide.routeguide/ListFeatures",
          "/routeguide.RouteGuide/listFeatures",
          "/routeguide.RouteGuide/LISTFEATURES",
          "/routeguide.RouteGuide/ListFeatures?x",
          "/routeguide.RouteGuide/ListFeatures#x",
          "/routeguide.RouteGuide/ListFeatures%00",
          "/routeguide.RouteGuide/ListFeatures%20",
          "/.routeguide.RouteGuide/ListFeatures",
          "/x/routeguide.RouteGuide/ListFeatures");

  static Stream<Arguments> grpcPaths() {
    List<Arguments> table = new ArrayList<>();
    for (String path : GRPC_PATHS) {
      table.add(arguments(HttpVersion.HTTP_2, "application/grpc", path));
      table.add(arguments(HttpVersion.HTTP_1_1, "application/grpc-web+proto", path));
      table.add(arguments(HttpVersion.HTTP_2, "application/grpc-web-text", path));
    }
    return table.stream();
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("grpcPaths")
  void reachesNoMethodPastItsRule(HttpVersion version, String type, String path) throws Exception {
    Answer answer =
        server.send(
            version,
            HttpMethod.POST,
            path,
            Map.of("content-type", type, "te", "trailers", "x-http-method-override", "GET"));
    assertThat(answer.status()).isIn(GrpcStatus.UNAUTHENTICATED, GrpcStatus.UNIMPLEMENTED);
  }
}
