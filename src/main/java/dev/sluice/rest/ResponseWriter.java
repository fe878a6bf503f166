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

  ResponseWriter(MessageCodec codec, @Nullable FieldDescriptor field) {
    this.codec = codec;
    this.field = field;
  }

  /** Whether the response has a protobuf form: only messages have. */
  boolean writesProtobuf() {
    return field == null || RequestBinder.BodyRule.hasProtobufForm(field);
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
