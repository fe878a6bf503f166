package dev.sluice.rest;

import static dev.sluice.rest.Case.NONE;
import static dev.sluice.rest.Case.post;
import static dev.sluice.rest.Case.send;

import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pages may call a method by its own path, where gRPC-Web and REST allow other origins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class OwnPathOriginsTest {

  private static final String REST = "https://rest.example";
  private static final String WEB = "https://web.example";
  private static final String EVIL = "https://evil.example";

  /** A method that REST serves by this path too, and one that it serves by other paths. */
  private static final String BOTH = "/sluice.test.v1.BitService/Unbound";

  private static final String WEB_ONLY = "/sluice.test.v1.BitService/GetBit";

  private BitServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        new BitServer(
            new JsonObject().put("unannotatedMethods", true).put("cors", allowing(REST)),
            new JsonObject().put("cors", allowing(WEB)));
  }

  private static JsonObject allowing(String origin) {
    return new JsonObject().put("allowedOrigins", new JsonArray().add(origin));
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static Case preflight(String path, String origin, String headers, String allowed) {
    return send("OPTIONS", path, "")
        .with("origin", origin)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", headers)
        .answers(204, "")
        .tells("access-control-allow-origin", allowed)
        .tells("access-control-allow-methods", allowed.equals(NONE) ? NONE : "POST");
  }

  private static Case json(String origin, String allowed) {
    return post(BOTH, "{}")
        .with("origin", origin)
        .answers(200, "{}")
        .tells("access-control-allow-origin", allowed);
  }

  private static Case web(String origin, String allowed) {
    return send("POST", BOTH, "")
        .body(new byte[5])
        .with("content-type", "application/grpc-web")
        .with("origin", origin)
        .answers(200, "…grpc-status")
        .tells("access-control-allow-origin", allowed);
  }

  static Stream<Case> cases() {
    String plain = "content-type";
    String marked = "content-type, X-Grpc-Web";
    return Stream.of(
        preflight(BOTH, REST, plain, REST),
        preflight(BOTH, WEB, plain, WEB),
        preflight(BOTH, EVIL, plain, NONE),
        preflight(BOTH, "null", plain, NONE),
        preflight(BOTH, REST, marked, NONE),
        preflight(BOTH, WEB, marked, WEB),
        preflight(BOTH, EVIL, marked, NONE),
        preflight(WEB_ONLY, REST, plain, NONE),
        preflight(WEB_ONLY, WEB, plain, WEB),
        json(REST, REST),
        json(WEB, NONE),
        json(EVIL, NONE),
        web(REST, NONE),
        web(WEB, WEB),
        web(EVIL, NONE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goByTheDoorThatIsCalled(Case each) throws Exception {
    each.check(server.call(HttpVersion.HTTP_1_1, each));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void goByGrpcAloneWhereRestIsClosed(HttpVersion version) throws Exception {
    JsonObject open = new JsonObject().put("unannotatedMethods", true);
    try (BitServer other = new BitServer(open, new JsonObject().put("cors", allowing(WEB)))) {
      for (Case each :
          new Case[] {
            preflight(BOTH, WEB, "content-type", WEB), preflight(BOTH, REST, "content-type", NONE)
          }) {
        each.check(other.call(version, each));
      }
    }
  }
}
