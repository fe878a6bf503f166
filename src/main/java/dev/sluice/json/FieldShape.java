package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A field, compiled: its name as JSON, the shape of its values, and the way to them. */
final class FieldShape {

  final FieldDescriptor descriptor;

  /** The type; groups, and messages that are encoded like them, are messages in JSON. */
  final FieldDescriptor.Type type;

  final boolean map;
  final boolean repeated;

  /** Whether absence differs from the default. */
  final boolean presence;

  /** Whether JSON's null is a value of this field and not its absence. */
  final boolean takesNull;

  /** The quoted name, then a colon. */
  final byte[] name;

  /** The position in the type's {@code seen} bits. */
  final int bit;

  /** The position of the oneof in the type's {@code seen} bits, or -1. */
  final int oneofBit;

  private final @Nullable MessageShape message;
  private final @Nullable EnumShape enumeration;

  private @Nullable FieldShape next;
  private final FieldGroup group;
  private final int slot;

  /**
   * Compiles a field.
   *
   * @param prototype the default instance of its type
   * @param field the field
   * @param group the group that it is in
   * @param slot its slot there
   * @param codecs the codecs of the types of its values
   */
  FieldShape(
      Message prototype, FieldDescriptor field, FieldGroup group, int slot, JsonCodecs codecs) {
    JsonOptions options = codecs.options();
    this.descriptor = field;
    boolean ofMessages = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    this.type = ofMessages ? FieldDescriptor.Type.MESSAGE : field.getType();
    this.map = field.isMapField();
    this.repeated = field.isRepeated();
    this.presence = field.hasPresence();
    this.bit = field.getIndex();
    OneofDescriptor oneof = field.getRealContainingOneof();
    this.oneofBit =
        oneof == null ? -1 : field.getContainingType().getFields().size() + oneof.getIndex();
    this.group = group;
    this.slot = slot;
    String spelling = options.protoFieldNames() ? field.getName() : field.getJsonName();
    this.name = name(spelling);
    Message child =
        ofMessages
            ? prototype.newBuilderForType().newBuilderForField(field).getDefaultInstanceForType()
            : null;
    this.message = child == null ? null : codecs.shape(child);
    this.enumeration = type == FieldDescriptor.Type.ENUM ? new EnumShape(field, options) : null;
    this.takesNull =
        (message != null && message.kind() == MessageShape.Kind.VALUE)
            || (type == FieldDescriptor.Type.ENUM && EnumShape.isNullValue(field.getEnumType()));
  }

  /** The field that a document most likely goes on with after this one, or null. */
  @Nullable FieldShape next() {
    return next;
  }

  void next(@Nullable FieldShape field) {
    next = field;
  }

  /** Tells presence; only if the field's absence differs from its default. */
  boolean has(Message holder) {
    return group.access().has(holder, slot);
  }

  /** Takes the value, a List of the values, or a Map; the default, if there is none. */
  Object get(Message holder) {
    return group.access().get(holder, slot);
  }

  /** Sets the value, or adds one to the list. */
  void give(Message.Builder holder, Object value) {
    group.access().give(holder, slot, value);
  }

  /** Puts an entry into the map. */
  void put(Message.Builder holder, Object key, Object value) {
    group.access().put(holder, slot, key, value);
  }

  private static byte[] name(String spelling) {
    JsonOutput out = new JsonOutput(spelling.length());
    out.string(spelling);
    out.raw(':');
    return out.toByteArray();
  }

  /** Whether the field is a message whose JSON is an object. */
  boolean isObject() {
    return message != null && !repeated && message.kind().isObject();
  }

  boolean inOneof() {
    return oneofBit >= 0;
  }

  int number() {
    return descriptor.getNumber();
  }

  /** The shape of the field's messages; only for message fields. */
  MessageShape message() {
    return Objects.requireNonNull(message);
  }

  /** The shape of the field's enum; only for enum fields. */
  EnumShape enumeration() {
    return Objects.requireNonNull(enumeration);
  }
}
