package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a JSON document into the builders of messages.
 *
 * <p>Each method starts at the first token of its value and ends at the last. Field paths are put
 * together while an exception passes the fields it is within.
 */
final class JsonToMessage {

  static final String ANY_TYPE = "@type";
  static final String ANY_VALUE = "value";

  private final JsonCursor in;
  private final JsonCodecs codecs;
  private final boolean merging;
  private final boolean lenient;
  private final ScalarReader scalars;

  /**
   * Prepares to read.
   *
   * @param merging whether builders may have content to join
   */
  JsonToMessage(JsonCursor in, JsonCodecs codecs, boolean merging) {
    this.in = in;
    this.codecs = codecs;
    this.merging = merging;
    this.lenient = codecs.options().ignoreUnknownFields();
    this.scalars = new ScalarReader(in);
  }

  /** Reads the document as a message, to join what a builder has. */
  void document(MessageShape shape, Message.Builder message) throws JsonException {
    if (in.first() == JsonToken.NULL && shape.kind() != MessageShape.Kind.VALUE) {
      throw expected(shape.kind().form());
    }
    content(shape, message);
    in.last();
  }

  /** Reads the document as the value of a field, to join what a builder has. */
  void document(FieldShape field, Message.Builder message) throws JsonException {
    JsonToken token = in.first();
    try {
      if (token != JsonToken.NULL || isNullValue(field)) {
        field(field, message);
      }
    } catch (JsonException e) {
      throw e.inField(field.descriptor.getJsonName());
    }
    in.last();
  }

  private void content(MessageShape shape, Message.Builder message) throws JsonException {
    shape.count();
    switch (shape.kind()) {
      case OBJECT -> object(shape, message);
      case ANY -> any(shape, message);
      case TIMESTAMP, DURATION, FIELD_MASK -> wellKnown(shape, message);
      case STRUCT -> map(shape.fields().first(), message);
      case LIST_VALUE -> elements(shape.fields().first(), message);
      case VALUE -> value(shape, message);
      case WRAPPER -> scalar(shape.fields().first(), message);
    }
  }

  private void object(MessageShape shape, Message.Builder message) throws JsonException {
    open(JsonToken.OBJECT, "an object");
    fields(shape, message, false, null);
  }

  /**
   * Reads the fields of an object to its end.
   *
   * @param named whether there is a name that was read and whose value was not
   * @param anyNames if the object is an Any, the names it had before
   */
  private void fields(
      MessageShape shape, Message.Builder message, boolean named, @Nullable Set<String> anyNames)
      throws JsonException {
    MessageShape.Fields fields = shape.fields();
    long[] seen = fields.noneSeen();
    Set<String> unknown = anyNames;
    FieldShape expected = named ? null : fields.firstExpected();
    boolean current = named;
    while (true) {
      FieldShape field;
      if (expected != null && in.nextIs(expected.name)) {
        field = expected;
      } else if (current || in.nextName()) {
        field = fields.named(in.bytes(), in.from(), in.to());
      } else {
        break;
      }
      current = false;
      int position = in.position();
      try {
        if (field != null) {
          known(field, seen, message);
          expected = field.next();
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

  private void known(FieldShape field, long[] seen, Message.Builder message) throws JsonException {
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
    field(field, message);
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

  private void field(FieldShape field, Message.Builder message) throws JsonException {
    if (field.map) {
      map(field, message);
    } else if (field.repeated) {
      elements(field, message);
    } else {
      boolean joins =
          merging
              && field.type == FieldDescriptor.Type.MESSAGE
              && message.hasField(field.descriptor);
      Object value = joins ? joined(field, message) : element(field);
      if (value != null) {
        field.give(message, value);
      }
    }
  }

  /** Reads a message to join that which a builder has in the field. */
  private Object joined(FieldShape field, Message.Builder holder) throws JsonException {
    Message.Builder message = ((Message) holder.getField(field.descriptor)).toBuilder();
    content(field.message(), message);
    return message.buildPartial();
  }

  /** Reads a value; null if it is an enum that is unknown and ignored. */
  private @Nullable Object element(FieldShape field) throws JsonException {
    return switch (field.type) {
      case STRING -> scalars.string();
      case MESSAGE -> message(field.message());
      case ENUM -> scalars.enumeration(field.enumeration(), field.takesNull, lenient);
      default -> scalars.scalar(field.type);
    };
  }

  private Message message(MessageShape shape) throws JsonException {
    Message.Builder message = shape.prototype().newBuilderForType();
    content(shape, message);
    return message.buildPartial();
  }

  private void scalar(FieldShape field, Message.Builder message) throws JsonException {
    if (in.token() == JsonToken.NULL) {
      throw expected("a value");
    }
    field.give(message, scalars.scalar(field.type));
  }

  private void elements(FieldShape field, Message.Builder message) throws JsonException {
    open(JsonToken.ARRAY, "an array");
    int index = 0;
    for (JsonToken token = in.next(); token != JsonToken.ARRAY_END; token = in.next()) {
      try {
        if (token == JsonToken.NULL && !field.takesNull) {
          throw expected("a value");
        }
        Object element = element(field);
        if (element != null) {
          field.give(message, element);
        }
      } catch (JsonException e) {
        throw e.inElement(index);
      }
      index++;
    }
    in.leave();
  }

  private void map(FieldShape field, Message.Builder message) throws JsonException {
    open(JsonToken.OBJECT, "an object");
    FieldShape keyField = field.message().fields().first();
    FieldShape valueField = field.message().fields().second();
    MapKeys keys = new MapKeys();
    while (in.nextName()) {
      int position = in.position();
      try {
        Object key = scalars.key(keyField.type);
        if (!keys.add(key)) {
          throw duplicate();
        }
        if (in.next() == JsonToken.NULL && !valueField.takesNull) {
          throw expected("a value");
        }
        Object value = element(valueField);
        if (value != null) {
          field.put(message, key, value);
        }
      } catch (JsonException e) {
        throw in.here(e).inEntry(in.nameAt(position));
      }
    }
    in.leave();
  }

  /** Reads a google.protobuf.Value: one field of its oneof, by the kind of JSON. */
  private void value(MessageShape shape, Message.Builder message) throws JsonException {
    int number =
        switch (in.token()) {
          case NULL -> 1;
          case NUMBER -> 2;
          case STRING -> 3;
          case TRUE, FALSE -> 4;
          case OBJECT -> 5;
          default -> 6;
        };
    field(shape.fields().of(number), message);
  }

  private void wellKnown(MessageShape shape, Message.Builder message) throws JsonException {
    scalars.expectString(WellKnownText.expectation(shape.kind()));
    try {
      switch (shape.kind()) {
        case TIMESTAMP -> seconds(shape, message, scalars.timestamp());
        case DURATION -> seconds(shape, message, scalars.duration());
        default -> {
          for (String path : WellKnownText.parseMask(in.text())) {
            shape.fields().first().give(message, path);
          }
        }
      }
    } catch (JsonException e) {
      throw in.here(e);
    }
  }

  private static void seconds(
      MessageShape shape, Message.Builder message, WellKnownText.Seconds value) {
    if (message instanceof Timestamp.Builder timestamp) {
      timestamp.setSeconds(value.seconds()).setNanos(value.nanos());
      return;
    }
    shape.fields().first().give(message, value.seconds());
    shape.fields().second().give(message, value.nanos());
  }

  private void any(MessageShape shape, Message.Builder message) throws JsonException {
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
      Utf8.checkSurrogates(typeUrl);
      type = codecs.anyType(typeUrl);
    } catch (JsonException e) {
      throw in.here(e).inField(ANY_TYPE);
    }
    Message.Builder content = type.prototype().newBuilderForType();
    boolean named = names.isEmpty();
    if (type.kind() == MessageShape.Kind.OBJECT) {
      fields(type, content, named, names);
    } else {
      anyValue(type, content, named || in.nextName(), names);
    }
    if (!content.isInitialized()) {
      throw in.here(MessageCodec.missing(content));
    }
    shape.fields().first().give(message, typeUrl);
    shape.fields().second().give(message, content.buildPartial().toByteString());
  }

  /** Reads the rest of an Any whose content has a JSON form of its own. */
  private void anyValue(MessageShape type, Message.Builder content, boolean named, Set<String> seen)
      throws JsonException {
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
          content(type, content);
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
      case STRING -> scalars.string();
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
