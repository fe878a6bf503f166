package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.server.ServerVerticle;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which headers are metadata and which metadata are headers, and by which names. */
@Timeout(20)
class HeaderRulesTest {

  private static final String RULES =
      """
      {
        "requestHeaders": [
          "Cookie", "X-Tenant-*", "x-raw-bin",
          {"from": "X-Foo", "to": "Foo"},
          {"from": "x-also-foo", "to": "foo"},
          {"from": "x-own"},
          {"from": "x-to-own", "to": "x-own"},
          {"from": "X-Old-*", "to": "new-*"},
          {"from": "x-old-id", "to": "never"},
          {"from": "x-agent", "to": "user-agent"},
          {"from": "accept-language", "to": "language"},
          {"from": "x-c*", "to": "c*"},
          {"from": "x-key-bin", "to": "key-bin"}
        ],
        "responseHeaders": [
          "seen-cookie", "COST",
          {"from": "seen-foo", "to": "X-Foo"},
          {"from": "seen-new-*", "to": "x-old-*"},
          {"from": "seen-c*", "to": "c*"},
          {"from": "seen-x-own", "to": "content-language"},
          {"from": "seen-vary", "to": "vary"}
        ]
      }
      """;

  /** Metadata NAME comes back as metadata seen-NAME. */
  static Stream<Arguments> cases() {
    return Stream.of(
        row("cookie: a=b; c=d", "seen-cookie: a=b; c=d", "grpc-metadata-seen-cookie: none"),
        row("x-tenant-id: 7", "grpc-metadata-seen-x-tenant-id: 7"),
        row("x-tenant-id: 7 | grpc-metadata-x-tenant-id: 9", "grpc-metadata-seen-x-tenant-id: 7"),
        row("x-other: 8", "grpc-metadata-seen-x-other: none"),
        row("grpc-metadata-trailing: 1", "cost: 7", "grpc-trailer-cost: none"),
        row(
            "x-foo: 1",
            "x-foo: 1",
            "grpc-metadata-seen-foo: none",
            "grpc-metadata-seen-x-foo: none"),
        row("x-foo: 1 | grpc-metadata-foo: 2", "x-foo: 1"),
        row("grpc-metadata-foo: 2", "x-foo: 2"),
        row("x-also-foo: 3", "x-foo: 3"),
        row("x-to-own: 1", "content-language: 1"),
        row("x-to-own: 1 | x-own: 2", "content-language: 2"),
        row("x-to-own: 1 | grpc-metadata-x-own: 3", "content-language: 1"),
        row("x-old-a: 1", "x-old-a: 1", "grpc-metadata-seen-x-old-a: none"),
        row("x-old-id: 1", "x-old-id: 1", "grpc-metadata-seen-never: none"),
        row("x-agent: a | user-agent: b", "grpc-metadata-seen-user-agent: b"),
        row("x-agent: a", "grpc-metadata-seen-user-agent: a"),
        row(
            "accept-language: de",
            "grpc-metadata-seen-language: de",
            "grpc-metadata-seen-accept-language: de"),
        row("x-connection: close", "grpc-metadata-seen-connection: none", "connection: none"),
        row("x-cell: 1", "cell: 1"),
        row("grpc-metadata-seen: x", "grpc-metadata-seen-seen: x"),
        row("x-key-bin: AAA=", "grpc-metadata-seen-key-bin: AAA="),
        row("x-raw-bin: AAA=", "grpc-metadata-seen-x-raw-bin: AAA="));
  }

  private static Arguments row(String sent, String... told) {
    return Arguments.of(sent, told);
  }

  private static Case with(String headers) {
    Case each = Case.get("/v1/echo");
    for (String header : headers.split(" \\| ", -1)) {
      String[] parts = header.split(": ", 2);
      each = each.with(parts[0], parts[1]);
    }
    return each;
  }

  private static Answer call(Case each) throws Exception {
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("rest", new JsonObject(RULES)));
    try (RestServer server = RestServer.of(new TestService(), config.rest())) {
      return server.call(
          HttpVersion.HTTP_1_1, each.method(), each.uri(), each.headers(), each.body());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesAreThoseOfTheFirstRule(String sent, String[] told) throws Exception {
    Answer answer = call(with(sent));

    for (String header : told) {
      String[] parts = header.split(": ", 2);
      assertThat(String.join(" and ", answer.headers().getAll(parts[0])))
          .as("%s of %s", parts[0], answer.headers())
          .isEqualTo(parts[1].equals("none") ? "" : parts[1]);
    }
  }

  @Test
  void whatAServiceVariesByStays() throws Exception {
    Answer answer = call(Case.get("/v1/fail/5").with("grpc-metadata-vary", "x-a", "x-b"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.headers().getAll("vary")).containsExactly("x-a, x-b, accept");
  }

  @ParameterizedTest
  @CsvSource({"x-raw-bin", "x-key-bin"})
  void binaryMetadataIsBase64ByAnyName(String header) throws Exception {
    Answer answer = call(with(header + ": not base64!"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("header " + header + " (expected: base64)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'x y'                          | .from: 'x y' (expected: the name of a header, or its",
        "'*'                            | .from: '*' (expected: the name of a header",
        "'a*b'                          | .from: 'a*b' (expected: the name of a header",
        "'Host'                         | .from: 'host' (expected: no name of HTTP's own",
        "'grpc-*'                       | .from: 'grpc-*' (expected: no name of HTTP's own",
        "':path'                        | .from: ':path' (expected: the name of a header",
        "{'to': 'x'}                    | .from: null (expected: the name of a header",
        "{'from': 'x', 'to': ':path'}   | .to: ':path' (expected: the name of a header",
        "{'from': 'x', 'to': ''}        | .to: '' (expected: the name of a header",
        "{'from': 'x', 'to': 'te'}      | .to: 'te' (expected: no name of HTTP's own",
        "{'from': 'x', 'to': 'Connection'} | .to: 'connection' (expected: no name of HTTP's own",
        "{'from': 'x', 'to': 'content-length'} | .to: 'content-length' (expected: no name of",
        "{'from': 'x', 'to': 'grpc-status'} | .to: 'grpc-status' (expected: no name of HTTP's own",
        "{'from': 'x*', 'to': 'grpc-*'} | .to: 'grpc-*' (expected: no name of HTTP's own",
        "{'from': 'transfer-encoding', 'to': 'x'} | .from: 'transfer-encoding' (expected: no name",
        "{'from': 'x*', 'to': 'y'}      | .to: 'y' (expected: one that ends in *, as from does",
        "{'from': 'x', 'to': 'y*'}      | .to: 'y*' (expected: one without *",
        "{'from': 'x-bin', 'to': 'y'}   | .to: 'y' (expected: one that ends in -bin, as from",
        "{'from': 'x', 'to': 'y-Bin'}   | .to: 'y-Bin' (expected: none that ends in -bin, as from",
        "{'from': 'x', 'name': 'y'}     | .name: unknown key (",
        "7                              | : 7 (expected: an object or a text",
      })
  void refusesWhatCannotBeMetadata(String rule, String fault) {
    for (String key : new String[] {"requestHeaders", "responseHeaders"}) {
      String conf = "{'rest': {'" + key + "': ['fine', " + rule + "]}}";
      ConfigException e =
          catchThrowableOfType(
              ConfigException.class,
              () -> ServerVerticle.parse(new JsonObject(conf.replace('\'', '"'))));

      String expected =
          "rest." + key + "[1]" + fault.replace("HTTP's", "HTTP@s").replace('\'', '"');
      assertThat(e.faults()).singleElement().asString().startsWith(expected.replace('@', '\''));
    }
  }

  @ParameterizedTest
  @CsvSource({"requestHeaders", "responseHeaders"})
  void takesAnObjectForAName(String key) {
    JsonArray rules = new JsonArray().add(new JsonObject(Map.of("from", "X-Own")));
    JsonObject conf =
        new JsonObject().put("rest", new JsonObject().put(key, rules).put("swaggerUi", true));

    assertThat(ServerVerticle.parse(conf).rest().transcoding().headers())
        .isEqualTo(
            SluiceConfig.parse(new JsonObject("{\"rest\": {\"" + key + "\": [\"x-own\"]}}"))
                .rest()
                .transcoding()
                .headers());
  }
}
