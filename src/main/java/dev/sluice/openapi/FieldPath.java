package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A field of a request, or a field inside of its messages: {@code page.size}. */
record FieldPath(List<FieldDescriptor> fields) {

  /** The field that the names lead to; null if there is none. */
  static @Nullable FieldPath find(Descriptor message, String names) {
    List<FieldDescriptor> fields = new ArrayList<>();
    Descriptor at = message;
    for (String name : names.split("\\.", -1)) {
      FieldDescriptor field = at == null ? null : field(at, name);
      if (field == null) {
        return null;
      }
      fields.add(field);
      boolean enters =
          field.getJavaType() == JavaType.MESSAGE
              && !field.isRepeated()
              && !WellKnown.isWellKnown(field.getMessageType());
      at = enters ? field.getMessageType() : null;
    }
    return new FieldPath(List.copyOf(fields));
  }

  /** A field by its name in the proto or in JSON; null if there is none. */
  static @Nullable FieldDescriptor field(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor each : message.getFields()) {
      if (each.getJsonName().equals(name)) {
        return each;
      }
    }
    return null;
  }

  FieldDescriptor leaf() {
    return fields.get(fields.size() - 1);
  }

  boolean singular() {
    return !leaf().isRepeated();
  }

  String jsonName() {
    return fields.stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining("."));
  }

  /** Whether a query can hold the field: as text, by the keys of a map, or as JSON. */
  static boolean isParameter(FieldDescriptor field) {
    return isText(field) || isJson(field) || field.isMapField();
  }

  /** Whether one value of the field is written as JSON in a query, as it has no text. */
  static boolean isJson(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && !field.isMapField()
        && !isText(field)
        && (field.isRepeated() || WellKnown.isOpaque(field.getMessageType()));
  }

  /** Whether one value of the field is written as one text, as in a path or a query. */
  static boolean isText(FieldDescriptor field) {
    if (field.isMapField()) {
      return false;
    }
    if (field.getJavaType() == JavaType.ENUM) {
      return !WellKnown.isNull(field);
    }
    return field.getJavaType() != JavaType.MESSAGE || WellKnown.isText(field.getMessageType());
  }
}
