package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.SHELVES;
import static dev.sluice.openapi.Documents.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  private static final String EVERYTHING = "sluice.test.v1.EverythingService";

  private static ContractConfig config(OperationIds ids, SchemaNames schemas, FieldNames fields) {
    return new ContractConfig(About.NOTHING, Set.of(), ids, schemas, fields);
  }

  @ParameterizedTest
  @CsvSource({
    "METHOD, List, List_2, getShelf",
    "SERVICE_METHOD, EverythingService_List, EverythingService_List_2, getShelf",
    "SERVICE_DOT_METHOD, EverythingService.List, EverythingService.List_2, getShelf",
  })
  void ofOperationsAreMadeAsToldUnlessAnnotated(
      OperationIds ids, String first, String second, String annotated) {
    JsonObject document =
        Documents.of(config(ids, SchemaNames.FULL, FieldNames.JSON), EVERYTHING, SHELVES);

    assertThat(Contract.parse(document.encode()).operations())
        .extracting(ContractOperation::operationId)
        .contains(first, second, annotated)
        .doesNotHaveDuplicates();
  }

  @Test
  void ofSchemasAreShortWhereNoOtherTypeHasThem() {
    JsonObject document =
        Documents.of(
            config(OperationIds.METHOD, SchemaNames.SHORT, FieldNames.JSON), EVERYTHING, SHELVES);

    assertThat(((JsonObject) at(document, "/components/schemas")).fieldNames())
        .contains("Everything", "Everything.Nested", "Colour", "Status", "Any", "Problem", "Shelf")
        .noneMatch(name -> name.startsWith("sluice."));
    assertThat(at(document, "/components/schemas/Status/properties/details/items/$ref"))
        .isEqualTo("#/components/schemas/Any");
  }

  @Test
  void ofSchemasAreFullWhereAnotherTypeHasThemToo() {
    Contract contract =
        Contract.parse(
            ContractGenerator.generate(
                ProtoFile.set(
                    new ProtoFile("a.b").get("A", "Get", "/a/{name}"),
                    new ProtoFile("c.d").get("C", "Get", "/c/{name}")),
                new ContractGenerator.Options(
                    List.of(),
                    config(OperationIds.METHOD, SchemaNames.SHORT, FieldNames.JSON),
                    Map.of())));

    assertThat(((JsonObject) at(contract.document(), "/components/schemas")).fieldNames())
        .contains("a.b.Thing", "c.d.Thing", "Status")
        .doesNotContain("Thing");
  }

  @Test
  void ofFieldsAreThoseOfTheProtoWhereTold() {
    JsonObject document =
        Documents.of(
            config(OperationIds.METHOD, SchemaNames.FULL, FieldNames.PROTO), EVERYTHING, SHELVES);

    assertThat(
            ((JsonObject) at(document, "/components/schemas/sluice.test.v1.Shelf/properties"))
                .fieldNames())
        .contains("old_size")
        .doesNotContain("oldSize");
    assertThat(YamlText.of(document)).contains("name: page_size").doesNotContain("pageSize");
    assertThat(at(document, "/components/schemas/sluice.test.v1.Everything/description"))
        .asString()
        .contains("`choice_text`");
    List<ServiceDescriptor> services =
        DescriptorSet.of(Protosets.test()).services().stream()
            .filter(service -> List.of(SHELVES, EVERYTHING).contains(service.getFullName()))
            .toList();
    assertThat(ContractCheck.differences(Contract.parse(document.encode()), services)).isEmpty();
  }
}
