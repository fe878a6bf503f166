package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.GeneratedMessage;
import com.google.protobuf.MessageOrBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fields that a message lacks though they are required, as proto2 and {@code LEGACY_REQUIRED}
 * have them. Unlike protobuf's own list it has a bound, for a small message can lack millions.
 */
public final class MissingFields {

  private final int limit;
  private final List<String> found = new ArrayList<>();

  private MissingFields(int limit) {
    this.limit = limit;
  }

  /**
   * Finds fields.
   *
   * @param message the message, whole or not
   * @param limit how many to find at most
   * @return their paths, such as {@code list[0].name}; empty if all that is required is there
   */
  public static List<String> of(MessageOrBuilder message, int limit) {
    MissingFields fields = new MissingFields(limit);
    fields.find(message, "");
    return List.copyOf(fields.found);
  }

  private void find(MessageOrBuilder message, String parent) {
    if (found.size() >= limit) {
      return;
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRequired() && !message.hasField(field) && found.size() < limit) {
        found.add(parent + field.getName());
      }
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        String name = field.isExtension() ? "(" + field.getFullName() + ")" : field.getName();
        findWithin(entry.getValue(), parent + name);
      }
    }
  }

  private void findWithin(Object value, String name) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size() && found.size() < limit; i++) {
        findWithin(list.get(i), name + "[" + i + "]");
      }
    } else if (!(value instanceof GeneratedMessage known && known.isInitialized())) {
      // Those know it of themselves; others would look through all that they have, at each depth.
      find((MessageOrBuilder) value, name + ".");
    }
  }
}
