package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

/** Reads the current token of a document as a value that is a single token, to the wire form. */
final class ScalarReader {

  private static final int SECONDS = WireTag.of(1, WireFormat.WIRETYPE_VARINT);
  private static final int NANOS = WireTag.of(2, WireFormat.WIRETYPE_VARINT);
  private static final int PATHS = WireTag.of(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);

  private final JsonCursor in;
  private final WireOutput out;

  ScalarReader(JsonCursor in, WireOutput out) {
    this.in = in;
    this.out = out;
  }

  /** Reads a value of any type but enums and messages. */
  void scalar(FieldDescriptor.Type type) throws JsonException {
    switch (type) {
      case BOOL -> out.varint32(bool() ? 1 : 0);
      case STRING -> {
        expectString("a string");
        string();
      }
      case BYTES -> {
        expectString("base64");
        bytes();
      }
      default -> number(type);
    }
  }

  private boolean bool() throws JsonException {
    return switch (in.token()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw expected("true or false");
    };
  }

  private void string() throws JsonException {
    if (!in.isEscaped()) {
      out.lengthDelimited(in.bytes(), in.from(), in.to());
      return;
    }
    try {
      out.string(in.text());
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  /** Refuses a string that is skipped if it would be refused when read. */
  void checkString() throws JsonException {
    int before = out.size();
    string();
    out.truncate(before);
  }

  private void bytes() throws JsonException {
    byte[] text = in.bytes();
    try {
      out.lengthDelimited(Base64Text.decode(text, in.from(), in.to()));
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  private void number(FieldDescriptor.Type type) throws JsonException {
    if (in.token() != JsonToken.NUMBER && in.token() != JsonToken.STRING) {
      throw expected(Numbers.name(type));
    }
    byte[] text = in.bytes();
    try {
      number(type, text, in.from(), in.to());
    } catch (JsonException e) {
      throw expected(Numbers.name(type));
    }
  }

  private void number(FieldDescriptor.Type type, byte[] text, int from, int to)
      throws JsonException {
    switch (type) {
      case FLOAT -> out.fixed32(Float.floatToRawIntBits(Numbers.float32(text, from, to)));
      case DOUBLE -> out.fixed64(Double.doubleToRawLongBits(Numbers.float64(text, from, to)));
      default -> integer(type, Numbers.integer(type, text, from, to));
    }
  }

  private void integer(FieldDescriptor.Type type, long value) {
    switch (type) {
      case SINT32, SINT64 -> out.varint64(value << 1 ^ value >> 63);
      case FIXED32, SFIXED32 -> out.fixed32((int) value);
      case FIXED64, SFIXED64 -> out.fixed64(value);
      default -> out.varint64(value);
    }
  }

  /**
   * Reads an enum by name or number.
   *
   * @return whether it was written; false if the name or number is unknown and that is ignored
   */
  boolean enumeration(EnumShape shape, boolean takesNull, boolean lenient) throws JsonException {
    JsonToken token = in.token();
    if (token == JsonToken.NULL && takesNull) {
      out.varint32(0);
      return true;
    }
    if (token != JsonToken.STRING && token != JsonToken.NUMBER) {
      throw expected(shape.expectation());
    }
    Integer number =
        token == JsonToken.STRING ? shape.number(in.bytes(), in.from(), in.to()) : null;
    if (number == null) {
      number = enumNumber(shape);
    }
    if (number != null) {
      out.varint64(number);
    } else if (!lenient) {
      throw expected(shape.expectation());
    }
    return number != null;
  }

  private @Nullable Integer enumNumber(EnumShape shape) throws JsonException {
    byte[] text = in.bytes();
    try {
      int number = (int) Numbers.integer(FieldDescriptor.Type.INT32, text, in.from(), in.to());
      return shape.keeps(number) ? number : null;
    } catch (JsonException e) {
      return null;
    }
  }

  /** Reads a Timestamp, Duration or FieldMask to the content of its message. */
  void wellKnown(MessageShape.Kind kind) throws JsonException {
    expectString(WellKnownText.expectation(kind));
    try {
      switch (kind) {
        case TIMESTAMP -> seconds(WellKnownText.parseTimestamp(in.text()));
        case DURATION -> seconds(WellKnownText.parseDuration(in.text()));
        default -> mask(in.text());
      }
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  private void seconds(WellKnownText.Seconds value) {
    out.varint32(SECONDS);
    out.varint64(value.seconds());
    out.varint32(NANOS);
    out.varint64(value.nanos());
  }

  private void mask(String text) throws JsonException {
    for (String path : WellKnownText.parseMask(text)) {
      out.varint32(PATHS);
      out.string(path);
    }
  }

  /** Writes the current name as a map key, with its tag. */
  void key(FieldShape field) throws JsonException {
    out.varint32(field.tag);
    switch (field.type) {
      case STRING -> string();
      case BOOL -> out.varint32(TextValues.bool(in.text()) ? 1 : 0);
      default -> {
        byte[] text = in.bytes();
        integer(field.type, Numbers.integer(field.type, text, in.from(), in.to()));
      }
    }
  }

  private void expectString(String what) throws JsonException {
    if (in.token() != JsonToken.STRING) {
      throw expected(what);
    }
  }

  private JsonException expected(String what) throws JsonException {
    return in.here(JsonException.expected(what, in.describe()));
  }
}
