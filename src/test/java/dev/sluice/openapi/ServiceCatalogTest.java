package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ConfReader;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.RepeatedPathSeparator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceCatalogTest {

  private static final String EVERYTHING = "sluice.test.v1.Everything";

  private static JsonObject catalog(ContractConfig config) {
    return catalog(Documents.of(config));
  }

  private static JsonObject catalog(JsonObject document) {
    List<ServiceDescriptor> services =
        DescriptorSet.of(Protosets.test()).files().stream()
            .map(FileDescriptor::getServices)
            .flatMap(List::stream)
            .toList();
    return ServiceCatalog.of(
        Contract.parse(document.encode()),
        Contract.ofOwnPaths(List.of()),
        services,
        method -> true);
  }

  private static JsonObject method(JsonObject catalog, String service, String name) {
    return named(named(catalog.getJsonArray("services"), service).getJsonArray("methods"), name);
  }

  private static JsonObject named(JsonArray list, String name) {
    return named(list, "name", name);
  }

  private static JsonObject named(JsonArray list, String key, String name) {
    return list.stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString(key).equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsOfTheOperationsOfAMethodTheFirstRuleFirst() {
    JsonObject echo = method(catalog(config()), "sluice.test.v1.EverythingService", "Echo");

    assertThat(echo.getString("description")).isEqualTo("Answers what it is sent.");
    assertThat(echo.getString("streaming")).isEqualTo("none");
    List<JsonObject> operations =
        echo.getJsonArray("operations").stream().map(JsonObject.class::cast).toList();
    assertThat(operations.get(0))
        .isEqualTo(
            new JsonObject()
                .put("id", "EverythingService_Echo")
                .put("httpMethod", "POST")
                .put("path", "/v1/echo")
                .put("variables", new JsonObject())
                .put("body", "*"));
    assertThat(operations)
        .filteredOn(operation -> operation.getString("path").startsWith("/v1/echo/strings"))
        .singleElement()
        .satisfies(
            operation -> {
              assertThat(operation.getString("body")).isEqualTo("strings");
              assertThat(operation.getString("responseBody")).isEqualTo("strings");
            });
    assertThat(operations)
        .filteredOn(operation -> operation.getString("path").contains("{a_string}"))
        .extracting(operation -> operation.getJsonObject("variables"))
        .containsExactly(new JsonObject().put("a_string", "aString"));
  }

  @ParameterizedTest
  @EnumSource
  void tellsWhatSeparatesTheValuesInPathsOfAnOperation(RepeatedPathSeparator separator) {
    JsonObject document = Documents.of(config());
    ((JsonObject) at(document, "/paths/~1v1~1echo/post"))
        .put(
            "x-grpc-rest",
            new JsonObject().put("repeatedPathSeparator", ConfReader.spelling(separator)));

    JsonObject echo = method(catalog(document), "sluice.test.v1.EverythingService", "Echo");
    JsonObject operation = named(echo.getJsonArray("operations"), "id", "EverythingService_Echo");

    assertThat(operation.getString("pathSeparator")).isEqualTo(separator.text());
  }

  @Test
  void tellsWhichFieldsGoByHeadersCookiesAndTheAddress() {
    JsonObject who = method(catalog(config()), "sluice.test.v1.BitService", "Who");

    assertThat(who.getJsonArray("operations"))
        .hasSize(2)
        .extracting(operation -> ((JsonObject) operation).getJsonArray("bindings"))
        .containsOnly(
            new JsonArray(
                """
                [{"field": "caller.session", "cookie": "session"},
                 {"field": "caller.tenant", "header": "X-Tenant", "required": true},
                 {"field": "caller.urgency", "header": "X-Urgency"},
                 {"field": "caller.address", "remoteAddress": true}]
                """));
  }

  @Test
  void namesFieldsThatGoByHeadersAsInJson() {
    JsonObject document = Documents.of(config());
    JsonArray parameters = new JsonArray();
    for (String field : List.of("nested.text", "an_int32", "aString")) {
      parameters.add(
          new JsonObject()
              .put("name", "X-" + parameters.size())
              .put("in", "header")
              .put("x-grpc-field", field));
    }
    ((JsonObject) at(document, "/paths/~1v1~1echo/post")).put("parameters", parameters);

    JsonObject echo = method(catalog(document), "sluice.test.v1.EverythingService", "Echo");
    JsonObject operation = named(echo.getJsonArray("operations"), "id", "EverythingService_Echo");

    assertThat(operation.getJsonArray("bindings"))
        .extracting(binding -> ((JsonObject) binding).getString("field"))
        .containsExactly("nested.text", "anInt32", "aString");
  }

  @Test
  void tellsOfMethodsWithoutOperations() {
    JsonObject unbound = method(catalog(config()), "sluice.test.v1.EverythingService", "Unbound");

    assertThat(unbound.getJsonArray("operations")).isEmpty();
    assertThat(unbound.getJsonObject("request").getString("type")).isEqualTo("object");
  }

  @Test
  void tellsOfMessagesWhatSchemasDoNot() {
    JsonObject messages = catalog(config()).getJsonObject("messages");

    assertThat(messages.getJsonObject(EVERYTHING))
        .isEqualTo(
            new JsonObject(
                """
                {"oneofs": [["choiceText", "choiceNumber", "choiceNested", "choiceNull"]],
                 "optional": ["optionalInt32", "optionalString", "optionalColour"]}
                """));
    assertThat(messages.containsKey(EVERYTHING + ".Nested")).isFalse();
  }

  @Test
  void takesCommentsFromTheContract() {
    JsonObject catalog = catalog(config());

    assertThat(at(catalog, "/schemas/" + EVERYTHING + ".Nested/description"))
        .isEqualTo("A message inside a message.");
  }

  @Test
  void namesFieldsAsInJsonEvenIfTheContractDoesNot() {
    JsonObject catalog =
        catalog(
            new ContractConfig(
                ContractConfig.About.NOTHING,
                Set.of(),
                ContractConfig.OperationIds.SERVICE_METHOD,
                ContractConfig.SchemaNames.FULL,
                ContractConfig.FieldNames.PROTO));

    assertThat(((JsonObject) at(catalog, "/schemas/" + EVERYTHING + "/properties")).fieldNames())
        .contains("aString")
        .doesNotContain("a_string");
  }

  @Test
  void leavesOutWhatVisibilityHides() {
    JsonObject catalog = catalog(config());

    assertThat(catalog.encode())
        .contains("sluice.test.v1.Shelf", "CreateShelf")
        .doesNotContain("alarmCode", "cellar", "WOOD_TEAK", "Burn", "StaffService");
    assertThat(catalog(config("STAFF")).encode()).contains("alarmCode", "Burn", "StaffService");
  }
}
