package dev.sluice.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A field of a message or of the messages in it, for example {@code page.size}.
 *
 * @param fields the fields from the outermost to the one that is meant
 */
record FieldPath(List<FieldDescriptor> fields) {

  /** Messages whose values have a text of their own. */
  private static final Set<String> TEXT_TYPES =
      Stream.of(
              "Timestamp",
              "Duration",
              "FieldMask",
              "DoubleValue",
              "FloatValue",
              "Int64Value",
              "UInt64Value",
              "Int32Value",
              "UInt32Value",
              "BoolValue",
              "StringValue",
              "BytesValue")
          .map(name -> "google.protobuf." + name)
          .collect(Collectors.toUnmodifiableSet());

  /** Messages whose JSON is not an object of their fields, so that none of them can be named. */
  private static final Set<String> OPAQUE_TYPES =
      Stream.of("Any", "Struct", "Value", "ListValue")
          .map(name -> "google.protobuf." + name)
          .collect(Collectors.toUnmodifiableSet());

  FieldPath {
    fields = List.copyOf(fields);
  }

  /** Whether a name may go on into the message that a field holds. */
  static boolean isOpen(FieldDescriptor field) {
    return isMessage(field)
        && !field.isRepeated()
        && !TEXT_TYPES.contains(field.getMessageType().getFullName())
        && !OPAQUE_TYPES.contains(field.getMessageType().getFullName());
  }

  /** Whether a field's messages have a text of their own. */
  static boolean isText(FieldDescriptor field) {
    return isMessage(field) && TEXT_TYPES.contains(field.getMessageType().getFullName());
  }

  /** Whether a parameter holds values of a field, or of an element of it, as JSON. */
  static boolean isJson(FieldDescriptor field) {
    return isMessage(field)
        && !TEXT_TYPES.contains(field.getMessageType().getFullName())
        && (field.isRepeated() || OPAQUE_TYPES.contains(field.getMessageType().getFullName()));
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  /** The field that is meant. */
  FieldDescriptor leaf() {
    return fields.get(fields.size() - 1);
  }

  /** Whether a parameter can hold a value of the field. */
  boolean isBindable() {
    FieldDescriptor leaf = leaf();
    return !isMessage(leaf) || TEXT_TYPES.contains(leaf.getMessageType().getFullName());
  }

  /** What kind of field it is, for people. */
  String kind() {
    FieldDescriptor leaf = leaf();
    if (leaf.isMapField()) {
      return "a map";
    }
    return isMessage(leaf) ? "a message of type " + leaf.getMessageType().getFullName() : "a value";
  }

  /** The names of the fields in the proto, dots between them. */
  String name() {
    return name(fields);
  }

  static String name(List<FieldDescriptor> fields) {
    return fields.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
  }

  /** The value of the field, which is no message, as the text of a path; empty if it is unset. */
  String text(Message root) {
    MessageOrBuilder owner = root;
    for (int i = 0; i < fields.size() - 1; i++) {
      owner = (MessageOrBuilder) owner.getField(fields.get(i));
    }
    FieldDescriptor leaf = leaf();
    Object value = owner.getField(leaf);
    return switch (leaf.getType()) {
      case BYTES ->
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(((ByteString) value).toByteArray());
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case ENUM -> ((EnumValueDescriptor) value).getName();
      default -> value.toString();
    };
  }

  /**
   * The builder of the message that has the field, for it to be set there.
   *
   * @throws RefusedException if a oneof that the field is in has another field already
   */
  Message.Builder owner(Message.Builder root) {
    Message.Builder owner = root;
    for (int i = 0; i < fields.size(); i++) {
      FieldDescriptor field = fields.get(i);
      FieldDescriptor other = excluded(field, owner);
      if (other != null) {
        String parent = i == 0 ? "" : name(fields.subList(0, i)) + ".";
        throw excludes(parent + other.getName(), name());
      }
      if (i < fields.size() - 1) {
        owner = owner.getFieldBuilder(field);
      }
    }
    return owner;
  }

  /** The field that a message has of the oneof of another field; null if there is none. */
  static @Nullable FieldDescriptor excluded(FieldDescriptor field, Message.Builder owner) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    FieldDescriptor set = oneof == null ? null : owner.getOneofFieldDescriptor(oneof);
    return set == field ? null : set;
  }

  /** The answer to a field that is given beside one which the same oneof has. */
  static RefusedException excludes(String field, String other) {
    return RefusedException.badField(field, "excludes " + other + ", which is given as well");
  }

  /** The oneof that can have only one of this field and another; null if both can be given. */
  @Nullable OneofDescriptor choice(FieldPath other) {
    int common = Math.min(fields.size(), other.fields.size());
    for (int i = 0; i < common; i++) {
      FieldDescriptor one = fields.get(i);
      if (!one.equals(other.fields.get(i))) {
        OneofDescriptor oneof = one.getRealContainingOneof();
        return oneof != null && oneof.equals(other.fields.get(i).getRealContainingOneof())
            ? oneof
            : null;
      }
    }
    return null;
  }
}
