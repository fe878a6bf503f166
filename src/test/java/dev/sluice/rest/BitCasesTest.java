package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bits over the whole server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(20)
class BitCasesTest {

  private BitServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        new BitServer(
            new JsonObject()
                .put("unannotatedMethods", true)
                .put("responseHeaders", new JsonArray().add("set-cookie").add("x-*"))
                .put(
                    "cors",
                    new JsonObject()
                        .put("allowedOrigins", new JsonArray().add("https://page.example"))
                        .put("allowCredentials", true)));
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  static Stream<Case> cases() {
    return BitCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp1(Case each) throws Exception {
    server.service.reset();
    each.check(server.call(HttpVersion.HTTP_1_1, each));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersOverHttp2(Case each) throws Exception {
    server.service.reset();
    each.check(server.call(HttpVersion.HTTP_2, each));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          zz      | {"oops":"no such bit: zz","at":"BitService_TalkBits"}
          default | {"code":5,"message":"no such bit: default"}
          throw   | {"code":5,"message":"no such bit: throw"}
          """)
  void rendersErrorsOfWebSocketsLikeThoseOfStreams(String name, String error) throws Exception {
    server.service.reset();
    try (RawWebSocket socket = new RawWebSocket(server.port(), "/v1/bits:talk", "")) {
      socket.send("{\"name\":\"" + name + "\"}");
      assertThat(socket.readToClose())
          .containsExactly("{\"error\":" + error + "}", "close 4005 no such bit: " + name);
    }
  }
}
