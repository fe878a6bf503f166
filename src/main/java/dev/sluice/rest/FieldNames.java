package dev.sluice.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields by name: the proto's or JSON's.
 *
 * <p>Keeps a table per message type. Safe for use from any thread.
 */
final class FieldNames {

  /** The deepest a parameter may reach into messages. */
  private static final int MAX_DEPTH = 32;

  private final Map<Descriptor, Map<String, FieldDescriptor>> tables = new ConcurrentHashMap<>();

  /**
   * Finds a field by names with dots between them, for example {@code page.size}.
   *
   * @return the field, or null if there is none of that name
   */
  @Nullable FieldPath find(Descriptor type, String name) {
    String[] names = name.split("\\.", MAX_DEPTH + 1);
    FieldDescriptor[] fields = new FieldDescriptor[names.length];
    Descriptor at = type;
    for (int i = 0; i < names.length; i++) {
      FieldDescriptor field = at == null ? null : table(at).get(names[i]);
      if (field == null) {
        return null;
      }
      fields[i] = field;
      at = FieldPath.isOpen(field) ? field.getMessageType() : null;
    }
    return new FieldPath(Arrays.asList(fields));
  }

  private Map<String, FieldDescriptor> table(Descriptor type) {
    Map<String, FieldDescriptor> table = tables.get(type);
    return table != null ? table : tables.computeIfAbsent(type, FieldNames::newTable);
  }

  private static Map<String, FieldDescriptor> newTable(Descriptor type) {
    Map<String, FieldDescriptor> table = new HashMap<>();
    type.getFields().forEach(field -> table.put(field.getName(), field));
    type.getFields().forEach(field -> table.put(field.getJsonName(), field));
    return table;
  }
}
