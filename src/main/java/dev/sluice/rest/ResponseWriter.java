package dev.sluice.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sluice.json.JsonException;
import dev.sluice.json.MessageCodec;
import org.jspecify.annotations.Nullable;

/** Writes the responses of an operation: the message, or the field of it that is answered. */
final class ResponseWriter {

  private final MessageCodec codec;
  private final @Nullable FieldDescriptor field;
  private final boolean indents;
  private final boolean raw;
  private final boolean protobuf;

  /**
   * Makes a writer.
   *
   * @param field the field that is answered, or null for the whole message
   * @param indents whether an answer that is one message is for people, unless a request says
   *     otherwise
   */
  ResponseWriter(MessageCodec codec, @Nullable FieldDescriptor field, boolean indents) {
    this.codec = codec;
    this.field = field;
    this.indents = indents;
    this.raw = HttpBodies.isBody(codec.prototype().getDescriptorForType(), field);
    this.protobuf = field == null || RequestBinder.BodyRule.hasProtobufForm(field);
  }

  /** Whether responses are bodies of their own type. */
  boolean writesRaw() {
    return raw;
  }

  /** The body that a response is, where it is one. */
  Message raw(Message response) {
    return field == null ? response : (Message) response.getField(field);
  }

  boolean indents() {
    return indents;
  }

  /** Whether the response has a protobuf form: only messages have. */
  boolean writesProtobuf() {
    return protobuf;
  }

  /**
   * Writes a response.
   *
   * @throws JsonException if JSON cannot express it
   */
  byte[] write(Message response, MediaType type) throws JsonException {
    if (type.isProtobuf()) {
      Message message = field == null ? response : (Message) response.getField(field);
      return message.toByteArray();
    }
    return field == null ? codec.write(response) : codec.writeField(response, field);
  }
}
