package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.SHELVES;
import static dev.sluice.openapi.Documents.STAFF;
import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisibilityTest {

  private static final String SHELF = "/components/schemas/sluice.test.v1.Shelf";

  @Test
  void leavesOutWhatBearsALabel() {
    JsonObject document = Documents.of(config());

    assertThat(operations(document))
        .contains("getShelf", "ShelfService_CreateShelf")
        .doesNotContain("ShelfService_Burn", "ShelfService_GetInventory", "StaffService_Count");
    assertThat(((JsonObject) at(document, SHELF + "/properties")).fieldNames())
        .contains("name", "wall")
        .doesNotContain("alarmCode", "inventory", "inventories", "cellar", "secret");
    assertThat(at(document, "/components/schemas/sluice.test.v1.Inventory")).isNull();
    assertThat(((JsonArray) at(document, "/components/schemas/sluice.test.v1.Wood/enum")))
        .doesNotContain("WOOD_TEAK");
    assertThat(parameters(document)).contains("pageSize").doesNotContain("trace");
    assertThat(YamlText.of(document)).doesNotContainIgnoringCase("staffservice");
    assertThat(document.containsKey("x-generated-visibility")).isFalse();
  }

  @Test
  void showsWhatBearsALabelThatIsPermitted() {
    JsonObject document = Documents.of(config("STAFF"));

    assertThat(operations(document))
        .contains("ShelfService_Burn", "ShelfService_GetInventory", "StaffService_Count");
    assertThat(((JsonObject) at(document, SHELF + "/properties")).fieldNames())
        .contains("alarmCode", "inventory", "inventories", "cellar")
        .doesNotContain("secret");
    assertThat(((JsonArray) at(document, "/components/schemas/sluice.test.v1.Wood/enum")))
        .contains("WOOD_TEAK");
    assertThat(parameters(document)).contains("trace");
    assertThat(document.getJsonArray("x-generated-visibility")).containsExactly("STAFF");
    assertThat(at(document, "/paths/~1v2~1staff~1{name}/get/deprecated")).isEqualTo(true);
  }

  @Test
  void showsWhatBearsOneOfSeveralLabels() {
    JsonObject properties =
        (JsonObject) at(Documents.of(config("OWNER"), SHELVES), SHELF + "/properties");

    assertThat(properties.fieldNames()).contains("cellar", "secret").doesNotContain("alarmCode");
  }

  @Test
  void tellsOnlyOfTheVisibleMembersOfAOneof() {
    JsonObject shelf =
        (JsonObject)
            at(
                Documents.of(config(), "sluice.test.v1.ShelfService"),
                "/paths/~1v2~1shelf~1{name}/get");

    assertThat(shelf).isNotNull();
    assertThat(YamlText.of(Documents.of(config(), SHELVES))).doesNotContain("cellar");
  }

  @Test
  void isKnownToTheCheckOfAContract() {
    List<ServiceDescriptor> services =
        DescriptorSet.of(Protosets.test()).services().stream()
            .filter(service -> List.of(SHELVES, STAFF).contains(service.getFullName()))
            .toList();
    JsonObject hidden = Documents.of(config(), SHELVES, STAFF);
    JsonObject shown = Documents.of(config("STAFF"), SHELVES, STAFF);

    assertThat(ContractCheck.differences(parse(hidden), services)).isEmpty();
    assertThat(ContractCheck.differences(parse(shown), services)).isEmpty();
    hidden.put("x-generated-visibility", new JsonArray().add("STAFF"));
    assertThat(ContractCheck.differences(parse(hidden), services))
        .anyMatch(
            line -> line.startsWith("DELETE /v2/shelf/{name} (" + SHELVES + "/Burn): missing"))
        .anyMatch(line -> line.contains("no property alarmCode"));
  }

  private static Contract parse(JsonObject document) {
    return Contract.parse(document.encode());
  }

  private static List<String> operations(JsonObject document) {
    return parse(document).operations().stream().map(ContractOperation::operationId).toList();
  }

  private static List<String> parameters(JsonObject document) {
    JsonArray parameters = (JsonArray) at(document, "/paths/~1v2~1shelf~1{name}/get/parameters");
    return parameters.stream().map(each -> ((JsonObject) each).getString("name")).toList();
  }
}
