package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that is read token by token, whose every failure is a {@link JsonException} with
 * its position.
 *
 * <p>The parser beneath takes any encoding and some bytes that are not UTF-8, so the bytes are
 * checked first.
 */
final class JsonCursor implements AutoCloseable {

  private static final int DETECTED_BYTES = 4;

  /** How many times the length of the document may be looked at ahead. */
  private static final long MAX_LOOK_AHEAD = 16;

  private final JsonFactory factory;
  private final byte[] json;
  private final int start;
  private final int end;
  private final int maxDepth;
  private final JsonParser parser;
  private int depth;
  private long lookedAhead;

  private JsonCursor(JsonFactory factory, byte[] json, int start, int end, int maxDepth) {
    this.factory = factory;
    this.json = json;
    this.start = start;
    this.end = end;
    this.maxDepth = maxDepth;
    this.parser = parser(factory, json, start, end);
  }

  static JsonCursor open(JsonFactory factory, byte[] json, int offset, int length, int maxDepth)
      throws JsonException {
    JsonCursor cursor = new JsonCursor(factory, json, offset, offset + length, maxDepth);
    cursor.checkEncoding();
    return cursor;
  }

  private static JsonParser parser(JsonFactory factory, byte[] json, int start, int end) {
    try {
      return factory.createParser(json, start, end - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkEncoding() throws JsonException {
    if (!UnsafeByteOperations.unsafeWrap(json, start, end - start).isValidUtf8()) {
      CharsetDecoder decoder = UTF_8.newDecoder();
      ByteBuffer bytes = ByteBuffer.wrap(json, start, end - start);
      decoder.decode(bytes, CharBuffer.allocate(end - start), true);
      throw at(new JsonException("the JSON is not valid UTF-8"), bytes.position());
    }
    // Zeros among the first bytes would be taken for UTF-16 or UTF-32.
    for (int i = start; i < Math.min(start + DETECTED_BYTES, end); i++) {
      if (json[i] == 0) {
        throw at(malformed(), i);
      }
    }
  }

  /** Moves to the first token of the document. */
  JsonToken first() throws JsonException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw at(new JsonException("expected JSON, got nothing"), end);
      }
      return token;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Refuses whatever follows the document. */
  void last() throws JsonException {
    try {
      if (parser.nextToken() != null) {
        throw here(new JsonException("expected the end of the JSON, got more"));
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Moves to the next token within an object or array. */
  JsonToken next() throws JsonException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw at(ended(), end);
      }
      return token;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Moves to the next name of an object, or past its end and returns null. */
  @Nullable String nextName() throws JsonException {
    try {
      return parser.nextFieldName();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Moves to the end of the object or array that begins here; stays where none does. */
  void skipChildren() throws JsonException {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  JsonToken token() {
    return parser.currentToken();
  }

  /** The text of a string or number. */
  String text() throws JsonException {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** The characters of a string or number, from {@link #offset} and as many as {@link #length}. */
  char[] characters() throws JsonException {
    try {
      return parser.getTextCharacters();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  int offset() throws JsonException {
    try {
      return parser.getTextOffset();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  int length() throws JsonException {
    try {
      return parser.getTextLength();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Counts an object or array that was opened. */
  void enter() throws JsonException {
    if (++depth > maxDepth) {
      throw here(tooDeep());
    }
  }

  /** Counts an object or array that was closed. */
  void leave() {
    depth--;
  }

  /**
   * The string that a name has in the object at a position, without moving; null if it has none.
   *
   * <p>An object within an object within an object may look ahead each time. What is looked at is
   * counted, so that no document costs more than a few times its length.
   */
  @Nullable String lookAhead(int objectStart, String wanted) throws JsonException {
    try (JsonParser ahead = parser(factory, json, objectStart, end)) {
      String found = null;
      ahead.nextToken();
      for (String name = ahead.nextFieldName();
          name != null && found == null;
          name = ahead.nextFieldName()) {
        if (ahead.nextToken() == JsonToken.VALUE_STRING && name.equals(wanted)) {
          found = ahead.getText();
        } else {
          ahead.skipChildren();
        }
      }
      lookedAhead += ahead.currentLocation().getByteOffset();
      if (lookedAhead > MAX_LOOK_AHEAD * (end - start)) {
        throw here(new JsonException("too many nested objects give " + wanted + " late"));
      }
      return found;
    } catch (IOException e) {
      throw broken(e, objectStart);
    }
  }

  /** The index of the current token's first byte. */
  int position() {
    return start + (int) parser.currentTokenLocation().getByteOffset();
  }

  /** The exception at the current token, unless it has a position already. */
  JsonException here(JsonException e) {
    return e.line() > 0 ? e : at(e, position());
  }

  /** What the current token is, for messages. */
  String describe() throws JsonException {
    return switch (token()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> JsonException.quote(text());
      default -> text();
    };
  }

  private JsonException broken(IOException e) {
    return broken(e, start);
  }

  private JsonException broken(IOException e, int base) {
    int position = position();
    JsonException problem;
    if (e instanceof StreamConstraintsException) {
      boolean deep = parser.getParsingContext().getNestingDepth() > maxDepth;
      problem = deep || base != start ? tooDeep() : new JsonException("a value is too long");
    } else if (e instanceof JsonEOFException) {
      problem = ended();
      position = end;
    } else {
      problem = malformed();
      if (e instanceof JsonProcessingException processing && processing.getLocation() != null) {
        position = base + (int) processing.getLocation().getByteOffset();
      }
    }
    return at(problem, Math.min(Math.max(position, start), end));
  }

  private static JsonException malformed() {
    return new JsonException("malformed JSON");
  }

  private static JsonException ended() {
    return new JsonException("the JSON ends too early");
  }

  private JsonException tooDeep() {
    return new JsonException("the JSON is nested deeper than " + maxDepth + " levels");
  }

  private JsonException at(JsonException e, int position) {
    int line = 1;
    int column = 1;
    for (int i = start; i < position; i++) {
      if (json[i] == '\n') {
        line++;
        column = 1;
      } else if ((json[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return e.at(line, column);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
