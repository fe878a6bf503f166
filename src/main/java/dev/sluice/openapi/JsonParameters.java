package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters by which a request has its JSON otherwise than it is configured. They are
 * the same for each operation, and so among the components.
 */
final class JsonParameters {

  private static final String PRETTY_PRINT = "prettyPrint";
  private static final String INDENT = "indent";
  private static final String OTHERWISE = " The schemas are those of answers without it.";

  private static final Map<String, String> WORDS =
      Map.of(
          PRETTY_PRINT,
          "Whether the answer is written for people.",
          "emitDefaults",
          "Whether fields that hold their default are written." + OTHERWISE,
          "protoFieldNames",
          "Whether fields are written under their names in the proto." + OTHERWISE,
          "enumsAsNumbers",
          "Whether enums are written as numbers." + OTHERWISE,
          "int64AsNumbers",
          "Whether 64-bit integers are written as numbers." + OTHERWISE,
          "ignoreUnknownFields",
          "Whether unknown fields of the body are skipped.",
          "caseInsensitiveEnums",
          "Whether names of enums are read in any case.",
          INDENT,
          "Whether the answer is written for people.");

  private final Set<String> usual;
  private final boolean prettyPrint;
  private final Set<String> used = new TreeSet<>();

  /**
   * Makes the parameters.
   *
   * @param keys the settings that requests may change, unless an operation says otherwise
   * @param prettyPrint whether {@code $prettyPrint} is among the parameters
   */
  JsonParameters(Set<String> keys, boolean prettyPrint) {
    this.usual = keys;
    this.prettyPrint = prettyPrint;
  }

  /** Whether a query parameter is one of these, by its name. */
  static boolean isOne(String name) {
    return name.startsWith("$") && WORDS.containsKey(name.substring(1));
  }

  /**
   * Adds references to them to the parameters of an operation.
   *
   * @param keys the settings that its requests may change, or null for the usual ones
   * @param streams whether the answers are a stream, which is never indented
   */
  void addTo(JsonArray parameters, @Nullable Set<String> keys, boolean streams) {
    Set<String> names = new TreeSet<>(keys == null ? usual : keys);
    if (streams) {
      names.remove(INDENT);
    } else if (prettyPrint) {
      names.add(PRETTY_PRINT);
    }
    used.addAll(names);
    names.forEach(
        name -> parameters.add(new JsonObject().put("$ref", "#/components/parameters/" + name)));
  }

  /** What operations refer to, by name; empty if there is none. */
  JsonObject components() {
    JsonObject components = new JsonObject();
    used.forEach(
        name ->
            components.put(
                name,
                new JsonObject()
                    .put("name", "$" + name)
                    .put("in", "query")
                    .put("description", WORDS.get(name))
                    .put("schema", new JsonObject().put("type", "boolean"))));
    return components;
  }
}
