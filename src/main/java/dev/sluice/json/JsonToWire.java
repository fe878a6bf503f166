package dev.sluice.json;

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
    if (in.first() == JsonToken.NULL && shape.kind() != MessageShape.Kind.VALUE) {
      throw expected("an object");
    }
    content(shape);
    in.last();
  }

  /** Reads the document as the value of a field, tag included. */
  void document(FieldShape field) throws JsonException {
    JsonToken token = in.first();
    try {
      if (token != JsonToken.NULL || isNullValue(field)) {
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
    open(JsonToken.OBJECT, "an object");
    fields(shape, in.nextName(), null);
  }

  /**
   * Reads the fields of an object from the current name to its end.
   *
   * @param named whether there is a name
   * @param anyNames if the object is an Any, the names it had before
   */
  private void fields(MessageShape shape, boolean named, @Nullable Set<String> anyNames)
      throws JsonException {
    MessageShape.Fields fields = shape.fields();
    long[] seen = fields.noneSeen();
    Set<String> unknown = anyNames;
    for (boolean more = named; more; more = in.nextName()) {
      int position = in.position();
      FieldShape field = fields.named(in.bytes(), in.from(), in.to());
      try {
        if (field != null) {
          known(field, seen);
        } else {
          String name = in.text();
          unknown = unknown == null ? new HashSet<>() : unknown;
          if (!unknown.add(name)) {
            throw duplicate();
          }
          unknown(anyNames != null && name.equals(ANY_TYPE));
        }
      } catch (JsonException e) {
        throw e.inField(in.nameAt(position));
      }
    }
    in.leave();
  }

  private void known(FieldShape field, long[] seen) throws JsonException {
    if (!MessageShape.Fields.mark(seen, field.bit)) {
      throw duplicate();
    }
    if (in.next() == JsonToken.NULL && !isNullValue(field)) {
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
    if (in.token() == JsonToken.NULL) {
      throw expected("a value");
    }
    element(field);
  }

  private void elements(FieldShape field) throws JsonException {
    open(JsonToken.ARRAY, "an array");
    int index = 0;
    for (JsonToken token = in.next(); token != JsonToken.ARRAY_END; token = in.next()) {
      try {
        if (token == JsonToken.NULL && !field.takesNull) {
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
    open(JsonToken.OBJECT, "an object");
    FieldShape keyField = field.message().fields().inOrder().get(0);
    FieldShape valueField = field.message().fields().inOrder().get(1);
    MapKeys keys = new MapKeys();
    while (in.nextName()) {
      int position = in.position();
      try {
        int before = out.size();
        out.varint32(field.tag);
        int start = out.begin();
        scalars.key(keyField);
        if (!keys.add(out.copy(start, out.size()))) {
          throw duplicate();
        }
        if (in.next() == JsonToken.NULL && !valueField.takesNull) {
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
        throw in.here(e).inEntry(in.nameAt(position));
      }
    }
    in.leave();
  }

  /** Reads a google.protobuf.Value: one field of its oneof, by the kind of JSON. */
  private void value(MessageShape shape) throws JsonException {
    int number =
        switch (in.token()) {
          case NULL -> 1;
          case NUMBER -> 2;
          case STRING -> 3;
          case TRUE, FALSE -> 4;
          case OBJECT -> 5;
          default -> 6;
        };
    element(shape.fields().of(number));
  }

  private void any() throws JsonException {
    int objectStart = in.position();
    open(JsonToken.OBJECT, "an object");
    if (!in.nextName()) {
      in.leave();
      return;
    }
    Set<String> names = new HashSet<>();
    String typeUrl;
    if (in.text().equals(ANY_TYPE)) {
      names.add(ANY_TYPE);
      typeUrl = in.next() == JsonToken.STRING ? in.text() : null;
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
    boolean named = names.isEmpty() || in.nextName();
    WireOutput content = new WireOutput(64);
    JsonToWire reader = new JsonToWire(in, content, codecs);
    if (type.kind() == MessageShape.Kind.OBJECT) {
      reader.fields(type, named, names);
    } else {
      reader.anyValue(type, named, names);
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
  private void anyValue(MessageShape type, boolean named, Set<String> seen) throws JsonException {
    for (boolean more = named; more; more = in.nextName()) {
      String name = in.text();
      try {
        if (!seen.add(name)) {
          throw duplicate();
        }
        if (!name.equals(ANY_VALUE)) {
          unknown(name.equals(ANY_TYPE));
        } else if (in.next() == JsonToken.NULL && type.kind() != MessageShape.Kind.VALUE) {
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
      case OBJECT -> {
        in.enter();
        Set<String> names = new HashSet<>();
        while (in.nextName()) {
          String name = in.text();
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
      case ARRAY -> {
        in.enter();
        for (int index = 0; in.next() != JsonToken.ARRAY_END; index++) {
          try {
            skip();
          } catch (JsonException e) {
            throw e.inElement(index);
          }
        }
        in.leave();
      }
      case STRING -> scalars.checkString();
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
