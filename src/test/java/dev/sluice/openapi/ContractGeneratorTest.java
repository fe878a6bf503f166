package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractGeneratorTest {

  private String text;
  private Contract contract;

  @BeforeAll
  void generate() {
    text = Protosets.testContract();
    contract = Contract.parse(text);
  }

  @Test
  void writesTheSameTextEachTime() {
    assertThat(Protosets.testContract()).isEqualTo(text).endsWith("\n").doesNotContain("\t");
    assertThat(text.lines()).noneMatch(line -> line.endsWith(" "));
    assertThat(contract.generated()).isTrue();
  }

  @Test
  @Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
  void writesADocumentThatOpenApiAllows(Vertx vertx, VertxTestContext context) {
    DocumentCheck.check(vertx, contract.document())
        .onComplete(
            context.succeeding(
                loaded ->
                    context.verify(
                        () -> {
                          assertThat(loaded.operations()).hasSize(20);
                          context.completeNow();
                        })));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "EverythingService_Echo    | POST   | /v1/echo | /v1/echo | * | -",
        "EverythingService_Echo_2  | GET    | /v1/echo | /v1/echo | - | -",
        "EverythingService_Echo_4  | POST   | /v1/echo/strings | /v1/echo/strings | strings | strings",
        "EverythingService_Echo_6  | GET    | /v1/echo/nested/{nested_text}/{nested_number}"
            + " | /v1/echo/nested/{nested.text}/{nested.number} | - | -",
        "EverythingService_Update  | PATCH  | /v1/shelves/{name_1}/things/{name_2}"
            + " | /v1/{name=shelves/*/things/*} | thing | -",
        "EverythingService_List_2  | GET    | /v1/shelves/{parent_1}/things:recent"
            + " | /v1/{parent=shelves/*}/things:recent | - | -",
        "EverythingService_List_3  | GET    | /v1/files/{parent} | /v1/files/{parent=**} | - | -",
        "EverythingService_Delete  | DELETE | /v1/shelves/{parent_1} | /v1/{parent=shelves/*} | - | -",
      })
  void writesAnOperationForEachBinding(
      String id, String method, String path, String template, String body, String responseBody) {
    ContractOperation operation = operation(id);

    assertThat(operation.httpMethod()).isEqualTo(method);
    assertThat(operation.path()).isEqualTo(path);
    assertThat(operation.template()).hasToString(template);
    assertThat(operation.body()).isEqualTo(body);
    assertThat(operation.responseBody()).isEqualTo(responseBody);
    assertThat(operation.serviceName()).isEqualTo("sluice.test.v1.EverythingService");
    assertThat(operation.definition().containsKey("x-grpc-path")).isEqualTo(!path.equals(template));
  }

  @Test
  void leavesMethodsWithoutARuleOut() {
    assertThat(contract.operations()).hasSize(20);
    assertThat(contract.ignored()).isEmpty();
    assertThat(text).doesNotContain("Unbound");
  }

  @Test
  void takesItsWordsFromComments() {
    assertThat(at("/tags/0/description")).isEqualTo("Methods of each kind, bound in each way.");
    assertThat(operation("EverythingService_List").definition().getString("summary"))
        .isEqualTo("Lists the things of a shelf.");
    assertThat(schema("Everything.Nested").getString("description"))
        .isEqualTo("A message inside a message.");
    assertThat(schema("Colour").getString("description"))
        .isEqualTo("A colour, with an alias.\n\n- `COLOUR_UNSPECIFIED`: None was given.");
    assertThat(schema("Everything").getString("description"))
        .isEqualTo(
            "Every kind of field.\n\nAt most one of `choiceText`, `choiceNumber`, `choiceNested`,"
                + " `choiceNull` is set (choice).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aDouble        | {type: number, format: double}",
        "anInt32        | {type: integer, format: int32}",
        "anInt64        | {type: string, format: int64}",
        "aUint32        | {type: integer, format: int64, minimum: 0, maximum: 4294967295}",
        "aFixed64       | {type: string, format: uint64}",
        "aBool          | {type: boolean}",
        "aBytes         | {type: string, format: byte}",
        "colour         | {$ref: '#/components/schemas/sluice.test.v1.Colour'}",
        "nested         | {$ref: '#/components/schemas/sluice.test.v1.Everything.Nested'}",
        "optionalInt32  | {type: integer, format: int32}",
        "longs          | {type: array, items: {type: string, format: int64}}",
        "labels         | {type: object, additionalProperties: {type: string}}",
        "byBool         | {type: object, additionalProperties: {$ref:"
            + " '#/components/schemas/sluice.test.v1.Colour'}}",
        "choiceNumber   | {type: string, format: int64}",
        "choiceNull     | {const: null}",
        "timestamp      | {type: string, format: date-time}",
        "struct         | {type: object, additionalProperties: true}",
        "value          | {description: Any JSON value.}",
        "any            | {$ref: '#/components/schemas/google.protobuf.Any'}",
        "empty          | {type: object, additionalProperties: false}",
        "int64Wrapper   | {type: [string, 'null'], format: int64}",
        "boolWrapper    | {type: [boolean, 'null']}",
        "int32Wrappers  | {type: array, items: {type: integer, format: int32}}",
        "newName        | {type: string}",
        "oldName        | {type: string, deprecated: true}",
      })
  void writesTheSchemaOfEachKindOfField(String property, String expected) {
    assertThat(schema("Everything").getJsonObject("properties").getValue(property))
        .isEqualTo(Contract.parse("openapi: 3.1.0\nx: " + expected).document().getValue("x"));
  }

  @Test
  void putsIntoTheQueryWhatNeitherPathNorBodyTakes() {
    assertThat(parameters("EverythingService_List"))
        .containsExactly(
            "path parent_1",
            "query page.size",
            "query page.token",
            "query colours",
            "query since",
            "query archived");
    assertThat(parameters("EverythingService_Update"))
        .containsExactly("path name_1", "path name_2", "query updateMask", "query validateOnly");
    assertThat(parameters("EverythingService_Echo")).isEmpty();
    assertThat(parameters("EverythingService_Echo_6"))
        .startsWith("path nested_text", "path nested_number")
        .contains("query nested.words", "query choiceNested.text", "query timestamps")
        .contains("query nesteds", "query struct", "query value", "query list", "query any")
        .doesNotContain(
            "query nested.text", "query nested.inner.text", "query labels", "query nesteds.text")
        .doesNotContain("query empty")
        .doesNotHaveDuplicates();
  }

  @Test
  void tellsWhichParametersAreJsonAndHowMapsAreGiven() {
    JsonObject echo = operation("EverythingService_Echo_6").definition();
    JsonObject text = new JsonObject().put("type", "string");
    String json = "application/json";

    assertThat(parameter(echo, "nesteds").getJsonObject("schema"))
        .isEqualTo(
            new JsonObject()
                .put("type", "array")
                .put(
                    "items",
                    text.copy()
                        .put("description", "JSON of a `sluice.test.v1.Everything.Nested`.")
                        .put("contentMediaType", json)));
    assertThat(parameter(echo, "struct").getJsonObject("schema"))
        .isEqualTo(text.copy().put("description", "A JSON object.").put("contentMediaType", json));
    assertThat(echo.getString("description"))
        .endsWith(
            "\n\nEntries of maps: `labels[KEY]=VALUE`, `byNumber[KEY]=VALUE`,"
                + " `byBool[KEY]=VALUE`, `byUint64[KEY]=VALUE`, `values[KEY]=VALUE`.");
    assertThat(operation("EverythingService_Echo").definition().getString("description"))
        .doesNotContain("maps");
  }

  private static JsonObject parameter(JsonObject operation, String name) {
    return operation.getJsonArray("parameters").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void describesTheBodiesOfStreams() {
    JsonObject chat = operation("EverythingService_Chat").definition();

    assertThat(operation("EverythingService_Chat").streaming()).isEqualTo(Streaming.BIDI);
    assertThat(operation("EverythingService_Join").streaming()).isEqualTo(Streaming.CLIENT);
    assertThat(operation("EverythingService_Split").streaming()).isEqualTo(Streaming.SERVER);
    assertThat(chat.getJsonObject("requestBody").getJsonObject("content").fieldNames())
        .containsExactly("application/json", "application/x-ndjson");
    JsonObject content =
        chat.getJsonObject("responses").getJsonObject("200").getJsonObject("content");
    assertThat(content.fieldNames())
        .containsExactly("application/json", "application/x-ndjson", "text/event-stream");
    assertThat(content.getJsonObject("application/json").getJsonObject("schema").getString("type"))
        .isEqualTo("array");
  }

  @Test
  void describesErrorsInBothForms() {
    assertThat(operation("EverythingService_Echo").definition().getJsonObject("responses"))
        .isEqualTo(
            new JsonObject()
                .put("200", at("/paths/~1v1~1echo/post/responses/200"))
                .put("400", new JsonObject().put("$ref", "#/components/responses/BadRequest"))
                .put("default", new JsonObject().put("$ref", "#/components/responses/Error")));
    assertThat(
            operation("EverythingService_Update")
                .definition()
                .getJsonObject("responses")
                .fieldNames())
        .containsExactly("200", "400", "404", "default");
    assertThat(at("/components/responses/BadRequest/content"))
        .isEqualTo(at("/components/responses/Error/content"));
    assertThat(at("/components/responses/Conflict")).isNull();
    assertThat(at("/components/responses/Error/content/application~1json/schema/$ref"))
        .isEqualTo("#/components/schemas/google.rpc.Status");
    assertThat(at("/components/responses/Error/content/application~1problem+json/schema/$ref"))
        .isEqualTo("#/components/schemas/Problem");
    assertThat(at("/components/schemas/google.rpc.Status/properties/details/items/$ref"))
        .isEqualTo("#/components/schemas/google.protobuf.Any");
  }

  @Test
  void refersOnlyToWhatIsThere() {
    References references = new References(contract.document());
    JsonArray refs = new JsonArray();
    collectRefs(contract.document(), refs);

    assertThat(refs).isNotEmpty();
    assertThat(refs)
        .allSatisfy(
            ref -> assertThat(references.follow(new JsonObject().put("$ref", ref))).isNotNull());
  }

  @Test
  void refusesServicesThatAreNotThere() {
    ContractGenerator.Options options =
        new ContractGenerator.Options("Test", "1", null, List.of("sluice.test.v1.Nothing"));

    assertThatThrownBy(() -> ContractGenerator.generate(Protosets.test(), options))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("sluice.test.v1.Nothing");
  }

  private static void collectRefs(Object value, JsonArray refs) {
    if (value instanceof JsonObject object) {
      object.forEach(
          entry -> {
            if (entry.getKey().equals("$ref")) {
              refs.add(entry.getValue());
            }
            collectRefs(entry.getValue(), refs);
          });
    } else if (value instanceof JsonArray array) {
      array.forEach(element -> collectRefs(element, refs));
    }
  }

  private ContractOperation operation(String id) {
    return contract.operations().stream()
        .filter(operation -> operation.operationId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private List<String> parameters(String id) {
    return operation(id).definition().getJsonArray("parameters", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(parameter -> parameter.getString("in") + " " + parameter.getString("name"))
        .toList();
  }

  private JsonObject schema(String name) {
    return (JsonObject) at("/components/schemas/sluice.test.v1." + name);
  }

  private Object at(String pointer) {
    return JsonPointer.from(pointer).queryJson(contract.document());
  }
}
