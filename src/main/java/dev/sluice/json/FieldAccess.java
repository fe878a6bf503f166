package dev.sluice.json;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fields are taken from messages of a type and given to their builders: by protobuf's own
 * reflection, which all messages have. {@link GeneratedAccess} is quicker.
 *
 * <p>Each field has a slot here. Values are Integer, Long, Float, Double, Boolean, String, {@link
 * com.google.protobuf.ByteString} and {@link Message}; those of enums are their numbers, as
 * Integer.
 */
class FieldAccess {

  private final FieldDescriptor[] fields;

  /**
   * Makes the access to some fields.
   *
   * @param fields the fields by their slots
   */
  FieldAccess(FieldDescriptor[] fields) {
    this.fields = fields;
  }

  /** Tells presence; only for fields whose absence differs from their default. */
  boolean has(Message message, int slot) {
    return message.hasField(fields[slot]);
  }

  /** Takes the value, a List of the values, or a Map; the default, if there is none. */
  Object get(Message message, int slot) {
    return got(fields[slot], message.getField(fields[slot]));
  }

  /** Sets the value, or adds one to the list. */
  void give(Message.Builder builder, int slot, Object value) {
    FieldDescriptor field = fields[slot];
    if (field.isRepeated()) {
      builder.addRepeatedField(field, given(field, value));
    } else {
      builder.setField(field, given(field, value));
    }
  }

  /** Puts an entry into a map. */
  void put(Message.Builder builder, int slot, Object key, Object value) {
    FieldDescriptor field = fields[slot];
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    Message.Builder entry = builder.newBuilderForField(field);
    entry.setField(field.getMessageType().findFieldByNumber(1), key);
    entry.setField(valueField, given(valueField, value));
    builder.addRepeatedField(field, entry.buildPartial());
  }

  /**
   * Writes the fields that a message has.
   *
   * @param shapes the fields by their slots
   */
  void write(Message message, FieldShape[] shapes, MessageToJson to) throws JsonException {
    for (FieldShape each : shapes) {
      write(message, each, to);
    }
  }

  /** Writes a field if a message has it. */
  final void write(Message message, FieldShape field, MessageToJson to) throws JsonException {
    if (!field.presence || field.has(message)) {
      to.field(field, field.get(message));
    }
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

  private static Object given(FieldDescriptor field, Object value) {
    if (field.getType() != FieldDescriptor.Type.ENUM) {
      return value;
    }
    EnumDescriptor type = field.getEnumType();
    return type.findValueByNumberCreatingIfUnknown((Integer) value);
  }
}
