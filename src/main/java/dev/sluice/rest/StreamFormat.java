package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * How messages follow one another in the body of an answer: each in JSON without line breaks, or in
 * bytes that have no place for an error.
 *
 * <p>Of JSON, an error is the last element. An array and events have an end of their own as well,
 * so that what is cut off does not pass for the whole; lines have only that of the transport, a
 * last chunk or an end of stream.
 */
enum StreamFormat {
  /** An array, with an element in each line. An error is the element {@code {"error": Status}}. */
  ARRAY {
    @Override
    void element(ByteBuf out, long index, byte[] json) {
      out.writeBytes(index == 0 ? OPEN : SEPARATOR).writeBytes(json);
    }

    @Override
    void error(ByteBuf out, long index, byte[] status) {
      out.writeBytes(index == 0 ? OPEN : SEPARATOR).writeBytes(ERROR).writeBytes(status);
      out.writeByte('}').writeByte(']');
    }

    @Override
    void end(ByteBuf out, long index) {
      out.writeBytes(index == 0 ? EMPTY : CLOSE);
    }
  },

  /** A line for each message. An error is the line {@code {"error": Status}}. */
  LINES {
    @Override
    void element(ByteBuf out, long index, byte[] json) {
      out.writeBytes(json).writeByte('\n');
    }

    @Override
    void error(ByteBuf out, long index, byte[] status) {
      out.writeBytes(ERROR).writeBytes(status).writeByte('}').writeByte('\n');
    }

    @Override
    void end(ByteBuf out, long index) {}
  },

  /** Bytes as they are. What fails is cut off. */
  RAW {
    @Override
    void element(ByteBuf out, long index, byte[] data) {
      out.writeBytes(data);
    }

    @Override
    void error(ByteBuf out, long index, byte[] status) {}

    @Override
    void end(ByteBuf out, long index) {}
  },

  /**
   * Messages in protobuf, each after its length as a varint. What fails is cut off within a length,
   * so that it does not pass for the whole where the transport hides it.
   */
  DELIMITED {
    @Override
    void element(ByteBuf out, long index, byte[] message) {
      int rest = message.length;
      while (rest > 0x7F) {
        out.writeByte((rest & 0x7F) | MORE);
        rest >>>= 7;
      }
      out.writeByte(rest).writeBytes(message);
    }

    @Override
    void error(ByteBuf out, long index, byte[] status) {
      out.writeByte(MORE);
    }

    @Override
    void end(ByteBuf out, long index) {}
  },

  /**
   * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
   * events</a>: for each message one with its number from 1 as the id.
   *
   * <p>An error is an event of the type {@code error} with the status as its data. A stream that
   * ends well ends with an empty event of the type {@code end}, on which a browser should close its
   * {@code EventSource}, since that connects again whenever a stream ends.
   */
  EVENTS {
    @Override
    void element(ByteBuf out, long index, byte[] json) {
      out.writeBytes(ID);
      writeDecimal(out, index + 1);
      out.writeBytes(DATA).writeBytes(json).writeBytes(END_OF_EVENT);
    }

    @Override
    void error(ByteBuf out, long index, byte[] status) {
      out.writeBytes(ERROR_EVENT).writeBytes(status).writeBytes(END_OF_EVENT);
    }

    @Override
    void end(ByteBuf out, long index) {
      out.writeBytes(END_EVENT);
    }
  };

  private static final int MORE = 0x80;
  private static final byte[] OPEN = {'['};
  private static final byte[] SEPARATOR = ascii(",\n");
  private static final byte[] CLOSE = {']'};
  private static final byte[] EMPTY = ascii("[]");
  private static final byte[] ERROR = ascii("{\"error\":");
  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END_OF_EVENT = ascii("\n\n");
  private static final byte[] ERROR_EVENT = ascii("event: error\ndata: ");
  private static final byte[] END_EVENT = ascii("event: end\ndata:\n\n");

  /** A comment that event streams are kept alive with. */
  static final byte[] KEEP_ALIVE = ascii(": keep-alive\n\n");

  /** The format of a type that streams are answered in. */
  static StreamFormat of(MediaType type) {
    if (type.isProtobuf()) {
      return DELIMITED;
    }
    return type == MediaType.EVENT_STREAM ? EVENTS : type.isLines() ? LINES : ARRAY;
  }

  /** Whether an answer that fails is cut off, for there is no place for the error. */
  boolean cutsOff() {
    return this == RAW || this == DELIMITED;
  }

  /**
   * Writes a message.
   *
   * @param index how many there were before it
   * @param message the message in JSON or in bytes
   */
  abstract void element(ByteBuf out, long index, byte[] message);

  /** Writes an error, and the end; or where it is {@linkplain #cutsOff cut off}, how far. */
  abstract void error(ByteBuf out, long index, byte[] status);

  /** Writes the end of a stream that ends well. */
  abstract void end(ByteBuf out, long index);

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static void writeDecimal(ByteBuf out, long number) {
    out.writeCharSequence(Long.toString(number), US_ASCII);
  }
}
