package dev.sluice.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code $ref}s of a document to places in itself. */
final class References {

  private final JsonObject document;

  References(JsonObject document) {
    this.document = document;
  }

  /** The value itself, or what its {@code $ref} leads to; null if that leads nowhere. */
  @Nullable Object follow(@Nullable Object value) {
    Set<String> seen = new HashSet<>();
    Object at = value;
    while (at instanceof JsonObject object && object.getValue("$ref") instanceof String ref) {
      if (!seen.add(ref)) {
        return null;
      }
      at = find(ref);
    }
    return at;
  }

  private @Nullable Object find(String ref) {
    if (!ref.startsWith("#/")) {
      return null;
    }
    Object at = document;
    for (String step : ref.substring(2).split("/", -1)) {
      String key = step.replace("~1", "/").replace("~0", "~");
      if (at instanceof JsonObject object) {
        at = object.getValue(key);
      } else if (at instanceof JsonArray array && key.matches("\\d{1,6}")) {
        int index = Integer.parseInt(key);
        at = index < array.size() ? array.getValue(index) : null;
      } else {
        return null;
      }
    }
    return at;
  }

  /**
   * Changes what references lead to.
   *
   * @param value a document or a part of it, which is changed
   * @param place the place that they lead into, with a slash at its end
   * @param names the names there by those that they had
   */
  static void rename(@Nullable Object value, String place, Map<String, String> names) {
    if (value instanceof JsonArray array) {
      array.forEach(each -> rename(each, place, names));
    } else if (value instanceof JsonObject object) {
      if (object.getValue("$ref") instanceof String ref && ref.startsWith(place)) {
        String name = ref.substring(place.length());
        object.put("$ref", place + names.getOrDefault(name, name));
      }
      object.forEach(each -> rename(each.getValue(), place, names));
    }
  }

  /** A key as a step of a JSON pointer. */
  static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
