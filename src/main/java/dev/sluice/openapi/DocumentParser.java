package dev.sluice.openapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML or JSON text into a {@link JsonObject}, within limits. */
final class DocumentParser {

  private static final int MAX_TEXT = 16 * 1024 * 1024;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_ALIASES = 100;
  private static final int MAX_VALUES = 1_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MAX_TEXT)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int values;

  private DocumentParser() {}

  static JsonObject parse(String text) {
    try {
      Object value = isJson(text) ? json(text) : new DocumentParser().toJson(yaml(text));
      if (value instanceof JsonObject object) {
        return object;
      }
      throw new ContractException(List.of("#: " + kind(value) + " (expected: an object)"));
    } catch (IOException | YAMLException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new ContractException(
          List.of("#: not readable (" + message.strip().replaceAll("\\s*\\n\\s*", "; ") + ")"));
    }
  }

  static boolean isJson(String text) {
    return text.stripLeading().startsWith("{");
  }

  private static @Nullable Object yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_TEXT);
    SafeConstructor constructor = new SafeConstructor(options);
    constructor.setAllowDuplicateKeys(false);
    constructor.setComposer(
        new Composer(new ParserImpl(new StreamReader(text), options), new CoreSchema(), options));
    return constructor.getSingleData(Object.class);
  }

  /** What a scalar is, by the core schema of YAML 1.2 as far as JSON has it. */
  private static final class CoreSchema extends Resolver {
    private static final Pattern TRUE_OR_FALSE =
        Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]*)");
    private static final Pattern DECIMAL =
        Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, TRUE_OR_FALSE, "tTfF");
      addImplicitResolver(Tag.INT, INTEGER, "-0123456789");
      addImplicitResolver(Tag.FLOAT, DECIMAL, "-0123456789");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
      addImplicitResolver(Tag.MERGE, MERGE, "<");
    }
  }

  private @Nullable Object toJson(@Nullable Object value) {
    if (++values > MAX_VALUES) {
      throw new YAMLException("more than " + MAX_VALUES + " values, aliases expanded");
    }
    if (!(value instanceof Map || value instanceof List)) {
      if (value == null
          || value instanceof String
          || value instanceof Number
          || value instanceof Boolean) {
        return value;
      }
      throw new YAMLException("a value of " + value.getClass().getSimpleName());
    }
    if (!open.add(value)) {
      throw new YAMLException("an alias inside of what it names");
    }
    Object json;
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        if (object.containsKey(key)) {
          throw new YAMLException("found duplicate key " + key);
        }
        object.put(key, toJson(entry.getValue()));
      }
      json = object;
    } else {
      JsonArray array = new JsonArray();
      ((List<?>) value).forEach(element -> array.add(toJson(element)));
      json = array;
    }
    open.remove(value);
    return json;
  }

  private static @Nullable Object json(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      Object value = json(parser);
      if (parser.nextToken() != null) {
        throw new YAMLException("text after the end of the object");
      }
      return value;
    }
  }

  private static @Nullable Object json(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        JsonObject object = new JsonObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.put(key, json(parser));
        }
        return object;
      }
      case START_ARRAY -> {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(json(parser));
        }
        return array;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return parser.getNumberValue();
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return parser.getBooleanValue();
      }
      default -> {
        return null;
      }
    }
  }

  private static String kind(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    return value instanceof JsonArray ? "an array" : value.getClass().getSimpleName();
  }
}
