package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.SHELVES;
import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.config;
import static dev.sluice.openapi.Documents.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import dev.sluice.test.v1.ShelvesProto;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users of grpc-gateway, and of Google's annotations, write beside their HTTP rules. */
@ExtendWith(VertxExtension.class)
class AnnotationsTest {

  private static final JsonObject DOCUMENT = Documents.of(config(), SHELVES);
  private static final String SHELF = "/components/schemas/sluice.test.v1.Shelf";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/info/title | Shelves",
        "/info/version | '\"2.1\"'",
        "/info/description | Where books are kept.",
        "/info/termsOfService | 'https://library.example/terms'",
        "/info/contact | {name: The library, url: 'https://library.example/contact',"
            + " email: desk@library.example}",
        "/info/license | {name: Library licence, url: 'https://library.example/licence'}",
        "/info/x-audience | readers",
        "/servers | [{url: 'https://library.example:8443/api'}]",
        "/security | []",
        "/paths/~1v2~1shelf:watch/get/security | [{Token: []}]",
        "/externalDocs | {description: More, url: 'https://library.example/docs'}",
        "/x-group | [1.0, true]",
        "/components/securitySchemes/Token"
            + " | {type: apiKey, in: header, name: x-token, description: A token.}",
        "/components/securitySchemes/Login | {type: oauth2, flows: {authorizationCode:"
            + " {authorizationUrl: 'https://library.example/login',"
            + " tokenUrl: 'https://library.example/token', scopes: {write: Change shelves}}}}",
        "/components/securitySchemes/Password | {type: http, scheme: basic}",
        "/tags/0 | {name: shelves, description: All about shelves.,"
            + " externalDocs: {url: 'https://library.example/about'}}",
        "/tags/1 | {name: maintenance, description: What the staff does.,"
            + " externalDocs: {url: 'https://library.example/staff'}, x-staff: true}",
        "/tags/2 | {name: making, description: Methods of making.}",
      })
  void tellTheWhole(String place, String expected) {
    assertThat(at(DOCUMENT, place)).isEqualTo(yaml(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "summary | Get a shelf",
        "description | Gets one.",
        "operationId | getShelf",
        "tags | [shelves]",
        "externalDocs | {url: 'https://library.example/get'}",
        "x-slow | true",
        "responses/200/description | The shelf.",
        "responses/200/content/application~1json/example | {name: shelves/1, theme: Poetry}",
        "responses/200/headers/X-Age"
            + " | {description: How old it is., schema: {type: integer, format: int32, default: 1}}",
        "responses/410/description | The shelf is gone.",
        "responses/410/content/application~1json/schema"
            + " | {$ref: '#/components/schemas/google.rpc.Status'}",
        "parameters/0/example | '\"1\"'",
        "responses/404/description | There is no such shelf.",
        "responses/418/description | The library makes tea.",
        "parameters/0/schema | {type: string, title: Shelf, pattern: '^[0-9]+$', maxLength: 9}",
        "parameters/0/description"
            + " | '\"Which shelf.\\n\\nThe name of a `library.example/Shelf`.\"'",
        "parameters/1/example | 10",
        "parameters/1/description | How many.",
        "parameters/1/schema | {type: integer, format: int32, maximum: 50, default: 20}",
        "parameters/2/schema"
            + " | {type: array, items: {type: string}, minItems: 1, uniqueItems: true}",
        "parameters/3/schema | {type: string, description: A JSON object.,"
            + " contentMediaType: application/json, title: Facts}",
        "parameters/6 | {name: X-Reader, in: header, description: Who reads., required: true,"
            + " schema: {type: integer, format: int64}}",
        "parameters/7 | {name: X-Lamp, in: header, schema: {type: string}}",
      })
  void tellOfAnOperation(String place, String expected) {
    assertThat(at(DOCUMENT, "/paths/~1v2~1shelf~1{name}/get/" + place)).isEqualTo(yaml(expected));
  }

  @Test
  void areToldOnceOfEachHeader() {
    assertThat(parameters(DOCUMENT))
        .containsExactly(
            "name", "pageSize", "words", "facts", "wall", "storey.number", "X-Reader", "X-Lamp");
  }

  @Test
  void tellWhichParametersExcludeOthers() {
    String place = "/paths/~1v2~1shelf~1{name}/get/parameters/";

    assertThat(at(DOCUMENT, place + "4/description"))
        .isEqualTo("On a wall.\n\nAt most one of `wall`, `storey` is set (place).");
    assertThat(at(DOCUMENT, place + "5/description"))
        .isEqualTo("At most one of `wall`, `storey` is set (place).");
    assertThat(parameters(Documents.of(config("STAFF"), SHELVES))).contains("cellar", "trace");
    assertThat(at(Documents.of(config("STAFF"), SHELVES), place + "5/description"))
        .isEqualTo("On a wall.\n\nAt most one of `wall`, `storey`, `cellar` is set (place).");
  }

  @Test
  void keepFieldsThatOnlyTheServerSetsOutOfTheQuery() {
    assertThat(parameters(DOCUMENT)).doesNotContain("asked", "asker.name");
    assertThat(at(DOCUMENT, "/paths/~1v2~1shelf~1{name}/get/description")).isEqualTo("Gets one.");
  }

  private static List<String> parameters(JsonObject document) {
    return ((JsonArray) at(document, "/paths/~1v2~1shelf~1{name}/get/parameters"))
        .stream().map(each -> ((JsonObject) each).getString("name")).toList();
  }

  @Test
  void leaveWhatDrivesTheServerAlone() {
    assertThat(at(DOCUMENT, "/paths/~1v2~1shelf~1{name}/get/x-grpc-body")).isNull();
    assertThat(at(DOCUMENT, "/paths/~1v2~1shelf~1{name}/get/responses/200/content"))
        .isInstanceOf(JsonObject.class);
  }

  @Test
  void sayWhoMayCallAnOperation() {
    JsonObject create = (JsonObject) at(DOCUMENT, "/paths/~1v2~1shelf/post");
    JsonObject get = (JsonObject) at(DOCUMENT, "/paths/~1v2~1shelf~1{name}/get");

    assertThat(create.getValue("security"))
        .isEqualTo(yaml("[{Login: [write], Token: []}, {Password: []}]"));
    assertThat(create.getBoolean("deprecated")).isTrue();
    assertThat(create.getValue("tags")).isEqualTo(yaml("[maintenance, making]"));
    assertThat(create.getJsonObject("responses").fieldNames())
        .containsExactly("201", "400", "401", "403", "404", "409", "410", "418", "default");
    assertThat(get.containsKey("security")).isFalse();
    assertThat(get.getJsonObject("responses").fieldNames())
        .containsExactly("200", "400", "404", "410", "418", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title | Shelf",
        "required | [theme]",
        "externalDocs | {url: 'https://library.example/shelves'}",
        "examples | [{name: shelves/1, theme: Poetry, size: '12'}]",
        "x-order | 3.0",
        "x-resource | {type: library.example/Shelf,"
            + " patterns: ['rooms/{room}/shelves/{shelf}', 'shelves/{shelf}']}",
        "properties/name | {type: string, description: \"The name.\\n\\nNames the resource.\"}",
        "properties/theme | {type: string, description: \"What the books are about.\\n\\nCannot be"
            + " changed once it is set.\\n\\nMay not be the last.\", title: Theme,"
            + " pattern: '^[A-Z]', format: theme, maxLength: 40, minLength: 1, default: Fiction,"
            + " examples: [Poetry]}",
        "properties/size | {type: string, format: int64, examples: ['12']}",
        "properties/height | {type: integer, format: int32, maximum: 300.5, exclusiveMinimum: 10,"
            + " multipleOf: 2, examples: [30]}",
        "properties/origin | {type: string,"
            + " description: \"Where it is made.\\n\\nCannot be changed once it is set.\"}",
        "properties/keepers | {type: array, items: {type: string},"
            + " description: In no particular order., maxItems: 5, uniqueItems: true,"
            + " examples: [[a, b]]}",
        "properties/room | {type: string,"
            + " description: \"The room.\\n\\nThe name of a `library.example/Room`.\","
            + " x-resource-reference: {type: library.example/Room}}",
        "properties/parent | {type: string,"
            + " description: The name of the parent of a `library.example/Shelf`.,"
            + " x-resource-reference: {childType: library.example/Shelf}}",
        "properties/wood | {$ref: '#/components/schemas/sluice.test.v1.Wood',"
            + " description: \"How it is.\\n\\nIf it is empty, the server sets it.\"}",
        "properties/oldSize | {type: integer, format: int32, deprecated: true}",
        "properties/anything | {type: string, description: The name of a resource of any type.,"
            + " x-resource-reference: {type: '*'}}",
      })
  void tellOfAMessageAndItsFields(String place, String expected) {
    assertThat(at(DOCUMENT, SHELF + "/" + place)).isEqualTo(yaml(expected));
  }

  @Test
  void takeThePlaceOfCommentsAndNoMore() {
    assertThat(at(DOCUMENT, SHELF + "/description"))
        .isEqualTo(
            """
            A shelf in a room.

            At most one of `wall` is set (place).

            Its name is of the form `rooms/{room}/shelves/{shelf}` or `shelves/{shelf}`.""");
    assertThat(at(DOCUMENT, "/components/schemas/sluice.test.v1.Wood"))
        .isEqualTo(
            yaml(
                "{type: string, description: \"A kind of wood.\\n\\n"
                    + "- `WOOD_OAK`: From the forest.\\n- `WOOD_PINE`: Deprecated.\", title: Wood,"
                    + " enum: [WOOD_UNSPECIFIED, WOOD_OAK, WOOD_PINE], examples: [WOOD_OAK],"
                    + " externalDocs: {url: 'https://library.example/woods'}}"));
  }

  @Test
  void giveWayToWhatIsTold() {
    About about =
        new About(
            "T", "9", "D", "MIT", List.of("A", "https://a.example", "a@b.example"), List.of("/x"));
    JsonObject document =
        Documents.of(
            new ContractConfig(
                about, Set.of(), OperationIds.SERVICE_METHOD, SchemaNames.FULL, FieldNames.JSON),
            SHELVES);

    assertThat(document.getJsonObject("info").getString("title")).isEqualTo("T");
    assertThat(document.getJsonObject("info").getString("version")).isEqualTo("9");
    assertThat(document.getJsonObject("info").getString("description")).isEqualTo("D");
    assertThat(at(document, "/info/license")).isEqualTo(yaml("{name: MIT, identifier: MIT}"));
    assertThat(at(document, "/info/contact"))
        .isEqualTo(yaml("{name: A, url: 'https://a.example', email: a@b.example}"));
    assertThat(document.getJsonArray("servers")).isEqualTo(yaml("[{url: /x}]"));
  }

  @Test
  void areReadOfServicesThatAreServedToo() {
    ServiceDescriptor service = ShelvesProto.getDescriptor().findServiceByName("ShelfService");
    Contract contract = Contract.parse(YamlText.of(DOCUMENT));

    assertThat(ContractCheck.differences(contract, List.of(service))).isEmpty();
    assertThat(new Visibility(Set.of()).shows(service.findMethodByName("Burn"))).isFalse();
  }

  @Test
  void areMadeUpForWhereThereAreNone() {
    JsonObject watch = (JsonObject) at(DOCUMENT, "/paths/~1v2~1shelf:watch/get");

    assertThat(watch.getString("summary")).isEqualTo("Watch HTTP shelves2");
    assertThat(watch.getString("description"))
        .isEqualTo(
            "Calls `sluice.test.v1.ShelfService/WatchHTTPShelves2`.\n\n"
                + "It can be opened as a WebSocket too, whose text messages are the messages."
                + " A call that fails ends with the message `{\"error\": Status}`.");
    JsonObject other = Documents.of(config(), "sluice.test.v1.EverythingService");
    assertThat(other.getJsonObject("info"))
        .isEqualTo(
            yaml(
                "{title: EverythingService, version: '1',"
                    + " description: \"Methods of each kind, bound in each way.\","
                    + " contact: {name: EverythingService},"
                    + " license: {name: Not stated, identifier: LicenseRef-not-stated}}"));
    assertThat(other.getJsonArray("security")).isEqualTo(new JsonArray());
  }

  @Test
  @Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
  void makeADocumentThatOpenApiAllows(Vertx vertx, VertxTestContext context) {
    DocumentCheck.check(vertx, DOCUMENT)
        .onComplete(
            context.succeeding(
                loaded ->
                    context.verify(
                        () -> {
                          assertThat(loaded.operations()).hasSize(3);
                          context.completeNow();
                        })));
  }
}
