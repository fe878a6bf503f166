package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.SHELVES;
import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.config;
import static dev.sluice.openapi.Documents.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class OpenApi30Test {

  private static final JsonObject DOCUMENT =
      OpenApi30.of(Documents.of(config(), SHELVES, "sluice.test.v1.EverythingService"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/openapi | 3.0.3",
        "/components/schemas/sluice.test.v1.Everything/properties/int64Wrapper"
            + " | {type: string, format: int64, nullable: true}",
        "/components/schemas/sluice.test.v1.Everything/properties/choiceNull"
            + " | {description: Always null.}",
        "/components/schemas/sluice.test.v1.Shelf/properties/height | {type: integer, format: int32,"
            + " maximum: 300.5, multipleOf: 2, minimum: 10, exclusiveMinimum: true, example: 30}",
        "/components/schemas/sluice.test.v1.Shelf/properties/wood | {description: \"How it"
            + " is.\\n\\nIf it is empty, the server sets it.\","
            + " allOf: [{$ref: '#/components/schemas/sluice.test.v1.Wood'}]}",
        "/components/schemas/sluice.test.v1.Shelf/example"
            + " | {name: shelves/1, theme: Poetry, size: '12'}",
      })
  void saysItByTheOlderRules(String place, String expected) {
    assertThat(at(DOCUMENT, place)).isEqualTo(yaml(expected));
  }

  @Test
  void saysInWordsAloneThatATextIsJson() {
    assertThat(DOCUMENT.encode())
        .contains("JSON of a `sluice.test.v1.Everything.Nested`.")
        .doesNotContain("contentMediaType");
  }

  @Test
  void refusesASchemeThatTheOlderRulesDoNotKnow() {
    JsonObject document =
        Documents.of(config(), Map.of("cert", SecuritySchemes.mutualTls()), SHELVES);

    assertThatThrownBy(() -> OpenApi30.of(document)).hasMessageContaining("cert: mutualTLS");
  }

  @Test
  @Timeout(value = 30, timeUnit = TimeUnit.SECONDS)
  void makesADocumentThatOpenApiAllows(Vertx vertx, VertxTestContext context) {
    DocumentCheck.check(vertx, DOCUMENT)
        .onComplete(
            context.succeeding(
                loaded ->
                    context.verify(
                        () -> {
                          assertThat(loaded.operations()).hasSize(23);
                          context.completeNow();
                        })));
  }
}
