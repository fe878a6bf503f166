package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A field, compiled: its tags, its name as JSON, and the shape of its values. */
final class FieldShape {

  final FieldDescriptor descriptor;
  final FieldDescriptor.Type type;

  /** The tag of a value, or of a map entry. */
  final int tag;

  /** The tag of a packed list of values. */
  final int packedTag;

  /** Whether JSON is read to the packed form. */
  final boolean packed;

  final boolean map;
  final boolean repeated;

  /** Whether absence differs from the default. */
  final boolean presence;

  /** Whether JSON's null is a value of this field and not its absence. */
  final boolean takesNull;

  /** Whether a string may hold bytes that are not UTF-8. */
  final boolean unverified;

  /** The quoted name, then a colon. */
  final byte[] name;

  /** The position in the type's {@code seen} bits. */
  final int bit;

  /** The position of the oneof in the type's {@code seen} bits, or -1. */
  final int oneofBit;

  private final @Nullable MessageShape message;
  private final @Nullable EnumShape enumeration;

  FieldShape(FieldDescriptor field, int bit, int oneofBit, JsonCodecs codecs) {
    JsonOptions options = codecs.options();
    this.descriptor = field;
    this.type = field.getType();
    this.tag = WireTag.of(field.getNumber(), field.getLiteType().getWireType());
    this.packedTag = WireTag.of(field.getNumber(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
    this.packed = field.isPacked();
    this.map = field.isMapField();
    this.repeated = field.isRepeated();
    this.presence = field.hasPresence();
    this.unverified = type == FieldDescriptor.Type.STRING && !field.needsUtf8Check();
    this.bit = bit;
    this.oneofBit = oneofBit;
    String spelling = options.protoFieldNames() ? field.getName() : field.getJsonName();
    this.name = ('"' + spelling + "\":").getBytes(UTF_8);
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    this.message = isMessage ? codecs.shape(field.getMessageType()) : null;
    this.enumeration =
        type == FieldDescriptor.Type.ENUM ? new EnumShape(field.getEnumType(), options) : null;
    this.takesNull =
        (message != null && message.kind() == MessageShape.Kind.VALUE)
            || (type == FieldDescriptor.Type.ENUM && EnumShape.isNullValue(field.getEnumType()));
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
