package dev.sluice.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object of a configuration and collects all that is wrong with it.
 *
 * <p>Every getter returns a usable value, the fallback where the key is absent or at fault, so that
 * reading goes on to the end; {@link #read} then throws all faults at once. A key that no getter
 * asked for is a fault as well. A reader is used by one thread.
 */
public final class ConfReader {

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_$/-]+");
  private static final int SHOWN_VALUE_LENGTH = 80;

  private final JsonObject json;
  private final String path;
  private final List<String> faults;
  private final Set<String> known = new LinkedHashSet<>();

  private ConfReader(JsonObject json, String path, List<String> faults) {
    this.json = json;
    this.path = path;
    this.faults = faults;
  }

  /**
   * Reads an object.
   *
   * @param json the object
   * @param path the object's own key, put before the keys in faults; empty at the root
   * @param reading makes the value from the reader
   * @return what {@code reading} returned
   * @throws ConfigException if there was any fault
   */
  public static <T> T read(JsonObject json, String path, Function<ConfReader, T> reading) {
    List<String> faults = new ArrayList<>();
    T value = new ConfReader(json, path, faults).readAll(reading);
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return value;
  }

  /** Whether there is anything but {@code null} at a key; it has then still to be read. */
  public boolean has(String key) {
    known.add(key);
    return json.getValue(key) != null;
  }

  /** The text at a key; it may not be blank. */
  public String string(String key, String fallback) {
    return value(key, fallback, "a string that is not blank", ConfReader::textOrNull);
  }

  /** The text at a key, or null where the key is absent or {@code null}; it may not be blank. */
  public @Nullable String optionalString(String key) {
    if (json.getValue(key) == null) {
      known.add(key);
      return null;
    }
    return value(key, "", "a string that is not blank, or null", ConfReader::textOrNull);
  }

  /** As {@link #optionalString}, but a value that is at fault is not shown; it is read as empty. */
  public @Nullable String optionalSecret(String key) {
    Object raw = any(key);
    if (raw != null && textOrNull(raw) == null) {
      rejectSecret(key, "a string that is not blank, or null");
      return "";
    }
    return textOrNull(raw);
  }

  /** The truth value at a key. */
  public boolean bool(String key, boolean fallback) {
    return value(key, fallback, "true or false", raw -> raw instanceof Boolean b ? b : null);
  }

  /** The integer at a key, within bounds that are part of the range. */
  public int integer(String key, int fallback, int min, int max) {
    return value(
        key,
        fallback,
        "an integer from " + min + " to " + max,
        raw -> inRange(raw, min, max) ? ((Number) raw).intValue() : null);
  }

  /** The long integer at a key, within bounds that are part of the range. */
  public long longInteger(String key, long fallback, long min, long max) {
    return value(
        key,
        fallback,
        "an integer from " + min + " to " + max,
        raw ->
            (raw instanceof Integer || raw instanceof Long)
                    && ((Number) raw).longValue() >= min
                    && ((Number) raw).longValue() <= max
                ? ((Number) raw).longValue()
                : null);
  }

  /** The number at a key, within bounds that are part of the range. */
  public double decimal(String key, double fallback, double min, double max) {
    return value(
        key,
        fallback,
        "a number from " + plain(min) + " to " + plain(max),
        raw ->
            raw instanceof Number number
                    && number.doubleValue() >= min
                    && number.doubleValue() <= max
                ? number.doubleValue()
                : null);
  }

  /** The duration at a key that counts whole seconds, within bounds that are part of the range. */
  public Duration seconds(String key, int fallback, int min, int max) {
    return value(
        key,
        Duration.ofSeconds(fallback),
        "whole seconds, an integer from " + min + " to " + max,
        raw -> inRange(raw, min, max) ? Duration.ofSeconds(((Number) raw).longValue()) : null);
  }

  /** The duration at a key that counts milliseconds, within bounds that are part of the range. */
  public Duration millis(String key, int fallback, int min, int max) {
    return value(
        key,
        Duration.ofMillis(fallback),
        "milliseconds, an integer from " + min + " to " + max,
        raw -> inRange(raw, min, max) ? Duration.ofMillis(((Number) raw).longValue()) : null);
  }

  /** The constant whose name, in camel case, is at a key. */
  public <E extends Enum<E>> E oneOf(String key, E fallback) {
    Class<E> type = fallback.getDeclaringClass();
    return value(key, fallback, "one of " + spellings(type), raw -> constant(type, raw));
  }

  /** The list of texts at a key; none may be blank. */
  public List<String> strings(String key, List<String> fallback) {
    return strings(key, fallback, "a string that is not blank", text -> true);
  }

  /**
   * The list of texts at a key, each of a form.
   *
   * @param key the key
   * @param fallback the list when the key is absent
   * @param expected what an element has to be, for the fault
   * @param form whether a text, never blank, is of the form
   * @return the list, immutable
   */
  public List<String> strings(
      String key, List<String> fallback, String expected, Predicate<String> form) {
    JsonArray array =
        value(key, new JsonArray(), "a list", raw -> raw instanceof JsonArray list ? list : null);
    if (!json.containsKey(key)) {
      return List.copyOf(fallback);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object raw = array.getValue(i);
      String text = textOrNull(raw);
      if (text == null || !form.test(text)) {
        fault(fullKey(key) + "[" + i + "]", raw, expected);
      } else {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** The object at a key, read in turn; an absent one is read as an empty one. */
  public <T> T object(String key, Function<ConfReader, T> reading) {
    JsonObject object =
        value(key, new JsonObject(), "an object", raw -> raw instanceof JsonObject o ? o : null);
    return new ConfReader(object, fullKey(key), faults).readAll(reading);
  }

  /** As {@link #object}, but a value that is no object is not shown. */
  public <T> T secretObject(String key, Function<ConfReader, T> reading) {
    if (!has(key) || any(key) instanceof JsonObject) {
      return object(key, reading);
    }
    rejectSecret(key, "an object");
    return new ConfReader(new JsonObject(), fullKey(key), faults).readAll(reading);
  }

  /** The objects at the keys of the object at a key, whatever they are named, each read in turn. */
  public <T> Map<String, T> objects(String key, Function<ConfReader, T> reading) {
    return object(
        key,
        members -> {
          Map<String, T> values = new LinkedHashMap<>();
          for (String name : members.json.fieldNames()) {
            values.put(name, members.object(name, reading));
          }
          return Map.copyOf(values);
        });
  }

  /** The objects of the list at a key, each read in turn; an absent list is an empty one. */
  public <T> List<T> list(String key, Function<ConfReader, T> reading) {
    return list(key, null, reading);
  }

  /**
   * The objects of the list at a key, each read in turn; an absent list is an empty one.
   *
   * @param textKey the one key of the object that a text in the list stands for, or null if texts
   *     stand for none
   */
  public <T> List<T> list(String key, @Nullable String textKey, Function<ConfReader, T> reading) {
    String expected = textKey == null ? "" : " or texts";
    JsonArray array =
        value(
            key,
            new JsonArray(),
            "a list of objects" + expected,
            raw -> raw instanceof JsonArray list ? list : null);
    List<T> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String element = fullKey(key) + "[" + i + "]";
      Object raw = array.getValue(i);
      if (raw instanceof JsonObject object) {
        values.add(new ConfReader(object, element, faults).readAll(reading));
      } else if (raw instanceof String && textKey != null) {
        JsonObject object = new JsonObject().put(textKey, raw);
        values.add(new ConfReader(object, element, faults).readAll(reading));
      } else {
        fault(element, raw, textKey == null ? "an object" : "an object or a text");
      }
    }
    return List.copyOf(values);
  }

  /** What is at a key, whatever it is, or null; for keys that take several kinds of values. */
  public @Nullable Object any(String key) {
    known.add(key);
    return json.getValue(key);
  }

  /** A copy of the object as it is given, faults included. */
  public JsonObject given() {
    return json.copy();
  }

  /** The names of all keys that there are. */
  public Set<String> keys() {
    return Set.copyOf(json.fieldNames());
  }

  /** The text at a key that has to be there, of a form; empty where it is at fault. */
  public String required(String key, String expected, Predicate<String> form) {
    known.add(key);
    String text = textOrNull(json.getValue(key));
    if (text == null || !form.test(text)) {
      fault(fullKey(key), json.getValue(key), expected);
      return "";
    }
    return text;
  }

  /** The keys that no getter has asked for yet, with their values; none is then a fault. */
  public JsonObject others() {
    JsonObject rest = json.copy();
    known.forEach(rest::remove);
    known.addAll(rest.fieldNames());
    return rest;
  }

  /**
   * Adds a fault about a key, for what the getters cannot check.
   *
   * @param key the key
   * @param expected what was expected of its value
   */
  public void reject(String key, String expected) {
    fault(fullKey(key), json.getValue(key), expected);
  }

  /** Adds a fault about a key whose value is not to be shown. */
  public void rejectSecret(String key, String expected) {
    faults.add(fullKey(key) + ": (expected: " + expected + ")");
  }

  private <T> T readAll(Function<ConfReader, T> reading) {
    T value = reading.apply(this);
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        String hint =
            Spelling.nearest(key, known)
                .map(nearest -> " (did you mean " + fullKey(nearest) + "?)")
                .orElseGet(() -> " (expected: " + (known.isEmpty() ? "none" : anyOf(known)) + ")");
        faults.add(fullKey(key) + ": unknown key" + hint);
      }
    }
    return value;
  }

  private <T> T value(
      String key, T fallback, String expected, Function<Object, @Nullable T> conversion) {
    known.add(key);
    if (!json.containsKey(key)) {
      return fallback;
    }
    Object raw = json.getValue(key);
    T value = raw == null ? null : conversion.apply(raw);
    if (value == null) {
      fault(fullKey(key), raw, expected);
      return fallback;
    }
    return value;
  }

  private void fault(String fullKey, @Nullable Object raw, String expected) {
    String shown = Excerpt.of(Json.encode(raw), SHOWN_VALUE_LENGTH);
    faults.add(fullKey + ": " + shown + " (expected: " + expected + ")");
  }

  private String fullKey(String key) {
    return fullKey(path, key);
  }

  /** A key after the key of its object, as faults name it. */
  public static String fullKey(String path, String key) {
    String shown = PLAIN_KEY.matcher(key).matches() ? key : Json.encode(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private static String anyOf(Set<String> keys) {
    return String.join(", ", keys);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static @Nullable String textOrNull(@Nullable Object raw) {
    return raw instanceof String text && !text.isBlank() ? text : null;
  }

  private static boolean inRange(Object raw, int min, int max) {
    return (raw instanceof Integer || raw instanceof Long)
        && ((Number) raw).longValue() >= min
        && ((Number) raw).longValue() <= max;
  }

  /** The constant that a configuration names, or null if there is none of that name. */
  public static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable Object name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> spelling(each).equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The names of all constants, in camel case, for a fault. */
  public static <E extends Enum<E>> String spellings(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(ConfReader::spelling)
        .collect(Collectors.joining(", "));
  }

  /** The name of a constant in camel case, as configurations have it. */
  public static String spelling(Enum<?> constant) {
    StringBuilder name = new StringBuilder();
    boolean begins = false;
    for (char c : constant.name().toCharArray()) {
      if (c != '_') {
        name.append(begins ? c : Character.toLowerCase(c));
      }
      begins = c == '_';
    }
    return name.toString();
  }
}
