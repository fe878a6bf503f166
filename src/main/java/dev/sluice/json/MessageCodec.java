package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;

/**
 * The JSON codec of one message type, immutable and safe for use from any thread.
 *
 * <p>It follows the <a href="https://protobuf.dev/programming-guides/json/">proto3 JSON
 * mapping</a>.
 */
public final class MessageCodec {

  private final Message prototype;
  private final Parser<? extends Message> parser;
  private final MessageShape shape;
  private final JsonCodecs codecs;

  MessageCodec(Message prototype, JsonCodecs codecs) {
    this.prototype = prototype;
    this.parser = prototype.getParserForType();
    this.shape = codecs.shape(prototype.getDescriptorForType());
    this.codecs = codecs;
  }

  /** The default instance of the type that is read. */
  public Message prototype() {
    return prototype;
  }

  /**
   * Reads a whole document as a message.
   *
   * @throws JsonException if it is no such message, or anything follows it
   */
  public Message read(byte[] json) throws JsonException {
    return read(json, 0, json.length);
  }

  /**
   * Reads a whole document, which is part of an array, as a message.
   *
   * @throws JsonException if it is no such message, or anything follows it
   */
  public Message read(byte[] json, int offset, int length) throws JsonException {
    WireOutput wire = wire(json, offset, length);
    Message message;
    try {
      message = parser.parsePartialFrom(wire.toInput(codecs.options().maxDepth()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    if (!message.isInitialized()) {
      throw missing(message.toBuilder());
    }
    return message;
  }

  /**
   * Reads a whole document and merges it into a builder of the type, as protobuf merges: fields of
   * the document replace, messages merge, lists grow. Required fields are not checked.
   *
   * @throws JsonException if it is no such message, or anything follows it; the builder is then as
   *     it was
   */
  public void readInto(Message.Builder builder, byte[] json, int offset, int length)
      throws JsonException {
    merge(wire(json, offset, length), builder, codecs.options());
  }

  /**
   * Reads a whole document as the value of one field and merges it into a builder of the type. Null
   * leaves the field as it is.
   *
   * @param field a field of the type: a scalar, a message, a list or a map
   * @throws JsonException if it is no such value, or anything follows it; the builder is then as it
   *     was
   */
  public void readField(
      Message.Builder builder, FieldDescriptor field, byte[] json, int offset, int length)
      throws JsonException {
    WireOutput wire = new WireOutput(length);
    try (JsonCursor cursor = cursor(json, offset, length)) {
      new JsonToWire(cursor, wire, codecs).document(fieldShape(field));
    }
    merge(wire, builder, codecs.options());
  }

  /**
   * Writes a message of the type: without whitespace, fields in the order of their numbers.
   *
   * @return UTF-8
   * @throws JsonException if JSON cannot express the message: an Any of an unknown type, a
   *     Timestamp or Duration out of range, a FieldMask path that camel case would lose
   */
  public byte[] write(Message message) throws JsonException {
    byte[] wire = message.toByteArray();
    JsonOutput out = new JsonOutput(2 * wire.length + 64);
    new WireToJson(new WireInput(wire), out, codecs, 0).message(shape, wire.length);
    return out.toByteArray();
  }

  /**
   * Writes the value of one field. A field that is unset is its default, an empty list or map, and
   * {@code null} if its absence means something; but an unset message is {@code {}} if its JSON is
   * an object.
   *
   * @param field a field of the type: a scalar, a message, a list or a map
   * @return UTF-8
   * @throws JsonException if JSON cannot express the value
   */
  public byte[] writeField(Message message, FieldDescriptor field) throws JsonException {
    FieldShape fieldShape = fieldShape(field);
    if (field.hasPresence() && !message.hasField(field)) {
      return JsonOutput.absent(fieldShape.isObject());
    }
    byte[] wire =
        message
            .newBuilderForType()
            .setField(field, message.getField(field))
            .buildPartial()
            .toByteArray();
    JsonOutput out = new JsonOutput(2 * wire.length + 64);
    new WireToJson(new WireInput(wire), out, codecs, 0).single(fieldShape, wire.length);
    return out.toByteArray();
  }

  private WireOutput wire(byte[] json, int offset, int length) throws JsonException {
    WireOutput wire = new WireOutput(length);
    try (JsonCursor cursor = cursor(json, offset, length)) {
      new JsonToWire(cursor, wire, codecs).document(shape);
    }
    return wire;
  }

  private JsonCursor cursor(byte[] json, int offset, int length) throws JsonException {
    return JsonCursor.open(codecs.factory(), json, offset, length, codecs.options().maxDepth());
  }

  private FieldShape fieldShape(FieldDescriptor field) {
    if (field.getContainingType() != shape.descriptor() || field.isExtension()) {
      throw new IllegalArgumentException(
          field.getFullName() + " (expected: a field of " + shape.descriptor().getFullName() + ")");
    }
    return shape.fields().of(field.getNumber());
  }

  static void merge(WireOutput wire, Message.Builder builder, JsonOptions options) {
    try {
      builder.mergeFrom(wire.toInput(options.maxDepth()), ExtensionRegistryLite.getEmptyRegistry());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonException missing(Message.Builder message) {
    return new JsonException(
        "required but not given: " + String.join(", ", message.findInitializationErrors()));
  }
}
