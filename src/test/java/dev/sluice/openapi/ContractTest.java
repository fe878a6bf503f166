package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {

  private static final String HAND_WRITTEN =
      """
      openapi: 3.0.3
      info: {title: By hand, version: 2025-01-01}
      paths:
        /about:
          get:
            responses: {200: {description: no}}
        /v1/hello:
          post:
            operationId: hello
            x-grpc-method: helloworld.Greeter/SayHello
            requestBody: {content: {application/json: {schema: {type: object}}}}
            responses:
              default: {description: An error}
              201: {description: Greeted}
        /v1/shelves/{shelf}/things:
          get:
            operationId: things
            x-grpc-method: a.b.Things/List
            x-grpc-path: /v1/{parent=shelves/*}/things
            x-grpc-response-body: things
            x-grpc-streaming: server
            x-grpc-location: /v1/{name=shelves/*}:open
            x-grpc-etag: thing.etag
            x-grpc-if-match: etag
            responses: {default: {description: Any}}
      """;

  @Test
  void readsTheOperationsOfAHandWrittenDocument() {
    Contract contract = Contract.parse(HAND_WRITTEN);

    assertThat(contract.generated()).isFalse();
    assertThat(contract.ignored()).containsExactly("GET /about");
    assertThat(contract.operations()).hasSize(2);
    ContractOperation hello = contract.operations().get(0);
    assertThat(hello).hasToString("POST /v1/hello (hello)");
    assertThat(hello.serviceName()).isEqualTo("helloworld.Greeter");
    assertThat(hello.methodName()).isEqualTo("SayHello");
    assertThat(hello.body()).isEqualTo("*");
    assertThat(hello.responseBody()).isNull();
    assertThat(hello.streaming()).isEqualTo(Streaming.NONE);
    assertThat(hello.successStatus()).isEqualTo(201);
    assertThat(hello.headers()).isEqualTo(ResourceHeaders.NONE);
    ContractOperation things = contract.operations().get(1);
    assertThat(things.path()).isEqualTo("/v1/shelves/{shelf}/things");
    assertThat(things.template()).hasToString("/v1/{parent=shelves/*}/things");
    assertThat(things.body()).isNull();
    assertThat(things.responseBody()).isEqualTo("things");
    assertThat(things.streaming()).isEqualTo(Streaming.SERVER);
    assertThat(things.successStatus()).isEqualTo(200);
    assertThat(things.headers())
        .isEqualTo(
            new ResourceHeaders(
                PathTemplate.parse("/v1/{name=shelves/*}:open"), "thing.etag", "etag"));
  }

  @Test
  void readsYamlByTheCoreSchema() {
    Contract contract = Contract.parse(HAND_WRITTEN);

    assertThat(contract.document().getJsonObject("info").getValue("version"))
        .isEqualTo("2025-01-01");
    assertThat(contract.yaml()).isEqualTo(HAND_WRITTEN);
    assertThat(
            Contract.parse("openapi: 3.1.0\nx-a: [no, on, 012, 1e3, 0x1, ~, true, 1:30, .5]")
                .document()
                .getJsonArray("x-a"))
        .containsExactly("no", "on", "012", 1e3, "0x1", null, true, "1:30", ".5");
  }

  @Test
  void readsJsonAndWritesItAsYaml() {
    Contract yaml = Contract.parse(HAND_WRITTEN);

    Contract json = Contract.parse("\n" + yaml.document().encodePrettily());

    assertThat(json.document()).isEqualTo(yaml.document());
    assertThat(json.operations()).isEqualTo(yaml.operations());
    assertThat(Contract.parse(json.yaml()).document()).isEqualTo(yaml.document());
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("x-grpc-method", "Greeter.SayHello", "package.Service/Method"),
        Arguments.of("x-grpc-method", "/helloworld.Greeter/SayHello", "package.Service/Method"),
        Arguments.of("x-grpc-method", "[a]", "package.Service/Method"),
        Arguments.of("x-grpc-method", "null", "package.Service/Method"),
        Arguments.of("x-grpc-path", "'/v1/{a'", "a path template; "),
        Arguments.of("x-grpc-path", "7", "a path template"),
        Arguments.of("x-grpc-body", "a.b", "* or the name of a field"),
        Arguments.of("x-grpc-body", "true", "* or the name of a field"),
        Arguments.of("x-grpc-body", "''", "* or the name of a field"),
        Arguments.of("x-grpc-response-body", "'*'", "the name of a field"),
        Arguments.of("x-grpc-streaming", "both", "none, server, client or bidi"),
        Arguments.of("x-grpc-streaming", "{}", "none, server, client or bidi"),
        Arguments.of("x-grpc-location", "'v1/{id}'", "a path template; "),
        Arguments.of("x-grpc-location", "'/v1/{id'", "a path template; "),
        Arguments.of("x-grpc-location", "7", "a path template"),
        Arguments.of("x-grpc-etag", "''", "the name of a field, dots between nested names"),
        Arguments.of("x-grpc-etag", "a..b", "the name of a field, dots between nested names"),
        Arguments.of("x-grpc-if-match", "'*'", "the name of a field, dots between nested names"),
        Arguments.of("x-grpc-if-match", "[a]", "the name of a field, dots between nested names"),
        Arguments.of("x-grpc-json", "[]", "an object"),
        Arguments.of("x-grpc-json", "{indnt: true}", "one of emitDefaults, "),
        Arguments.of("x-grpc-json", "true", "an object"),
        Arguments.of("x-grpc-rest", "[]", "an object"),
        Arguments.of("operationId", "[]", "a text"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void namesThePlaceTheValueAndWhatWasExpected(String key, String value, String expected) {
    String text =
        "openapi: 3.1.0\npaths: {/v1/hello: {post: {x-grpc-method: a.B/C, operationId: c}}}";
    String entry = key + ": " + value;
    String changed =
        switch (key) {
          case "x-grpc-method" -> text.replace("x-grpc-method: a.B/C", entry);
          case "operationId" -> text.replace("operationId: c", entry);
          default -> text.replace("operationId: c", "operationId: c, " + entry);
        };

    assertThatThrownBy(() -> Contract.parse(changed))
        .isInstanceOf(ContractException.class)
        .hasMessageStartingWith("#/paths/~1v1~1hello/post/" + key + ": ")
        .hasMessageContaining("(expected: " + expected);
  }

  @Test
  void namesTheSettingThatIsWrong() {
    assertThatThrownBy(
            () ->
                Contract.parse(
                    """
                    openapi: 3.1.0
                    paths:
                      /v1/hello:
                        post:
                          operationId: c
                          x-grpc-method: a.B/C
                          x-grpc-rest: {compression: {level: 10}, json: {}, maxBodyBytes: big}
                    """))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(
            "#/paths/~1v1~1hello/post/x-grpc-rest.compression.level: 10 (expected: an integer from"
                + " 1 to 9)")
        .hasMessageContaining("/post/x-grpc-rest.json: unknown key (")
        .hasMessageContaining("/post/x-grpc-rest.maxBodyBytes: \"big\" (expected: an integer from");
  }

  @Test
  void reportsAllFaultsAtOnce() {
    ContractException e =
        catchThrowableOfType(
            ContractException.class,
            () ->
                Contract.parse(
                    """
                    openapi: 2.0
                    paths:
                      v1: {}
                      /a:
                        get: {operationId: one, x-grpc-method: a.B/C}
                        post: {operationId: one, x-grpc-method: a.B/C}
                        put: 3
                        patch: {x-grpc-method: a.B/C}
                      /b: {$ref: 'other.yaml#/b'}
                      /x-{name}:
                        get: {operationId: two, x-grpc-method: a.B/C}
                      /c/{name}:
                        get: {operationId: three, x-grpc-method: a.B/C}
                      /c/{id}:
                        get: {operationId: four, x-grpc-method: a.B/C}
                    """));

    assertThat(e.faults())
        .containsExactly(
            "#/openapi: 2.0 (expected: 3.0.x or 3.1.x)",
            "#/paths/v1: v1 (expected: a path that begins with /)",
            "#/paths/~1a/put: 3 (expected: an object)",
            "#/paths/~1a/post/operationId: one (expected: unique, but also at #/paths/~1a/get)",
            "#/paths/~1a/patch/operationId: null (expected: a name, as x-grpc-method is given)",
            "#/paths/~1b: {\"$ref\":\"other.yaml#/b\"} (expected: an object, or a reference to one"
                + " inside of the document)",
            "#/paths/~1x-{name}/get: /x-{name} (expected: a path template, or x-grpc-path with one;"
                + " path template: /x-{name} (unexpected '{' at position 3))",
            "#/paths/~1c~1{id}/get: GET /c/{id} (expected: a template that matches other requests"
                + " than the one of #/paths/~1c~1{name}/get)");
  }

  @Test
  void followsReferencesToPathItems() {
    Contract contract =
        Contract.parse(
            """
            openapi: 3.1.0
            paths: {/a: {$ref: '#/components/pathItems/a'}}
            components:
              pathItems: {a: {get: {operationId: one, x-grpc-method: a.B/C}}}
            """);

    assertThat(contract.operations()).extracting("operationId").containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "text",
        "a: [",
        "openapi: 3.1.0\nopenapi: 3.1.0",
        "openapi: 3.1.0\npaths: {1: {}, '1': {}}",
        "openapi: 3.1.0\nx: &a [*a]",
        "openapi: 3.1.0\nx: !!java.net.URL [http://localhost]",
        "--- {}\n--- {}",
        "{\"openapi\":\"3.1.0\",\"openapi\":\"3.1.0\"}",
        "{\"openapi\":\"3.1.0\"} x",
        "{\"openapi\":",
        "{\"openapi\": NaN}",
        "{\"openapi\":\"3.1.0\",\"paths\":[]}"
      })
  void refusesTextThatIsNoDocument(String text) {
    assertThatThrownBy(() -> Contract.parse(text))
        .isInstanceOf(ContractException.class)
        .hasMessageStartingWith("#")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAliasesThatMultiply() {
    StringBuilder text = new StringBuilder("openapi: 3.1.0\nx0: &a0 [a, a, a, a, a, a]\n");
    for (int i = 1; i < 12; i++) {
      text.append("x%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(6)));
    }

    assertThatThrownBy(() -> Contract.parse(text.toString()))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("aliases expanded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "a: ["})
  void refusesDocumentsThatAreTooDeep(String opening) {
    String text = opening.startsWith("{") ? opening.repeat(5000) : "a: " + "[".repeat(5000);

    assertThatThrownBy(() -> Contract.parse(text)).isInstanceOf(ContractException.class);
  }
}
