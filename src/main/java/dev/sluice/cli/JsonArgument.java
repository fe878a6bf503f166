package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object that is given on the command line, in a file or as it is. */
final class JsonArgument {

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private JsonArgument() {}

  /**
   * Reads the object.
   *
   * @param option the option it was given with
   * @param argument a file's path, or JSON text, which begins with a brace; null for no such option
   * @return the object; an empty one for none
   * @throws ConfigException if there is no such file, or it cannot be read, or it is no JSON object
   */
  static JsonObject read(String option, @Nullable String argument) {
    if (argument == null) {
      return new JsonObject();
    }
    if (argument.isBlank()) {
      throw fault(option, "\"" + argument + "\" (expected: a JSON file, or a JSON object)");
    }
    return argument.stripLeading().startsWith("{")
        ? parse(option, argument)
        : parse(argument, contentOf(argument));
  }

  private static String contentOf(String file) {
    try {
      return ConfFile.readText(file);
    } catch (IllegalArgumentException e) {
      throw fault(file, String.valueOf(e.getMessage()));
    }
  }

  private static JsonObject parse(String source, String text) {
    try (JsonParser parser = STRICT.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw fault(source, "not a JSON object" + (first == null ? ": there is nothing" : ""));
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw fault(at(source, parser.currentTokenLocation()), "text after the JSON object");
      }
      return new JsonObject(text);
    } catch (JsonProcessingException e) {
      throw fault(at(source, e.getLocation()), "not JSON: " + reason(e));
    } catch (IOException e) {
      throw fault(source, "cannot be read: " + e.getMessage());
    }
  }

  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int marker = message.indexOf(" (start marker at");
    return marker < 0 ? message : message.substring(0, marker);
  }

  private static String at(String source, @Nullable JsonLocation location) {
    return location == null
        ? source
        : source + ":" + location.getLineNr() + ":" + location.getColumnNr();
  }

  private static ConfigException fault(String where, String what) {
    return new ConfigException(List.of(where + ": " + what));
  }
}
