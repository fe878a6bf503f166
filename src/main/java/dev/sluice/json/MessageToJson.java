package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** One writing of messages as JSON. */
final class MessageToJson {

  /** A level of JSON in a Struct takes three messages. */
  private static final int MESSAGES_PER_LEVEL = 3;

  private static final byte[] NULL = "null".getBytes(UTF_8);
  private static final byte[] TRUE = "true".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);

  private final JsonOutput out;
  private final JsonCodecs codecs;
  private final JsonOptions options;
  private final boolean emitDefaults;
  private int depth;

  MessageToJson(JsonOutput out, JsonCodecs codecs) {
    this.out = out;
    this.codecs = codecs;
    this.options = codecs.options();
    this.emitDefaults = options.emitDefaults();
  }

  void message(MessageShape shape, Message message) throws JsonException {
    if (++depth > MESSAGES_PER_LEVEL * options.maxDepth()) {
      throw new JsonException("the message is nested too deeply");
    }
    shape.count();
    switch (shape.kind()) {
      case OBJECT -> {
        out.raw('{');
        shape.fields().write(message, this);
        out.raw('}');
      }
      case ANY -> any(shape.fields(), message);
      case TIMESTAMP -> timestamp(shape.fields(), message);
      case DURATION -> duration(shape.fields(), message);
      case FIELD_MASK -> mask(shape.fields().first(), message);
      case WRAPPER, STRUCT, LIST_VALUE -> {
        FieldShape field = shape.fields().first();
        value(field, field.get(message));
      }
      case VALUE -> oneOf(shape.fields(), message);
    }
    depth--;
  }

  /** Writes a field with its name, unless it knows no absence and has its default. */
  void field(FieldShape field, Object value) throws JsonException {
    if (isAlways(field) || !isDefault(field, value)) {
      out.name(field.name);
      try {
        value(field, value);
      } catch (JsonException e) {
        throw e.inField(field.descriptor.getJsonName());
      }
    }
  }

  void field(FieldShape field, int value) {
    if (value != 0 || isAlways(field)) {
      out.name(field.name);
      int32(field, value);
    }
  }

  void field(FieldShape field, long value) {
    if (value != 0 || isAlways(field)) {
      out.name(field.name);
      int64(field, value);
    }
  }

  void field(FieldShape field, boolean value) {
    if (value || isAlways(field)) {
      out.name(field.name);
      out.raw(value ? TRUE : FALSE);
    }
  }

  void field(FieldShape field, double value) {
    if (Double.doubleToRawLongBits(value) != 0 || isAlways(field)) {
      out.name(field.name);
      out.real(value);
    }
  }

  void field(FieldShape field, float value) {
    if (Float.floatToRawIntBits(value) != 0 || isAlways(field)) {
      out.name(field.name);
      out.real(value);
    }
  }

  void field(FieldShape field, String value) {
    if (!value.isEmpty() || isAlways(field)) {
      out.name(field.name);
      out.string(value);
    }
  }

  void field(FieldShape field, ByteString value) {
    if (!value.isEmpty() || isAlways(field)) {
      out.name(field.name);
      out.base64(value);
    }
  }

  private boolean isAlways(FieldShape field) {
    return field.presence || emitDefaults;
  }

  /** Whether a field that knows no absence is as good as absent. */
  private static boolean isDefault(FieldShape field, Object value) {
    if (field.map) {
      return ((Map<?, ?>) value).isEmpty();
    }
    if (field.repeated) {
      return ((List<?>) value).isEmpty();
    }
    return switch (field.type) {
      case STRING -> ((String) value).isEmpty();
      case BYTES -> ((ByteString) value).isEmpty();
      case BOOL -> !(Boolean) value;
      case DOUBLE -> Double.doubleToRawLongBits((Double) value) == 0;
      case FLOAT -> Float.floatToRawIntBits((Float) value) == 0;
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> (Long) value == 0;
      case MESSAGE -> false;
      default -> (Integer) value == 0;
    };
  }

  /** Writes what a message has in a field, all of it. */
  void value(FieldShape field, Object value) throws JsonException {
    if (field.map) {
      map(field, (Map<?, ?>) value);
    } else if (field.repeated) {
      out.raw('[');
      List<?> elements = (List<?>) value;
      for (int i = 0; i < elements.size(); i++) {
        out.separate();
        element(field, elements.get(i));
      }
      out.raw(']');
    } else {
      element(field, value);
    }
  }

  private void map(FieldShape field, Map<?, ?> entries) throws JsonException {
    FieldShape key = field.message().fields().first();
    FieldShape value = field.message().fields().second();
    out.raw('{');
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      out.separate();
      key(key, entry.getKey());
      out.raw(':');
      element(value, entry.getValue());
    }
    out.raw('}');
  }

  private void key(FieldShape field, Object key) throws JsonException {
    if (field.type == FieldDescriptor.Type.STRING) {
      out.string((String) key);
      return;
    }
    out.raw('"');
    switch (field.type) {
      case INT64, SINT64, SFIXED64, UINT64, FIXED64 -> digits(field, (Long) key);
      default -> element(field, key);
    }
    out.raw('"');
  }

  private void element(FieldShape field, Object value) throws JsonException {
    switch (field.type) {
      case DOUBLE -> out.real((Double) value);
      case FLOAT -> out.real((Float) value);
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, ENUM -> int32(field, (Integer) value);
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> int64(field, (Long) value);
      case BOOL -> out.raw((Boolean) value ? TRUE : FALSE);
      case STRING -> out.string((String) value);
      case BYTES -> out.base64((ByteString) value);
      case MESSAGE, GROUP -> message(field.message(), (Message) value);
    }
  }

  private void int32(FieldShape field, int value) {
    switch (field.type) {
      case ENUM -> enumeration(field, value);
      case UINT32, FIXED32 -> out.integer(Integer.toUnsignedLong(value));
      default -> out.integer(value);
    }
  }

  private void int64(FieldShape field, long value) {
    if (options.int64AsNumbers()) {
      digits(field, value);
    } else {
      out.raw('"');
      digits(field, value);
      out.raw('"');
    }
  }

  private void digits(FieldShape field, long value) {
    boolean unsigned =
        field.type == FieldDescriptor.Type.UINT64 || field.type == FieldDescriptor.Type.FIXED64;
    if (value < 0 && unsigned) {
      out.raw(Long.toUnsignedString(value));
    } else {
      out.integer(value);
    }
  }

  private void enumeration(FieldShape field, int number) {
    byte[] name = field.takesNull ? NULL : field.enumeration().name(number);
    if (name != null) {
      out.raw(name);
    } else {
      out.integer(number);
    }
  }

  /** Writes a google.protobuf.Value. */
  private void oneOf(MessageShape.Fields fields, Message message) throws JsonException {
    for (FieldShape field : fields.inOrder()) {
      if (field.has(message)) {
        Object value = field.get(message);
        if (value instanceof Double number && !Double.isFinite(number)) {
          throw new JsonException("google.protobuf.Value cannot hold " + number);
        }
        value(field, value);
        return;
      }
    }
    out.raw(NULL);
  }

  private void timestamp(MessageShape.Fields fields, Message message) throws JsonException {
    if (message instanceof Timestamp value) {
      out.quoted(WellKnownText.timestamp(value.getSeconds(), value.getNanos()));
    } else {
      out.quoted(
          WellKnownText.timestamp(
              (Long) fields.first().get(message), (Integer) fields.second().get(message)));
    }
  }

  private void duration(MessageShape.Fields fields, Message message) throws JsonException {
    out.quoted(
        WellKnownText.duration(
            (Long) fields.first().get(message), (Integer) fields.second().get(message)));
  }

  private void mask(FieldShape field, Message message) throws JsonException {
    StringJoiner paths = new StringJoiner(",");
    for (Object path : (List<?>) field.get(message)) {
      if (!((String) path).isEmpty()) {
        paths.add(WellKnownText.maskJson((String) path));
      }
    }
    out.string(paths.toString());
  }

  private void any(MessageShape.Fields fields, Message message) throws JsonException {
    String typeUrl = (String) fields.first().get(message);
    ByteString content = (ByteString) fields.second().get(message);
    if (typeUrl.isEmpty() && content.isEmpty()) {
      out.raw("{}");
      return;
    }
    MessageShape type = codecs.anyType(typeUrl);
    Message held;
    try {
      CodedInputStream in = content.newCodedInput();
      in.setRecursionLimit(MESSAGES_PER_LEVEL * options.maxDepth());
      held = DynamicMessage.parseFrom(type.descriptor(), in);
      in.checkLastTagWas(0);
    } catch (IOException e) {
      throw new JsonException("the content is no " + type.descriptor().getFullName());
    }
    out.raw("{\"@type\":");
    out.string(typeUrl);
    if (type.kind() == MessageShape.Kind.OBJECT) {
      type.fields().write(held, this);
    } else {
      out.raw(",\"value\":");
      message(type, held);
    }
    out.raw('}');
  }
}
