package dev.sluice.service.routeguide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.ServiceProvider;
import dev.sluice.config.ConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class RouteGuideProviderTest {

  private final RouteGuideProvider provider = new RouteGuideProvider();

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(ServiceProvider.class))
        .filteredOn(RouteGuideProvider.class::isInstance)
        .singleElement()
        .satisfies(found -> assertThat(found.name()).isEqualTo("routeguide"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"features\": 5} | features: 5 (expected: a string that is not blank, or null)",
        "{\"maxNotesPerPoint\": 0} | maxNotesPerPoint: 0 (expected: an integer from 1 to 100000)",
        "{\"maxNotes\": \"many\"} | maxNotes: \"many\" (expected: an integer from 1 to 10000000)",
        "{\"maxNoteBytes\": 1} | maxNoteBytes: 1 (expected: an integer from 64 to 1048576)",
        "{\"maxnotes\": 1} | maxnotes: unknown key (did you mean maxNotes?)"
      })
  void reportsOptionsAtFault(String options, String fault) {
    assertThat(provider.check(new JsonObject(options))).containsExactly(fault);
  }

  @Test
  void takesOptionsThatAreWell() {
    assertThat(provider.check(new JsonObject())).isEmpty();
    assertThat(
            provider.check(
                new JsonObject(
                    "{\"features\": \"a.json\", \"maxNotes\": 1, \"maxNotesPerPoint\": 1}")))
        .isEmpty();
  }

  @Test
  void makesTheServiceWithItsOwnFeatures(Vertx vertx, VertxTestContext context) {
    provider
        .create(vertx, new JsonObject())
        .onComplete(
            context.succeeding(
                service ->
                    context.verify(
                        () -> {
                          assertThat(service.name().fullyQualifiedName())
                              .isEqualTo("routeguide.RouteGuide");
                          context.completeNow();
                        })));
  }

  @Test
  void failsForAFileWithFaults(Vertx vertx, VertxTestContext context, @TempDir Path directory)
      throws Exception {
    Path file = Files.writeString(directory.resolve("bad.json"), "[7, {\"name\": \"x\"}]");
    expectFaults(
        vertx,
        file,
        context,
        file + ": features[0]: 7 (expected: an object with location and name)",
        file + ": features[1].location: missing");
  }

  @Test
  void failsForAFileThatIsNotThere(Vertx vertx, VertxTestContext context, @TempDir Path directory) {
    Path file = directory.resolve("none.json");
    expectFaults(
        vertx,
        file,
        context,
        "services.routeguide.features: \"" + file + "\": there is no such file");
  }

  private void expectFaults(Vertx vertx, Path file, VertxTestContext context, String... faults) {
    provider
        .create(vertx, new JsonObject().put("features", file.toString()))
        .onComplete(
            context.failing(
                e ->
                    context.verify(
                        () -> {
                          assertThat(e).isInstanceOf(ConfigException.class);
                          assertThat(((ConfigException) e).faults()).containsExactly(faults);
                          context.completeNow();
                        })));
  }

  @Test
  void readsAFileOnceUntilItChanges(Vertx vertx, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("features.json"), "[]");
    FeatureIndex first = SharedFeatures.read(vertx, file.toString());

    assertThat(SharedFeatures.read(vertx, file.toString())).isSameAs(first);
    assertThat(SharedFeatures.read(vertx, null)).isSameAs(SharedFeatures.read(vertx, null));

    Files.writeString(
        file, "[{\"location\": {\"latitude\": 1, \"longitude\": 2}, \"name\": \"A\"}]");
    assertThat(first.size()).isZero();
    assertThat(SharedFeatures.read(vertx, file.toString()).size()).isEqualTo(1);
  }
}
