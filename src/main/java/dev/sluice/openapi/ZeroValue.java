package dev.sluice.openapi;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The value that a field has when nothing is said, where rules do not hold for it. */
final class ZeroValue {

  private ZeroValue() {}

  /**
   * Takes away, or loosens, what the zero value would break; returns whether there was anything.
   */
  static boolean exempt(JsonObject schema, FieldDescriptor field) {
    boolean changed = schema.remove("minItems") != null;
    changed |= schema.remove("minProperties") != null;
    if (field.isMapField()) {
      return changed;
    }
    changed |= schema.remove("minLength") != null;
    if (schema.getValue("pattern") instanceof String pattern && !matchesNothing(pattern)) {
      schema.put("pattern", "^$|(?:" + pattern + ")");
      changed = true;
    }
    changed |= number(schema, "minimum", 0) > 0 && schema.remove("minimum") != null;
    changed |=
        number(schema, "exclusiveMinimum", -1) >= 0 && schema.remove("exclusiveMinimum") != null;
    changed |= number(schema, "maximum", 0) < 0 && schema.remove("maximum") != null;
    changed |=
        number(schema, "exclusiveMaximum", 1) <= 0 && schema.remove("exclusiveMaximum") != null;
    Object zero = of(field);
    if (schema.containsKey("const") && !zero.equals(schema.getValue("const"))) {
      schema.put("enum", new JsonArray().add(zero).add(schema.remove("const")));
      changed = true;
    } else if (schema.getValue("enum") instanceof JsonArray values && !values.contains(zero)) {
      values.add(0, zero);
      changed = true;
    }
    return changed || schema.containsKey("format");
  }

  private static double number(JsonObject schema, String keyword, double missing) {
    return schema.getValue(keyword) instanceof Number number ? number.doubleValue() : missing;
  }

  private static boolean matchesNothing(String pattern) {
    try {
      return Pattern.compile(pattern).matcher("").find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static Object of(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, FLOAT, DOUBLE -> 0;
      case LONG -> "0";
      case BOOLEAN -> false;
      case ENUM -> field.getEnumType().getValues().get(0).getName();
      default -> "";
    };
  }
}
