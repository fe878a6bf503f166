package dev.sluice.json;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one field is taken from messages of a class and given to their builders.
 *
 * <p>Values are Integer, Long, Float, Double, Boolean, String, {@link
 * com.google.protobuf.ByteString} and {@link Message}; those of enums are their numbers, as
 * Integer.
 *
 * @param has tells presence; only for fields whose absence differs from their default
 * @param get takes the value, a List of the values, or a Map; the default, if there is none
 * @param give sets the value, or adds one to the list
 * @param put puts an entry into the map
 */
record FieldAccess(Has has, Get get, Give give, Put put) {

  /** Tells whether a message has a field. */
  interface Has {
    boolean test(Message message);
  }

  /** Takes what a message has in a field. */
  interface Get {
    Object from(Message message);
  }

  /** Gives a builder a value of a field. */
  interface Give {
    void to(Message.Builder builder, Object value);
  }

  /** Puts an entry into the map of a builder. */
  interface Put {
    void to(Message.Builder builder, Object key, Object value);
  }

  /** The way that all messages have. */
  static FieldAccess ofAny(FieldDescriptor field) {
    return new FieldAccess(
        message -> message.hasField(field),
        message -> got(field, message.getField(field)),
        (builder, value) -> {
          if (field.isRepeated()) {
            builder.addRepeatedField(field, given(field, value));
          } else {
            builder.setField(field, given(field, value));
          }
        },
        (builder, key, value) -> put(builder, field, key, value));
  }

  private static Object got(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
      FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (Object entry : (List<?>) value) {
        Message message = (Message) entry;
        entries.put(message.getField(keyField), got(valueField, message.getField(valueField)));
      }
      return entries;
    }
    if (field.getType() != FieldDescriptor.Type.ENUM) {
      return value;
    }
    return field.isRepeated()
        ? ((List<?>) value).stream().map(each -> ((EnumValueDescriptor) each).getNumber()).toList()
        : ((EnumValueDescriptor) value).getNumber();
  }

  private static void put(
      Message.Builder builder, FieldDescriptor field, Object key, Object value) {
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    Message.Builder entry = builder.newBuilderForField(field);
    entry.setField(field.getMessageType().findFieldByNumber(1), key);
    entry.setField(valueField, given(valueField, value));
    builder.addRepeatedField(field, entry.buildPartial());
  }

  private static Object given(FieldDescriptor field, Object value) {
    if (field.getType() != FieldDescriptor.Type.ENUM) {
      return value;
    }
    EnumDescriptor type = field.getEnumType();
    return type.findValueByNumberCreatingIfUnknown((Integer) value);
  }
}
