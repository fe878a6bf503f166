package dev.sluice.rest;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the messages of a streamed request body out of its chunks, one at a time and only when
 * asked.
 *
 * <p>Only where an element begins and ends is found out here, by its quotes and brackets or by the
 * length before it; whether it is JSON, or protobuf, is for who reads it. Of an element that is not
 * complete yet no byte is looked at twice, and it is copied only if it spans chunks, into an array
 * that grows with what has arrived. So the cost is linear in the input, whatever the chunks, and
 * what is held is one element and one chunk. Not safe for concurrent use.
 */
final class ElementReader implements Content {

  private static final int MIN_CAPACITY = 256;
  private static final int MAX_VARINT = 5;
  private static final byte BYTE_ORDER_MARK = (byte) 0xEF;
  private static final byte[] NOTHING = {};

  /** What comes next, between two elements. */
  private enum State {
    /** A message in protobuf, after its length as a varint. */
    MESSAGE,
    /** A line that is a JSON value, in an NDJSON body. */
    LINE,
    /** The first byte, which says whether the body is a form, or as below. */
    FORM_OR_JSON,
    /** A form, which is all of the body. */
    FORM,
    /** The first byte, which says whether the body is an array. */
    FIRST_BYTE,
    /** One JSON value after another, with or without white space in between. */
    VALUE,
    /** The first element of an array, or its end. */
    FIRST_ELEMENT,
    /** An element of an array, after a comma. */
    ELEMENT,
    /** A comma, or the end of the array. */
    COMMA,
    /** Nothing: the array has ended. */
    NOTHING
  }

  private final int maxBytes;
  private State state;
  private boolean ended;

  private byte[] bytes = NOTHING;
  private boolean owned;
  private int start;
  private int end;

  private boolean inside;
  private boolean scalar;
  private int scanned;
  private int depth;
  private int messageLength;
  private boolean inText;
  private boolean escaped;

  private long index = -1;
  private int offset;
  private int length;

  /**
   * Makes a reader.
   *
   * @param type the type of the body: of lines, each is an element; of JSON, the body is an array
   *     if it begins with a bracket, else values that follow one another; of protobuf, each element
   *     is after its length
   * @param maxBytes how long an element may be
   */
  ElementReader(MediaType type, int maxBytes) {
    this.state = type.isProtobuf() ? State.MESSAGE : type.isLines() ? State.LINE : State.FIRST_BYTE;
    this.maxBytes = maxBytes;
  }

  /**
   * Makes a reader of a form, which is the only element.
   *
   * @param parts whether it is in parts; if not, it may be JSON that is sent as a form, as its
   *     first byte says
   */
  static ElementReader ofForm(boolean parts, int maxBytes) {
    ElementReader reader = new ElementReader(MediaType.JSON, maxBytes);
    reader.state = parts ? State.FORM : State.FORM_OR_JSON;
    return reader;
  }

  /** Whether the element is a form, which is the only one. */
  boolean isForm() {
    return state == State.FORM;
  }

  /** Adds a chunk, which must not be written to afterwards. */
  void add(ByteBuf chunk) {
    int more = chunk.readableBytes();
    int left = end - start;
    if (left == 0 && chunk.hasArray()) {
      bytes = chunk.array();
      owned = false;
      start = chunk.arrayOffset() + chunk.readerIndex();
      end = start + more;
      return;
    }
    makeRoom(left, more);
    chunk.getBytes(chunk.readerIndex(), bytes, end, more);
    end += more;
  }

  private void makeRoom(int left, int more) {
    int needed = Math.addExact(left, more);
    byte[] from = bytes;
    if (!owned || needed > from.length) {
      long doubled = Math.min(2L * needed, Integer.MAX_VALUE - 8);
      bytes = new byte[(int) Math.max(MIN_CAPACITY, Math.max(needed, doubled))];
      owned = true;
    } else if (end + more <= from.length) {
      return;
    }
    System.arraycopy(from, start, bytes, 0, left);
    start = 0;
    end = left;
  }

  /** Takes note that there is no more to come. */
  void end() {
    ended = true;
  }

  /** Whether there is no more to come and all of it has been given out. */
  boolean isDone() {
    return ended && start == end && !inside;
  }

  /** How much memory the input takes that has not been given out. */
  int heldBytes() {
    return owned ? bytes.length : end - start;
  }

  /** Drops what is left. */
  void discard() {
    bytes = NOTHING;
    owned = false;
    start = 0;
    end = 0;
  }

  /**
   * Moves on to the next element.
   *
   * @return whether there is a complete one; if so it is this reader's content until the next call
   * @throws RefusedException if the body is at fault between elements, ends within one, or has one
   *     that is too large
   */
  boolean next() {
    if (!inside && !find()) {
      return false;
    }
    int stop = scan();
    if ((stop < 0 ? end : stop) - start > maxBytes) {
      throw tooLarge();
    }
    if (stop < 0) {
      if (!ended) {
        return false;
      }
      if (!scalar && state != State.LINE && state != State.FORM) {
        throw refuse(index, RefusedException.bad("the body ends within the message"));
      }
      stop = end;
    }
    offset = start;
    length = stop - start;
    start = stop;
    inside = false;
    if (state == State.FIRST_ELEMENT || state == State.ELEMENT) {
      state = State.COMMA;
    }
    return true;
  }

  private boolean find() {
    return switch (state) {
      case MESSAGE -> findMessage();
      case FORM -> findForm();
      default -> findElement();
    };
  }

  private boolean findForm() {
    inside = start < end;
    index += inside ? 1 : 0;
    return inside;
  }

  /** Moves to the first byte of the next message, past its length, in which a chunk may end. */
  private boolean findMessage() {
    long size = 0;
    int count = Math.min(end - start, MAX_VARINT);
    for (int i = 0; i < count; i++) {
      byte b = bytes[start + i];
      size |= (b & 0x7FL) << (7 * i);
      if (b >= 0) {
        index++;
        if (size > maxBytes) {
          throw tooLarge();
        }
        messageLength = (int) size;
        start += i + 1;
        inside = true;
        return true;
      }
    }
    if (count == MAX_VARINT) {
      throw refuse(
          index + 1,
          RefusedException.bad("expected a length, which is a varint of at most 5 bytes"));
    }
    if (ended && count > 0) {
      throw refuse(index + 1, RefusedException.bad("the body ends within the length"));
    }
    return false;
  }

  /** Moves to the first byte of the next element, past what stands between it and the last one. */
  private boolean findElement() {
    for (; start < end; start++) {
      byte b = bytes[start];
      if (!isSpace(b) && !isBetween(b)) {
        begin(b);
        return true;
      }
    }
    if (ended) {
      String expected = expected();
      if (expected != null) {
        throw refuse(index + 1, unexpected(expected, "the end of the body"));
      }
    }
    return false;
  }

  private boolean isBetween(byte b) {
    switch (state) {
      case LINE, VALUE -> {
        return false;
      }
      case FORM_OR_JSON -> {
        state = b == '{' || b == '[' || b == '"' ? State.FIRST_BYTE : State.FORM;
        return state == State.FIRST_BYTE && isBetween(b);
      }
      case FIRST_BYTE -> {
        state = b == '[' ? State.FIRST_ELEMENT : State.VALUE;
        return b == '[';
      }
      case FIRST_ELEMENT, COMMA -> {
        if (b == ']') {
          state = State.NOTHING;
          return true;
        }
        if (state == State.COMMA && b == ',') {
          state = State.ELEMENT;
          return true;
        }
      }
      default -> {}
    }
    boolean isElement = state == State.FIRST_ELEMENT || state == State.ELEMENT;
    if (isElement && b != ',' && b != ']') {
      return false;
    }
    String expected = expected();
    throw refuse(
        index + 1, unexpected(expected == null ? "the end of the body" : expected, shown(b)));
  }

  /** What has to come next, or null if nothing has to. */
  private @Nullable String expected() {
    return switch (state) {
      case FIRST_ELEMENT, ELEMENT -> "a value";
      case COMMA -> "a comma or the end of the array";
      default -> null;
    };
  }

  private void begin(byte b) {
    index++;
    if (b == BYTE_ORDER_MARK) {
      throw refuse(index, unexpected("a value", "a byte order mark"));
    }
    inside = true;
    scanned = 0;
    depth = 0;
    inText = false;
    escaped = false;
    scalar = state != State.LINE && b != '{' && b != '[' && b != '"';
  }

  /** Looks for where the element ends; the index behind its last byte, or -1. */
  private int scan() {
    if (state == State.MESSAGE) {
      return end - start < messageLength ? -1 : start + messageLength;
    }
    if (state == State.FORM) {
      return -1;
    }
    int from = start + scanned;
    int stop = state == State.LINE ? scanLine(from) : scalar ? scanScalar(from) : scanValue(from);
    scanned = end - start;
    return stop;
  }

  private int scanLine(int from) {
    byte[] in = bytes;
    for (int i = from; i < end; i++) {
      if (in[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private int scanScalar(int from) {
    boolean inArray = state != State.VALUE;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (isSpace(b) || (inArray && (b == ',' || b == ']'))) {
        return i;
      }
    }
    return -1;
  }

  private int scanValue(int from) {
    byte[] in = bytes;
    int stop = end;
    int i = from;
    while (i < stop) {
      byte b = in[i++];
      if (escaped) {
        escaped = false;
      } else if (inText) {
        if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inText = false;
          if (depth == 0) {
            return i;
          }
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return -1;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static String shown(byte b) {
    return b > ' ' && b < 0x7F ? Character.toString(b) : String.format("the byte 0x%02X", b);
  }

  private static RefusedException unexpected(String expected, String got) {
    return RefusedException.bad("expected " + expected + ", got " + got);
  }

  private RefusedException tooLarge() {
    return new RefusedException(
        413, "the message is larger than the " + maxBytes + " bytes that it may have");
  }

  private RefusedException refuse(long at, RefusedException why) {
    index = at;
    return why;
  }

  /** Which element {@link #next} found, or found at fault; the first is 0. */
  long index() {
    return index;
  }

  @Override
  public byte[] array() {
    return bytes;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    return length;
  }
}
