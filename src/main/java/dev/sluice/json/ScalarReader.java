package dev.sluice.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * Reads the current token of a document as a value that is a single token, in the form that {@link
 * FieldAccess} describes.
 */
final class ScalarReader {

  private final JsonCursor in;

  ScalarReader(JsonCursor in) {
    this.in = in;
  }

  /** Reads a value of any type but enums and messages. */
  Object scalar(FieldDescriptor.Type type) throws JsonException {
    return switch (type) {
      case BOOL -> bool();
      case STRING -> string();
      case BYTES -> {
        expectString("base64");
        yield bytes();
      }
      default -> number(type);
    };
  }

  private boolean bool() throws JsonException {
    return switch (in.token()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw expected("true or false");
    };
  }

  /**
   * Reads a string.
   *
   * @throws JsonException if it has half of a surrogate pair
   */
  String string() throws JsonException {
    expectString("a string");
    return text();
  }

  private String text() throws JsonException {
    boolean escaped = in.isEscaped();
    String text = in.text();
    if (escaped) {
      try {
        Utf8.checkSurrogates(text);
      } catch (JsonException e) {
        throw in.here(e);
      }
    }
    return text;
  }

  private ByteString bytes() throws JsonException {
    byte[] text = in.bytes();
    try {
      return UnsafeByteOperations.unsafeWrap(Base64Text.decode(text, in.from(), in.to()));
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  private Object number(FieldDescriptor.Type type) throws JsonException {
    if (in.token() != JsonToken.NUMBER && in.token() != JsonToken.STRING) {
      throw expected(Numbers.name(type));
    }
    byte[] text = in.bytes();
    try {
      return Numbers.parse(type, text, in.from(), in.to());
    } catch (JsonException e) {
      throw expected(Numbers.name(type));
    }
  }

  /**
   * Reads an enum by name or number.
   *
   * @return null if the name or number is unknown and that is ignored
   */
  @Nullable Integer enumeration(EnumShape shape, boolean takesNull, boolean lenient)
      throws JsonException {
    JsonToken token = in.token();
    if (token == JsonToken.NULL && takesNull) {
      return 0;
    }
    if (token != JsonToken.STRING && token != JsonToken.NUMBER) {
      throw expected(shape.expectation());
    }
    Integer number =
        token == JsonToken.STRING ? shape.number(in.bytes(), in.from(), in.to()) : null;
    if (number == null) {
      number = enumNumber(shape);
    }
    if (number == null && !lenient) {
      throw expected(shape.expectation());
    }
    return number;
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

  /** Reads the current name as a map key. */
  Object key(FieldDescriptor.Type type) throws JsonException {
    if (type == FieldDescriptor.Type.STRING) {
      return text();
    }
    if (type == FieldDescriptor.Type.BOOL) {
      return TextValues.bool(in.text());
    }
    byte[] text = in.bytes();
    return Numbers.parse(type, text, in.from(), in.to());
  }

  WellKnownText.Seconds timestamp() throws JsonException {
    byte[] text = in.bytes();
    return WellKnownText.parseTimestamp(text, in.from(), in.to());
  }

  WellKnownText.Seconds duration() throws JsonException {
    byte[] text = in.bytes();
    return WellKnownText.parseDuration(text, in.from(), in.to());
  }

  void expectString(String what) throws JsonException {
    if (in.token() != JsonToken.STRING) {
      throw expected(what);
    }
  }

  private JsonException expected(String what) throws JsonException {
    return in.here(JsonException.expected(what, in.describe()));
  }
}
