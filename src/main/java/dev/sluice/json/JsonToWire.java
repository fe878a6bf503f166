package dev.sluice.json;

import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.WireFormat;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a JSON document into protobuf wire bytes.
 *
 * <p>Each method starts at the first token of its value and ends at the last. Field paths are put
 * together while an exception passes the fields it is within.
 */
final class JsonToWire {

  static final String ANY_TYPE = "@type";
  static final String ANY_VALUE = "value";

  private final JsonCursor in;
  private final WireOutput out;
  private final JsonCodecs codecs;
  private final boolean lenient;
  private final ScalarReader scalars;

  JsonToWire(JsonCursor in, WireOutput out, JsonCodecs codecs) {
    this.in = in;
    this.out = out;
    this.codecs = codecs;
    this.lenient = codecs.options().ignoreUnknownFields();
    this.scalars = new ScalarReader(in, out);
  }

  /** Reads the document as a message. */
  void document(MessageShape shape) throws JsonException {
    if (in.first() == JsonToken.VALUE_NULL && shape.kind() != MessageShape.Kind.VALUE) {
      throw expected("an object");
    }
    content(shape);
    in.last();
  }

  /** Reads the document as the value of a field, tag included. */
  void document(FieldShape field) throws JsonException {
    JsonToken token = in.first();
    try {
      if (token != JsonToken.VALUE_NULL || isNullValue(field)) {
        field(field);
      }
    } catch (JsonException e) {
      throw e.inField(field.descriptor.getJsonName());
    }
    in.last();
  }

  private void content(MessageShape shape) throws JsonException {
    switch (shape.kind()) {
      case OBJECT -> object(shape);
      case ANY -> any();
      case TIMESTAMP, DURATION, FIELD_MASK -> scalars.wellKnown(shape.kind());
      case STRUCT -> map(onlyField(shape));
      case LIST_VALUE -> elements(onlyField(shape));
      case VALUE -> value(shape);
      case WRAPPER -> scalar(onlyField(shape));
    }
  }

  /** The field that stands for the whole message. */
  private static FieldShape onlyField(MessageShape shape) {
    return shape.fields().inOrder().get(0);
  }

  private void object(MessageShape shape) throws JsonException {
    open(JsonToken.START_OBJECT, "an object");
    fields(shape, in.nextName(), null);
  }

  /**
   * Reads the fields of an object from the given name to its end.
   *
   * @param anyNames if the object is an Any, the names it had before
   */
  private void fields(MessageShape shape, @Nullable String first, @Nullable Set<String> anyNames)
      throws JsonException {
    MessageShape.Fields fields = shape.fields();
    long[] seen = fields.noneSeen();
    Set<String> unknown = anyNames;
    for (String name = first; name != null; name = in.nextName()) {
      FieldShape field = fields.named(name);
      try {
        if (field != null) {
          known(field, seen);
        } else {
          unknown = unknown == null ? new HashSet<>() : unknown;
          if (!unknown.add(name)) {
            throw duplicate();
          }
          unknown(anyNames != null && name.equals(ANY_TYPE));
        }
      } catch (JsonException e) {
        throw e.inField(name);
      }
    }
    in.leave();
  }

  private void known(FieldShape field, long[] seen) throws JsonException {
    if (!MessageShape.Fields.mark(seen, field.bit)) {
      throw duplicate();
    }
    if (in.next() == JsonToken.VALUE_NULL && !isNullValue(field)) {
      return;
    }
    if (field.inOneof() && !MessageShape.Fields.mark(seen, field.oneofBit)) {
      throw in.here(
          new JsonException(
              "another field of the oneof "
                  + JsonException.quote(field.descriptor.getContainingOneof().getName())
                  + " is given too"));
    }
    field(field);
  }

  private void unknown(boolean expected) throws JsonException {
    if (!expected && !lenient) {
      throw in.here(new JsonException("unknown field"));
    }
    in.next();
    skip();
  }

  private static boolean isNullValue(FieldShape field) {
    return field.takesNull && !field.repeated;
  }

  private void field(FieldShape field) throws JsonException {
    if (field.map) {
      map(field);
    } else if (field.packed) {
      out.varint32(field.packedTag);
      int start = out.begin();
      elements(field);
      out.end(start);
    } else if (field.repeated) {
      elements(field);
    } else {
      element(field);
    }
  }

  /** Reads a value with its tag, if it has one, to the output. */
  private void element(FieldShape field) throws JsonException {
    int before = out.size();
    if (!field.packed) {
      out.varint32(field.tag);
    }
    switch (field.type) {
      case MESSAGE -> {
        int start = out.begin();
        content(field.message());
        out.end(start);
      }
      case ENUM -> {
        if (!scalars.enumeration(field.enumeration(), field.takesNull, lenient)) {
          out.truncate(before);
        }
      }
      case GROUP -> throw in.here(new JsonException("groups have no JSON form"));
      default -> scalars.scalar(field.type);
    }
  }

  private void scalar(FieldShape field) throws JsonException {
    if (in.token() == JsonToken.VALUE_NULL) {
      throw expected("a value");
    }
    element(field);
  }

  private void elements(FieldShape field) throws JsonException {
    open(JsonToken.START_ARRAY, "an array");
    int index = 0;
    for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
      try {
        if (token == JsonToken.VALUE_NULL && !field.takesNull) {
          throw expected("a value");
        }
        element(field);
      } catch (JsonException e) {
        throw e.inElement(index);
      }
      index++;
    }
    in.leave();
  }

  private void map(FieldShape field) throws JsonException {
    open(JsonToken.START_OBJECT, "an object");
    FieldShape keyField = field.message().fields().inOrder().get(0);
    FieldShape valueField = field.message().fields().inOrder().get(1);
    Set<Object> keys = new HashSet<>();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      try {
        int before = out.size();
        out.varint32(field.tag);
        int start = out.begin();
        if (!keys.add(scalars.key(keyField, name))) {
          throw duplicate();
        }
        if (in.next() == JsonToken.VALUE_NULL && !valueField.takesNull) {
          throw expected("a value");
        }
        int keyEnd = out.size();
        element(valueField);
        if (out.size() == keyEnd) {
          out.truncate(before);
        } else {
          out.end(start);
        }
      } catch (JsonException e) {
        throw in.here(e).inEntry(name);
      }
    }
    in.leave();
  }

  /** Reads a google.protobuf.Value: one field of its oneof, by the kind of JSON. */
  private void value(MessageShape shape) throws JsonException {
    int number =
        switch (in.token()) {
          case VALUE_NULL -> 1;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> 2;
          case VALUE_STRING -> 3;
          case VALUE_TRUE, VALUE_FALSE -> 4;
          case START_OBJECT -> 5;
          default -> 6;
        };
    element(shape.fields().of(number));
  }

  private void any() throws JsonException {
    int objectStart = in.position();
    open(JsonToken.START_OBJECT, "an object");
    String name = in.nextName();
    if (name == null) {
      in.leave();
      return;
    }
    Set<String> names = new HashSet<>();
    String typeUrl;
    if (name.equals(ANY_TYPE)) {
      names.add(name);
      typeUrl = in.next() == JsonToken.VALUE_STRING ? in.text() : null;
    } else {
      typeUrl = in.lookAhead(objectStart, ANY_TYPE);
    }
    if (typeUrl == null) {
      throw in.here(new JsonException("expected a type URL in " + JsonException.quote(ANY_TYPE)));
    }
    MessageShape type;
    try {
      type = codecs.anyType(typeUrl);
    } catch (JsonException e) {
      throw in.here(e).inField(ANY_TYPE);
    }
    if (!names.isEmpty()) {
      name = in.nextName();
    }
    WireOutput content = new WireOutput(64);
    JsonToWire reader = new JsonToWire(in, content, codecs);
    if (type.kind() == MessageShape.Kind.OBJECT) {
      reader.fields(type, name, names);
    } else {
      reader.anyValue(type, name, names);
    }
    out.varint32(WireTag.of(1, WireFormat.WIRETYPE_LENGTH_DELIMITED));
    out.string(typeUrl);
    out.varint32(WireTag.of(2, WireFormat.WIRETYPE_LENGTH_DELIMITED));
    out.lengthDelimited(canonical(type, content));
  }

  /** The content of an Any as its type's own serialiser writes it. */
  private byte[] canonical(MessageShape type, WireOutput content) throws JsonException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type.descriptor());
    MessageCodec.merge(content, message, codecs.options());
    if (!message.isInitialized()) {
      throw in.here(MessageCodec.missing(message));
    }
    return message.buildPartial().toByteArray();
  }

  /** Reads the rest of an Any whose content has a JSON form of its own. */
  private void anyValue(MessageShape type, @Nullable String first, Set<String> seen)
      throws JsonException {
    for (String name = first; name != null; name = in.nextName()) {
      try {
        if (!seen.add(name)) {
          throw duplicate();
        }
        if (!name.equals(ANY_VALUE)) {
          unknown(name.equals(ANY_TYPE));
        } else if (in.next() == JsonToken.VALUE_NULL && type.kind() != MessageShape.Kind.VALUE) {
          throw expected("a value");
        } else {
          content(type);
        }
      } catch (JsonException e) {
        throw e.inField(name);
      }
    }
    in.leave();
  }

  /** Skips a value, refusing what would be refused of any: duplicate names and depth. */
  private void skip() throws JsonException {
    switch (in.token()) {
      case START_OBJECT -> {
        in.enter();
        Set<String> names = new HashSet<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
          try {
            if (!names.add(name)) {
              throw duplicate();
            }
            in.next();
            skip();
          } catch (JsonException e) {
            throw e.inField(name);
          }
        }
        in.leave();
      }
      case START_ARRAY -> {
        in.enter();
        for (int index = 0; in.next() != JsonToken.END_ARRAY; index++) {
          try {
            skip();
          } catch (JsonException e) {
            throw e.inElement(index);
          }
        }
        in.leave();
      }
      case VALUE_STRING -> scalars.checkString();
      default -> {}
    }
  }

  private void open(JsonToken token, String what) throws JsonException {
    if (in.token() != token) {
      throw expected(what);
    }
    in.enter();
  }

  private JsonException expected(String what) throws JsonException {
    return in.here(JsonException.expected(what, in.describe()));
  }

  private JsonException duplicate() {
    return in.here(new JsonException("given twice"));
  }
}
