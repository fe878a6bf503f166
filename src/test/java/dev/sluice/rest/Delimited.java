package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Streams of protobuf as protobuf's own library writes and reads them. */
final class Delimited {

  static final String TYPE = "application/x-protobuf";

  private Delimited() {}

  static byte[] bytes(List<? extends Message> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (Message message : messages) {
        message.writeDelimitedTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The same as text, for short messages of ASCII. */
  static String text(Message... messages) {
    return new String(bytes(List.of(messages)), UTF_8);
  }

  /** Reads the messages of a stream; fails if it ends within one. */
  static List<Message> read(byte[] bytes, Message prototype) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    List<Message> messages = new ArrayList<>();
    for (Message message = next(in, prototype); message != null; message = next(in, prototype)) {
      messages.add(message);
    }
    return messages;
  }

  private static Message next(ByteArrayInputStream in, Message prototype) throws IOException {
    Message.Builder builder = prototype.newBuilderForType();
    return builder.mergeDelimitedFrom(in) ? builder.build() : null;
  }
}
