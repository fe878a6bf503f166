package dev.sluice.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.List;

/**
 * The JSON codec of one message type, immutable and safe for use from any thread.
 *
 * <p>It follows the <a href="https://protobuf.dev/programming-guides/json/">proto3 JSON
 * mapping</a>; proto2 messages are read and written as far as it goes, without extensions. Groups,
 * and messages that editions encode like them, are messages as others are.
 *
 * <p>What {@link com.google.protobuf.util.JsonFormat} reads and this refuses:
 *
 * <ul>
 *   <li>JSON that is not <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>: unquoted
 *       text, {@code NaN} without quotes, {@code TRUE}, comments, text after the document, no
 *       document at all; bytes that are not UTF-8 and escaped halves of surrogate pairs
 *   <li>names given twice, also as JSON name and proto name; map keys given twice, also in two
 *       spellings
 *   <li>a list of one value where a value is expected, numbers and booleans for strings or bytes,
 *       fractions and booleans for enums, also null in lists and maps of them, {@code "true"} for a
 *       boolean
 *   <li>quoted numbers that are no JSON numbers: {@code "+1"}, {@code "01"}, {@code "1."}; for an
 *       enum they are unknown names
 *   <li>floating point that rounds to infinity; numbers of more than 1000 characters
 *   <li>incomplete or surplus padding of base64
 *   <li>dates and times that do not exist, durations like {@code "+1s"} and {@code "1.s"}
 *   <li>anything beside {@code @type} and {@code value} in an Any whose content is a well-known
 *       type
 *   <li>depth: objects and arrays are counted, where JsonFormat counts messages
 * </ul>
 *
 * <p>A negative zero keeps its sign, which JsonFormat drops on reading. Where unknown fields are
 * ignored, so are unknown numbers of an open enum in a field of proto2, which JsonFormat refuses.
 *
 * <p>What JsonFormat writes and this does not: escapes of {@code <}, {@code >}, {@code &}, {@code
 * =}, {@code '} and of the line separators U+2028 and U+2029, which JSON does not require;
 * FieldMask paths that camel case would lose; more digits of a floating point number than tell it
 * from others, as some releases of Java do; more than the last of several entries of one map key,
 * which a DynamicMessage may hold.
 */
public final class MessageCodec {

  private final Message prototype;
  private final MessageShape shape;
  private final JsonCodecs codecs;

  MessageCodec(Message prototype, JsonCodecs codecs) {
    this.prototype = prototype;
    this.shape = codecs.shape(prototype);
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
    Message message = readPartial(json, offset, length);
    if (!message.isInitialized()) {
      throw missing(message);
    }
    return message;
  }

  /**
   * Reads a whole document as {@link #read(byte[], int, int)} does, but does not check required
   * fields.
   *
   * @throws JsonException if it is no such message, or anything follows it
   */
  public Message readPartial(byte[] json, int offset, int length) throws JsonException {
    Message.Builder builder = prototype.newBuilderForType();
    reader(json, offset, length, false).document(shape, builder);
    return builder.buildPartial();
  }

  /**
   * Reads a whole document and merges it into a builder of the type, as protobuf merges: fields of
   * the document replace, messages merge, lists grow. Required fields are not checked.
   *
   * @throws JsonException if it is no such message, or anything follows it; the builder then has
   *     what was read before
   */
  public void readInto(Message.Builder builder, byte[] json, int offset, int length)
      throws JsonException {
    reader(json, offset, length, true).document(codecs.shape(builder), builder);
  }

  /**
   * Reads a whole document as the value of one field and merges it into a builder of the type. Null
   * leaves the field as it is.
   *
   * @param field a field of the type: a scalar, a message, a list or a map
   * @throws JsonException if it is no such value, or anything follows it; the builder then has what
   *     was read before
   */
  public void readField(
      Message.Builder builder, FieldDescriptor field, byte[] json, int offset, int length)
      throws JsonException {
    FieldShape read = fieldShape(codecs.shape(builder), field);
    reader(json, offset, length, true).document(read, builder);
  }

  /**
   * The fields of a message that a document gives, whatever their values, null included, in the
   * order of the document. Messages in it that are JSON objects of their fields count by these, so
   * that an empty one gives nothing; lists, maps and other types as a whole. Unknown fields are
   * left out.
   *
   * @param field a field of the type, an ordinary message
   * @param json a document which {@link #readField} has read
   * @return the path of each, relative to the field
   * @throws JsonException if the document is not well-formed, or the paths have more than 100,000
   *     names together
   */
  public List<List<FieldDescriptor>> givenFields(
      FieldDescriptor field, byte[] json, int offset, int length) throws JsonException {
    return GivenFields.of(cursor(json, offset, length), fieldShape(shape, field).message());
  }

  /**
   * Writes a message of the type: without whitespace, fields in the order of their numbers.
   *
   * @return UTF-8
   * @throws JsonException if JSON cannot express the message: an Any of an unknown type, a
   *     Timestamp or Duration out of range, a FieldMask path that camel case would lose
   */
  public byte[] write(Message message) throws JsonException {
    MessageShape written = shape.isOf(message) ? shape : codecs.shape(message);
    JsonOutput out = new JsonOutput(written.expectedSize());
    new MessageToJson(out, codecs).message(written, message);
    written.expectSize(out.size());
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
    FieldShape written = fieldShape(codecs.shape(message), field);
    if (field.hasPresence() && !message.hasField(field)) {
      return JsonOutput.absent(written.isObject());
    }
    JsonOutput out = new JsonOutput(0);
    new MessageToJson(out, codecs).value(written, written.get(message));
    return out.toByteArray();
  }

  private JsonToMessage reader(byte[] json, int offset, int length, boolean merging) {
    return new JsonToMessage(cursor(json, offset, length), codecs, merging);
  }

  private JsonCursor cursor(byte[] json, int offset, int length) {
    return JsonCursor.open(json, offset, length, codecs.options().maxDepth());
  }

  private static FieldShape fieldShape(MessageShape shape, FieldDescriptor field) {
    if (field.getContainingType() != shape.descriptor() || field.isExtension()) {
      throw new IllegalArgumentException(
          field.getFullName() + " (expected: a field of " + shape.descriptor().getFullName() + ")");
    }
    return shape.fields().of(field.getNumber());
  }

  /** The fault of a message that lacks required fields, at the first of them. */
  static JsonException missing(MessageOrBuilder message) {
    return new JsonException("required but not given").inField(MissingFields.of(message, 1).get(0));
  }
}
