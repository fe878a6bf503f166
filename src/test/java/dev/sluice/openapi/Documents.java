package dev.sluice.openapi;

import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.About;
import dev.sluice.config.ContractConfig.FieldNames;
import dev.sluice.config.ContractConfig.OperationIds;
import dev.sluice.config.ContractConfig.SchemaNames;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Contracts of the service of shelves, and places in them. */
final class Documents {

  static final String SHELVES = "sluice.test.v1.ShelfService";
  static final String STAFF = "sluice.test.v1.StaffService";

  private Documents() {}

  static ContractConfig config(String... labels) {
    return new ContractConfig(
        About.NOTHING,
        Set.of(labels),
        OperationIds.SERVICE_METHOD,
        SchemaNames.FULL,
        FieldNames.JSON);
  }

  static JsonObject of(ContractConfig config, String... services) {
    return of(config, Map.of(), services);
  }

  static JsonObject of(
      ContractConfig config, Map<String, JsonObject> security, String... services) {
    return ContractGenerator.document(
        Protosets.test(), new ContractGenerator.Options(List.of(services), config, security));
  }

  static Object at(JsonObject document, String pointer) {
    return JsonPointer.from(pointer).queryJson(document);
  }

  /** What is written in YAML. */
  static Object yaml(String text) {
    return Contract.parse("openapi: 3.1.0\nx: " + text).document().getValue("x");
  }
}
