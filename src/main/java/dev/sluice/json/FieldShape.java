package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A field, compiled: its name as JSON, the shape of its values, and the way to them. */
final class FieldShape {

  final FieldDescriptor descriptor;
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

  /**
   * The way to the field in messages and builders. A quicker one may replace it at any time; both
   * serve, and neither changes, so it does not matter when a thread sees it.
   */
  FieldAccess access;

  FieldShape(Message prototype, FieldDescriptor field, int bit, int oneofBit, JsonCodecs codecs) {
    JsonOptions options = codecs.options();
    this.descriptor = field;
    this.type = field.getType();
    this.map = field.isMapField();
    this.repeated = field.isRepeated();
    this.presence = field.hasPresence();
    this.bit = bit;
    this.oneofBit = oneofBit;
    String spelling = options.protoFieldNames() ? field.getName() : field.getJsonName();
    this.name = name(spelling);
    Message child =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            ? prototype.newBuilderForType().newBuilderForField(field).getDefaultInstanceForType()
            : null;
    this.message = child == null ? null : codecs.shape(child);
    this.enumeration = type == FieldDescriptor.Type.ENUM ? new EnumShape(field, options) : null;
    this.takesNull =
        (message != null && message.kind() == MessageShape.Kind.VALUE)
            || (type == FieldDescriptor.Type.ENUM && EnumShape.isNullValue(field.getEnumType()));
    this.access = FieldAccess.ofAny(field);
  }

  /** Finds the quickest way to the field. */
  void link(Message prototype) {
    Message child = message == null ? null : message.prototype();
    access = GeneratedAccess.of(prototype, descriptor, map ? valueOf(child) : child);
  }

  private static byte[] name(String spelling) {
    JsonOutput out = new JsonOutput(spelling.length());
    out.string(spelling);
    out.raw(':');
    return out.toByteArray();
  }

  /** The default instance of the values of a map's entries, or null if they are no messages. */
  private static @Nullable Message valueOf(@Nullable Message entry) {
    Object value =
        entry == null ? null : entry.getField(entry.getDescriptorForType().findFieldByNumber(2));
    return value instanceof Message message ? message : null;
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
