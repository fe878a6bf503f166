package dev.sluice.openapi;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of a single value, scalar or message. */
final class ValueConstraints {

  private static final Map<String, String> FORMATS =
      Map.of(
          "email", "email",
          "hostname", "hostname",
          "ipv4", "ipv4",
          "ipv6", "ipv6",
          "uri", "uri",
          "uri_ref", "uri-reference",
          "uuid", "uuid");
  private static final Map<String, String> FORM_PATTERNS =
      Map.of(
          "tuuid", "^[0-9a-fA-F]{32}$",
          "ulid", "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$");

  /** Which the schema says already, or which say nothing of a value. */
  private static final Set<String> SAID = Set.of("defined_only", "finite", "example", "strict");

  private final JsonObject schema;
  private final FieldDescriptor field;
  private final List<String> words;

  ValueConstraints(JsonObject schema, FieldDescriptor field, List<String> words) {
    this.schema = schema;
    this.field = field;
    this.words = words;
  }

  /** Adds what a message of rules, such as {@code StringRules}, says. */
  void add(Message rules) {
    Map<String, Object> left = new LinkedHashMap<>();
    rules.getAllFields().forEach((rule, value) -> left.put(rule.getName(), value));
    left.keySet().removeAll(SAID);
    switch (field.getJavaType()) {
      case STRING -> addText(left);
      case BYTE_STRING -> addBytes(left);
      case ENUM -> addEnum(left);
      case INT, LONG, FLOAT, DOUBLE -> addNumber(left);
      case BOOLEAN -> addChoice(left);
      case MESSAGE -> {}
    }
    left.forEach((name, value) -> words.add("Rule: `" + name + ": " + text(value) + "`."));
  }

  private void addText(Map<String, Object> left) {
    addChoice(left);
    for (String keyword : List.of("minLength", "maxLength")) {
      Object exact = left.get("len");
      Object bound = left.remove(keyword.equals("minLength") ? "min_len" : "max_len");
      if (exact != null || bound != null) {
        schema.put(keyword, exact != null ? exact : bound);
      }
    }
    left.remove("len");
    for (String rule : List.copyOf(left.keySet())) {
      if (FORMATS.containsKey(rule) && Boolean.TRUE.equals(left.get(rule))) {
        schema.put("format", FORMATS.get(rule));
        left.remove(rule);
      } else {
        String pattern = pattern(rule, left.get(rule));
        if (pattern != null && !schema.containsKey("pattern")) {
          schema.put("pattern", pattern);
          left.remove(rule);
        }
      }
    }
  }

  private static @Nullable String pattern(String rule, @Nullable Object value) {
    return switch (rule) {
      case "pattern" -> EcmaPattern.of(String.valueOf(value));
      case "prefix" -> "^" + literally(String.valueOf(value));
      case "suffix" -> literally(String.valueOf(value)) + "$";
      case "contains" -> literally(String.valueOf(value));
      default -> Boolean.TRUE.equals(value) ? FORM_PATTERNS.get(rule) : null;
    };
  }

  private static String literally(String text) {
    return text.replaceAll("[\\^$\\\\.*+?()\\[\\]{}|/]", "\\\\$0");
  }

  /** Base64, with its padding or without. */
  private void addBytes(Map<String, Object> left) {
    Object exact = left.remove("len");
    Object min = exact != null ? exact : left.remove("min_len");
    Object max = exact != null ? exact : left.remove("max_len");
    if (min instanceof Long bytes) {
      schema.put("minLength", (bytes * 4 + 2) / 3);
    }
    if (max instanceof Long bytes) {
      schema.put("maxLength", (bytes + 2) / 3 * 4);
    }
  }

  private void addEnum(Map<String, Object> left) {
    EnumDescriptor type = field.getEnumType();
    if (WellKnown.isNull(field)) {
      return;
    }
    Object constant = left.remove("const");
    Object in = left.remove("in");
    Object notIn = left.remove("not_in");
    List<String> names =
        type.getValues().stream()
            .filter(value -> constant == null || constant.equals(value.getNumber()))
            .filter(value -> !(in instanceof List<?> some) || some.contains(value.getNumber()))
            .filter(value -> !(notIn instanceof List<?> some) || !some.contains(value.getNumber()))
            .map(EnumValueDescriptor::getName)
            .toList();
    if (constant != null || in != null || notIn != null) {
      schema.put("enum", new JsonArray(new ArrayList<>(names)));
    }
  }

  private void addNumber(Map<String, Object> left) {
    addChoice(left);
    left.values()
        .removeIf(value -> value instanceof Number n && Double.isInfinite(n.doubleValue()));
    Object above = left.containsKey("gt") ? left.get("gt") : left.get("gte");
    Object below = left.containsKey("lt") ? left.get("lt") : left.get("lte");
    boolean outside = isAbove(above, below);
    if (outside || field.getJavaType() == JavaType.LONG) {
      // No keyword leaves out what lies between; a 64-bit number is a text in JSON, of which those
      // for numbers say nothing.
      addRange(left, outside ? ", or " : ", ");
      return;
    }
    bound(left, "gt", "exclusiveMinimum", "minimum");
    bound(left, "gte", "minimum", "exclusiveMinimum");
    bound(left, "lt", "exclusiveMaximum", "maximum");
    bound(left, "lte", "maximum", "exclusiveMaximum");
  }

  private void addRange(Map<String, Object> left, String separator) {
    String range =
        List.of("gt", "gte", "lt", "lte").stream()
            .filter(left::containsKey)
            .map(rule -> bound(rule) + " " + json(left.remove(rule)))
            .collect(Collectors.joining(separator));
    if (!range.isEmpty()) {
      words.add(Constraints.sentence(range));
    }
  }

  private void bound(Map<String, Object> left, String rule, String keyword, String other) {
    Object value = left.get(rule);
    if (value != null) {
      schema.remove(other);
      schema.put(keyword, json(value));
      left.remove(rule);
    }
  }

  private static String bound(String rule) {
    return switch (rule) {
      case "gt" -> "above";
      case "gte" -> "at least";
      case "lt" -> "below";
      default -> "at most";
    };
  }

  /** Whether the lower bound is above the upper one: then what lies between is left out. */
  private boolean isAbove(@Nullable Object above, @Nullable Object below) {
    if (above == null || below == null) {
      return false;
    }
    return new BigDecimal(json(above).toString()).compareTo(new BigDecimal(json(below).toString()))
        > 0;
  }

  /** {@code const} and {@code in}. */
  private void addChoice(Map<String, Object> left) {
    Object constant = left.remove("const");
    if (constant != null) {
      schema.put("const", json(constant));
    }
    if (left.remove("in") instanceof List<?> values) {
      schema.put("enum", new JsonArray(new ArrayList<>(values.stream().map(this::json).toList())));
    }
  }

  /** A value as the field's JSON has it. */
  private Object json(Object value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case INT64, SINT64, SFIXED64 -> value.toString();
      case FLOAT -> Double.valueOf(value.toString());
      default -> value;
    };
  }

  private static String text(Object value) {
    if (value instanceof List<?> values) {
      return values.stream().map(ValueConstraints::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Message message) {
      return TextFormat.printer().emittingSingleLine(true).printToString(message);
    }
    if (value instanceof ByteString bytes) {
      return TextFormat.escapeBytes(bytes);
    }
    return String.valueOf(value);
  }
}
