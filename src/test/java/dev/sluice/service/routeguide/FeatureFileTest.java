package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.feature;
import static dev.sluice.service.routeguide.Places.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigException;
import dev.sluice.proto.routeguide.Feature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureFileTest {

  private static final String GOOD =
      "{\"location\": {\"latitude\": 1, \"longitude\": -2}, \"name\": \"A\"}";

  private static List<Feature> read(String json) throws IOException {
    return FeatureFile.read(
        "my.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> faults(String json) {
    return catchThrowableOfType(ConfigException.class, () -> read(json)).faults();
  }

  @Test
  void readsTheNamedFeaturesInTheirOrder() throws Exception {
    assertThat(
            read(
                """
                [{"location": {"latitude": 409146138, "longitude": -746188906}, "name": "B"},
                 {"name": "", "location": {"longitude": 1, "latitude": 1}},
                 {"name": "Ä, \\u20ac", "location": {"longitude": -1800000000, "latitude": 900000000}}]
                """))
        .containsExactly(
            feature("B", Places.BERKSHIRE_VALLEY),
            feature("Ä, €", point(900_000_000, -1_800_000_000)));
  }

  @Test
  void readsAnEmptyList() throws Exception {
    assertThat(read(" [ ] ")).isEmpty();
  }

  static Stream<Arguments> badEntries() {
    String location = "\"location\": {\"latitude\": 1, \"longitude\": 2}";
    return Stream.of(
        entry("7", "features[1]: 7 (expected: an object with location and name)"),
        entry("[{}]", "features[1]: […] (expected: an object with location and name)"),
        entry("null", "features[1]: null (expected: an object with location and name)"),
        entry("{\"name\": \"x\"}", "features[1].location: missing"),
        entry("{" + location + "}", "features[1].name: missing"),
        entry(
            "{" + location + ", \"name\": 5}",
            "features[1].name: 5 (expected: a string of at most 1000 characters)"),
        entry(
            "{" + location + ", \"name\": \"" + "x".repeat(1001) + "\"}",
            "features[1].name: \""
                + "x".repeat(80)
                + "…\" (expected: a string of at most 1000 characters)"),
        entry(
            "{" + location + ", \"name\": \"x\", \"nam\": {\"a\": [1]}}",
            "features[1].nam: unknown key (expected: location, name)"),
        entry(
            "{" + location + ", \"name\": \"x\", \"name\": \"y\"}",
            "features[1].name: is there twice"),
        entry(
            "{\"name\": \"x\", \"location\": \"here\"}",
            "features[1].location: \"here\" (expected: an object with latitude and longitude)"),
        entry(
            "{\"name\": \"x\", \"location\": {\"latitude\": 1}}",
            "features[1].location.longitude: missing"),
        coordinate("latitude", "\"x\"", 900_000_000),
        coordinate("latitude", "900000001", 900_000_000),
        coordinate("latitude", "-900000001", 900_000_000),
        coordinate("latitude", "1.5", 900_000_000),
        coordinate("latitude", "1e3", 900_000_000),
        coordinate("longitude", "1800000001", 1_800_000_000),
        coordinate("longitude", "99999999999999999999", 1_800_000_000),
        coordinate("longitude", "null", 1_800_000_000));
  }

  private static Arguments entry(String json, String fault) {
    return Arguments.of(json, fault);
  }

  private static Arguments coordinate(String key, String value, int max) {
    String other = key.equals("latitude") ? "longitude" : "latitude";
    return entry(
        "{\"name\": \"x\", \"location\": {\"" + key + "\": " + value + ", \"" + other + "\": 1}}",
        "features[1].location."
            + (key + ": " + value + " (expected: an integer from " + -max + " to " + max + ")"));
  }

  @ParameterizedTest
  @MethodSource("badEntries")
  void namesABadEntryByItsIndex(String entry, String fault) {
    assertThat(faults("[" + GOOD + ", " + entry + ", " + GOOD + "]"))
        .containsExactly("my.json: " + fault);
  }

  @Test
  void reportsAllFaultsAtOnce() {
    assertThat(faults("[1, " + GOOD + ", {\"location\": {}, \"name\": null}, \"x\"]"))
        .containsExactly(
            "my.json: features[0]: 1 (expected: an object with location and name)",
            "my.json: features[2].location.latitude: missing",
            "my.json: features[2].location.longitude: missing",
            "my.json: features[2].name: null (expected: a string of at most 1000 characters)",
            "my.json: features[3]: \"x\" (expected: an object with location and name)");
  }

  @Test
  void countsTheFaultsBeyondAHundred() {
    assertThat(faults("[" + "0,".repeat(1233) + "0]"))
        .hasSize(101)
        .endsWith("my.json: and 1134 faults more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "[" + GOOD, "[{\"location\": ", "[1 2]", "[x]", "[{\"a\": \"\n\"}]"})
  void saysWhereTheFileIsNotJson(String text) {
    assertThat(faults(text))
        .last()
        .asString()
        .matches(
            "my.json: (features: nothing \\(expected: .*|not valid JSON at line \\d+, column .*)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"feature\": []}", "7", "null", "\"[]\""})
  void takesNothingButAList(String text) {
    assertThat(faults(text)).singleElement().asString().contains("(expected: a list of features)");
  }

  @Test
  void takesNothingAfterTheList() {
    assertThat(faults("[] []")).singleElement().asString().contains("the end of the file");
  }

  @Test
  void limitsHowDeepTheFileIs() {
    assertThat(faults("[{\"a\": " + "[".repeat(1000) + "]".repeat(1000) + "}]"))
        .last()
        .asString()
        .contains("nesting depth");
  }

  @Test
  void shipsPlacesAroundNewYork() throws Exception {
    List<Feature> features;
    try (InputStream content = FeatureFileTest.class.getResourceAsStream("features.json")) {
      features = FeatureFile.read("features.json", content);
    }

    assertThat(features).hasSizeGreaterThanOrEqualTo(100).doesNotHaveDuplicates();
    assertThat(new HashSet<>(features.stream().map(Feature::getName).toList()))
        .hasSameSizeAs(features);
    assertThat(features)
        .allSatisfy(
            feature -> {
              assertThat(feature.getLocation().getLatitude()).isBetween(400_000_000, 420_000_000);
              assertThat(feature.getLocation().getLongitude())
                  .isBetween(-750_000_000, -730_000_000);
            });
    assertThat(FeatureIndex.of(features).at(Places.BERKSHIRE_VALLEY).getName())
        .startsWith("Berkshire Valley Management Area Trail");
  }
}
