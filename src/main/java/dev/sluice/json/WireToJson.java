package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.StringJoiner;

/**
 * One writing of protobuf wire bytes as JSON.
 *
 * <p>The bytes are those of the library's own serialiser, so their order is known: see {@link
 * WireInput}. The content of an Any comes from anywhere and is parsed and serialised first.
 */
final class WireToJson {

  /** A level of JSON in a Struct takes three messages. */
  private static final int MESSAGES_PER_LEVEL = 3;

  private static final byte[] NULL = "null".getBytes(UTF_8);

  private final WireInput in;
  private final JsonOutput out;
  private final JsonCodecs codecs;
  private final JsonOptions options;
  private int depth;

  WireToJson(WireInput in, JsonOutput out, JsonCodecs codecs, int depth) {
    this.in = in;
    this.out = out;
    this.codecs = codecs;
    this.options = codecs.options();
    this.depth = depth;
  }

  /** Writes the message that reaches to an end. */
  void message(MessageShape shape, int end) throws JsonException {
    if (++depth > MESSAGES_PER_LEVEL * options.maxDepth()) {
      throw new JsonException("the message is nested too deeply");
    }
    switch (shape.kind()) {
      case OBJECT -> {
        out.raw('{');
        fields(shape, end);
        out.raw('}');
      }
      case ANY -> any(end);
      case TIMESTAMP, DURATION -> seconds(shape.kind(), end);
      case FIELD_MASK -> mask(end);
      case WRAPPER, STRUCT, LIST_VALUE -> single(onlyField(shape), end);
      case VALUE -> value(shape, end);
    }
    depth--;
  }

  private static FieldShape onlyField(MessageShape shape) {
    return shape.fields().inOrder().get(0);
  }

  private void fields(MessageShape shape, int end) throws JsonException {
    MessageShape.Fields fields = shape.fields();
    List<FieldShape> inOrder = fields.inOrder();
    int next = 0;
    while (in.position() < end) {
      int tag = in.varint32();
      FieldShape field = fields.numbered(WireTag.number(tag));
      if (field == null || (tag != field.tag && tag != field.packedTag)) {
        in.skip(tag);
        continue;
      }
      if (options.emitDefaults()) {
        next = defaults(inOrder, next, field.number());
      }
      out.separate();
      out.raw(field.name);
      try {
        field(field, tag, end);
      } catch (JsonException e) {
        throw e.inField(field.descriptor.getJsonName());
      }
    }
    if (options.emitDefaults()) {
      defaults(inOrder, next, Integer.MAX_VALUE);
    }
  }

  /** Writes the fields before a number that are at their default, and returns the index after. */
  private int defaults(List<FieldShape> inOrder, int first, int number) throws JsonException {
    int i = first;
    for (; i < inOrder.size() && inOrder.get(i).number() < number; i++) {
      FieldShape field = inOrder.get(i);
      if (!field.presence) {
        out.separate();
        out.raw(field.name);
        absent(field);
      }
    }
    return i < inOrder.size() && inOrder.get(i).number() == number ? i + 1 : i;
  }

  /** Writes the one field that stands for a message, present or not. */
  void single(FieldShape field, int end) throws JsonException {
    while (in.position() < end) {
      int tag = in.varint32();
      if (tag == field.tag || tag == field.packedTag) {
        field(field, tag, end);
        in.moveTo(end);
        return;
      }
      in.skip(tag);
    }
    absent(field);
  }

  private void absent(FieldShape field) throws JsonException {
    if (field.map) {
      out.raw("{}");
    } else if (field.repeated) {
      out.raw("[]");
    } else {
      zero(field);
    }
  }

  /** Writes a field whose tag was just read, all its values. */
  private void field(FieldShape field, int tag, int end) throws JsonException {
    if (field.map) {
      map(field, end);
    } else if (!field.repeated) {
      value(field);
    } else if (tag == field.tag) {
      out.raw('[');
      do {
        out.separate();
        value(field);
      } while (in.passTag(tag, end));
      out.raw(']');
    } else {
      int listEnd = in.end();
      out.raw('[');
      while (in.position() < listEnd) {
        out.separate();
        value(field);
      }
      out.raw(']');
    }
  }

  private void map(FieldShape field, int end) throws JsonException {
    FieldShape key = field.message().fields().inOrder().get(0);
    FieldShape value = field.message().fields().inOrder().get(1);
    out.raw('{');
    do {
      out.separate();
      int entryEnd = in.end();
      if (in.passTag(key.tag, entryEnd)) {
        key(key);
      } else {
        absentKey(key);
      }
      out.raw(':');
      if (in.passTag(value.tag, entryEnd)) {
        value(value);
      } else {
        zero(value);
      }
      in.moveTo(entryEnd);
    } while (in.passTag(field.tag, end));
    out.raw('}');
  }

  private void key(FieldShape key) throws JsonException {
    switch (key.type) {
      case STRING, INT64, UINT64, SINT64, FIXED64, SFIXED64 -> value(key);
      default -> {
        out.raw('"');
        value(key);
        out.raw('"');
      }
    }
  }

  /** Writes a key that is missing on the wire. */
  private void absentKey(FieldShape key) throws JsonException {
    switch (key.type) {
      case STRING, INT64, UINT64, SINT64, FIXED64, SFIXED64 -> zero(key);
      default -> {
        out.raw('"');
        zero(key);
        out.raw('"');
      }
    }
  }

  private void zero(FieldShape field) throws JsonException {
    switch (field.type) {
      case STRING, BYTES -> out.raw("\"\"");
      case BOOL -> out.raw("false");
      case DOUBLE, FLOAT -> out.raw("0.0");
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> int64("0");
      case ENUM -> enumeration(field, field.descriptor.getEnumType().getValue(0).getNumber());
      case MESSAGE, GROUP -> message(field.message(), in.position());
      default -> out.raw('0');
    }
  }

  /** Writes the value at the position. */
  private void value(FieldShape field) throws JsonException {
    switch (field.type) {
      case DOUBLE -> out.real(Double.longBitsToDouble(in.fixed64()));
      case FLOAT -> out.real(Float.intBitsToFloat(in.fixed32()));
      case INT32 -> out.integer(in.varint32());
      case UINT32 -> out.integer(Integer.toUnsignedLong(in.varint32()));
      case SINT32 -> out.integer(unZigZag(in.varint64()));
      case FIXED32 -> out.integer(Integer.toUnsignedLong(in.fixed32()));
      case SFIXED32 -> out.integer(in.fixed32());
      case INT64 -> int64(in.varint64());
      case UINT64 -> uint64(in.varint64());
      case SINT64 -> int64(unZigZag(in.varint64()));
      case FIXED64 -> uint64(in.fixed64());
      case SFIXED64 -> int64(in.fixed64());
      case BOOL -> out.raw(in.varint64() != 0 ? "true" : "false");
      case STRING -> string(field);
      case BYTES -> {
        int end = in.end();
        out.base64(in.bytes(), in.position(), end);
        in.moveTo(end);
      }
      case ENUM -> enumeration(field, in.varint32());
      case MESSAGE -> message(field.message(), in.end());
      case GROUP -> throw new JsonException("groups have no JSON form");
    }
  }

  private void string(FieldShape field) {
    if (field.unverified) {
      byte[] utf8 = in.string().getBytes(UTF_8);
      out.string(utf8, 0, utf8.length);
    } else {
      int end = in.end();
      out.string(in.bytes(), in.position(), end);
      in.moveTo(end);
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

  private void int64(long value) {
    if (options.int64AsNumbers()) {
      out.integer(value);
    } else {
      out.raw('"');
      out.integer(value);
      out.raw('"');
    }
  }

  private void uint64(long value) {
    if (value >= 0) {
      int64(value);
    } else {
      int64(Long.toUnsignedString(value));
    }
  }

  private void int64(String digits) {
    if (options.int64AsNumbers()) {
      out.raw(digits);
    } else {
      out.quoted(digits);
    }
  }

  private static long unZigZag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  private void value(MessageShape shape, int end) throws JsonException {
    boolean written = false;
    while (in.position() < end) {
      int tag = in.varint32();
      FieldShape field = shape.fields().numbered(WireTag.number(tag));
      if (field == null || tag != field.tag || written) {
        in.skip(tag);
        continue;
      }
      if (field.type == FieldDescriptor.Type.DOUBLE) {
        double number = Double.longBitsToDouble(in.fixed64());
        if (Double.isNaN(number) || Double.isInfinite(number)) {
          throw new JsonException("google.protobuf.Value cannot hold " + number);
        }
        out.real(number);
      } else {
        value(field);
      }
      written = true;
    }
    if (!written) {
      out.raw(NULL);
    }
  }

  private void seconds(MessageShape.Kind kind, int end) throws JsonException {
    long seconds = 0;
    int nanos = 0;
    while (in.position() < end) {
      int tag = in.varint32();
      switch (WireTag.number(tag)) {
        case 1 -> seconds = in.varint64();
        case 2 -> nanos = in.varint32();
        default -> in.skip(tag);
      }
    }
    out.quoted(
        kind == MessageShape.Kind.TIMESTAMP
            ? WellKnownText.timestamp(seconds, nanos)
            : WellKnownText.duration(seconds, nanos));
  }

  private void mask(int end) throws JsonException {
    StringJoiner paths = new StringJoiner(",");
    while (in.position() < end) {
      int tag = in.varint32();
      if (WireTag.number(tag) == 1) {
        String path = in.string();
        if (!path.isEmpty()) {
          paths.add(WellKnownText.maskJson(path));
        }
      } else {
        in.skip(tag);
      }
    }
    byte[] text = paths.toString().getBytes(UTF_8);
    out.string(text, 0, text.length);
  }

  private void any(int end) throws JsonException {
    String typeUrl = "";
    byte[] content = {};
    while (in.position() < end) {
      int tag = in.varint32();
      switch (WireTag.number(tag)) {
        case 1 -> typeUrl = in.string();
        case 2 -> content = in.lengthDelimited();
        default -> in.skip(tag);
      }
    }
    if (typeUrl.isEmpty() && content.length == 0) {
      out.raw("{}");
      return;
    }
    MessageShape type = codecs.anyType(typeUrl);
    byte[] canonical;
    try {
      canonical = DynamicMessage.parseFrom(type.descriptor(), content).toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new JsonException("the content is no " + type.descriptor().getFullName());
    }
    byte[] url = typeUrl.getBytes(UTF_8);
    out.raw("{\"@type\":");
    out.string(url, 0, url.length);
    WireToJson writer = new WireToJson(new WireInput(canonical), out, codecs, depth);
    if (type.kind() == MessageShape.Kind.OBJECT) {
      writer.fields(type, canonical.length);
    } else {
      out.raw(",\"value\":");
      writer.message(type, canonical.length);
    }
    out.raw('}');
  }
}
