package dev.sluice.service.routeguide;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.config.ConfigException;
import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads features in the tutorials' JSON shape: {@code [{"location": {"latitude": 409146138,
 * "longitude": -746188906}, "name": "Berkshire Valley Management Area Trail"}]}.
 *
 * <p>An entry whose name is empty says that nothing is known of its point, and is left out. All
 * else that is not of the shape is a fault. The file is read as a stream, so that what is held in
 * memory are the features only; it has at most {@value #MAX_FEATURES} entries.
 */
final class FeatureFile {

  private static final int MAX_FEATURES = 10_000_000;
  private static final int MAX_NAME_LENGTH = 1_000;
  private static final int MAX_FAULTS = 100;
  private static final int SHOWN_VALUE_LENGTH = 80;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxStringLength(100_000)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final String file;
  private final JsonParser parser;
  private final List<Feature> features = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private long faultCount;

  private FeatureFile(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @param file what the file is called in faults
   * @param content its content; the caller closes it
   * @return the named features, in the order of the file
   * @throws ConfigException with the faults, each naming the entry by its index from 0; of more
   *     than {@value #MAX_FAULTS} with their number
   * @throws IOException if the content could not be read
   */
  static List<Feature> read(String file, InputStream content) throws IOException {
    try (JsonParser parser = JSON.createParser(content)) {
      parser.disable(StreamReadFeature.AUTO_CLOSE_SOURCE.mappedFeature());
      FeatureFile reading = new FeatureFile(file, parser);
      try {
        reading.readAll();
      } catch (JsonProcessingException e) {
        reading.faults.add(file + ": " + syntaxError(e));
        reading.faultCount++;
      }
      reading.throwFaults();
      return reading.features;
    }
  }

  private static String syntaxError(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return "not valid JSON" + where + ": " + e.getOriginalMessage();
  }

  private void throwFaults() {
    if (faultCount > faults.size()) {
      faults.add(file + ": and " + (faultCount - faults.size()) + " faults more");
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }

  private void readAll() throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      fault("features", "a list of features");
      return;
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (i == MAX_FEATURES) {
        fault("features[" + i + "]", "no more than " + MAX_FEATURES + " features");
        return;
      }
      readFeature("features[" + i + "]");
    }
    if (parser.nextToken() != null) {
      fault("after the features", "the end of the file");
    }
  }

  private void readFeature(String path) throws IOException {
    long faultsBefore = faultCount;
    Feature.Builder feature = Feature.newBuilder();
    readObject(
        path,
        List.of("location", "name"),
        key -> {
          if (key.equals("name")) {
            String name = readName(path + ".name");
            if (name != null) {
              feature.setName(name);
            }
          } else {
            feature.setLocation(readPoint(path + ".location"));
          }
        });
    if (faultCount == faultsBefore && !feature.getName().isEmpty()) {
      features.add(feature.build());
    }
  }

  private Point readPoint(String path) throws IOException {
    Point.Builder point = Point.newBuilder();
    readObject(
        path,
        List.of("latitude", "longitude"),
        key -> {
          if (key.equals("latitude")) {
            point.setLatitude(readInteger(path + ".latitude", Coordinates.MAX_LATITUDE));
          } else {
            point.setLongitude(readInteger(path + ".longitude", Coordinates.MAX_LONGITUDE));
          }
        });
    return point.build();
  }

  /** Reads one member of an object, the parser standing on its value. */
  private interface MemberReader {
    void read(String key) throws IOException;
  }

  private void readObject(String path, List<String> keys, MemberReader reader) throws IOException {
    if (!parser.hasToken(JsonToken.START_OBJECT)) {
      fault(path, "an object with " + String.join(" and ", keys));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      if (!keys.contains(key)) {
        add(path + "." + shown(key) + ": unknown key (expected: " + String.join(", ", keys) + ")");
        parser.skipChildren();
      } else if (!seen.add(key)) {
        add(path + "." + key + ": is there twice");
        parser.skipChildren();
      } else {
        reader.read(key);
      }
    }
    for (String key : keys) {
      if (!seen.contains(key)) {
        add(path + "." + key + ": missing");
      }
    }
  }

  private @Nullable String readName(String path) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING) || parser.getTextLength() > MAX_NAME_LENGTH) {
      fault(path, "a string of at most " + MAX_NAME_LENGTH + " characters");
      return null;
    }
    return parser.getText();
  }

  private int readInteger(String path, int max) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)
        && parser.getNumberType() == JsonParser.NumberType.INT) {
      int value = parser.getIntValue();
      if (value >= -max && value <= max) {
        return value;
      }
    }
    fault(path, "an integer from " + -max + " to " + max);
    return 0;
  }

  /** Adds a fault about the value that the parser stands on, and goes to the value's end. */
  private void fault(String path, String expected) throws IOException {
    JsonToken token = parser.currentToken();
    String value;
    if (token == null) {
      value = "nothing";
    } else if (token == JsonToken.START_ARRAY) {
      value = "[…]";
    } else if (token == JsonToken.START_OBJECT) {
      value = "{…}";
    } else if (token == JsonToken.VALUE_STRING) {
      value = '"' + shown(parser.getText()) + '"';
    } else {
      value = shown(parser.getText());
    }
    add(path + ": " + value + " (expected: " + expected + ")");
    parser.skipChildren();
  }

  private void add(String fault) {
    faultCount++;
    if (faults.size() < MAX_FAULTS) {
      faults.add(file + ": " + fault);
    }
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_VALUE_LENGTH)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    return shown.length() < text.length() ? shown.append('…').toString() : shown.toString();
  }
}
