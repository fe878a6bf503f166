package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A JSON document of <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a> that is read
 * token by token from its UTF-8 bytes, whose every failure is a {@link JsonException} with its
 * position.
 *
 * <p>The reader knows whether it is in an object or in an array and asks accordingly, {@link
 * #nextName} or {@link #next}; so the document needs no stack of its own. Text without escapes is
 * never copied: {@link #bytes} is then the document.
 */
final class JsonCursor {

  /** How many times the length of the document may be looked at ahead. */
  private static final long MAX_LOOK_AHEAD = 16;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final byte[] json;
  private final int start;
  private final int end;
  private final int maxDepth;

  /** The byte that is read next. */
  private int at;

  private JsonToken token = JsonToken.NAME;
  private int tokenStart;

  /** The text of the token, within the quotes if it has some. */
  private byte[] text;

  private int from;
  private int to;
  private boolean escaped;
  private boolean ascii;
  private int depth;
  private long lookedAhead;

  private JsonCursor(byte[] json, int start, int end, int maxDepth) {
    this.json = json;
    this.text = json;
    this.start = start;
    this.end = end;
    this.maxDepth = maxDepth;
    this.at = start;
  }

  /** Opens the document that is part of an array. */
  static JsonCursor open(byte[] json, int offset, int length, int maxDepth) {
    JsonCursor cursor = new JsonCursor(json, offset, offset + length, maxDepth);
    if (cursor.literal(BYTE_ORDER_MARK)) {
      cursor.at += BYTE_ORDER_MARK.length;
    }
    return cursor;
  }

  /** Moves to the first token of the document. */
  JsonToken first() throws JsonException {
    skipSpace();
    if (at == end) {
      throw at(new JsonException("expected JSON, got nothing"), end);
    }
    return value();
  }

  /** Refuses whatever follows the document. */
  void last() throws JsonException {
    skipSpace();
    if (at < end) {
      throw at(new JsonException("expected the end of the JSON, got more"), at);
    }
  }

  /** Moves to the value of a name, or within an array to the next element or its end. */
  JsonToken next() throws JsonException {
    byte b = peek();
    if (token != JsonToken.NAME) {
      if (b == ']') {
        return mark(JsonToken.ARRAY_END);
      }
      if (token != JsonToken.ARRAY) {
        pass(b, ',');
        peek();
      }
    }
    return value();
  }

  /** Moves to the next name of an object, or to its end and returns false. */
  boolean nextName() throws JsonException {
    byte b = peek();
    if (b == '}') {
      mark(JsonToken.OBJECT_END);
      return false;
    }
    if (token != JsonToken.OBJECT) {
      pass(b, ',');
      b = peek();
    }
    if (b != '"') {
      throw malformed(at);
    }
    string();
    token = JsonToken.NAME;
    pass(peek(), ':');
    return true;
  }

  /**
   * Passes the next name of an object if it is a certain one, spelled without white space; else
   * nothing is passed. It has no {@link #text} then.
   *
   * @param name the name, with its quotes and colon
   */
  boolean nextIs(byte[] name) {
    int i = token == JsonToken.OBJECT ? at : at + 1;
    int after = i + name.length;
    if (after >= end || (i > at && json[at] != ',') || !PlainBytes.same(name, json, i)) {
      return false;
    }
    tokenStart = i;
    token = JsonToken.NAME;
    at = after;
    return true;
  }

  private JsonToken value() throws JsonException {
    switch (json[at]) {
      case '{' -> mark(JsonToken.OBJECT);
      case '[' -> mark(JsonToken.ARRAY);
      case '"' -> {
        string();
        token = JsonToken.STRING;
      }
      case 't' -> literal(JsonToken.TRUE, TRUE);
      case 'f' -> literal(JsonToken.FALSE, FALSE);
      case 'n' -> literal(JsonToken.NULL, NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw malformed(at);
    }
    return token;
  }

  /** Passes a token of one character. */
  private JsonToken mark(JsonToken passed) {
    tokenStart = at++;
    token = passed;
    return passed;
  }

  private void pass(byte b, char expected) throws JsonException {
    if (b != expected) {
      throw malformed(at);
    }
    at++;
  }

  /** The next byte that is no white space; it is not passed. */
  private byte peek() throws JsonException {
    if (at < end && json[at] > ' ') {
      return json[at];
    }
    skipSpace();
    if (at == end) {
      throw malformed(end);
    }
    return json[at];
  }

  private void skipSpace() {
    while (at < end && isSpace(json[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private void string() throws JsonException {
    tokenStart = at;
    boolean escapes = false;
    int i = PlainBytes.end(json, at + 1, end);
    boolean onlyAscii = i >= 0;
    i = onlyAscii ? i : ~i;
    while (i < end && json[i] == '\\') {
      escapes = true;
      int escapeEnd = Escapes.end(json, i + 1, end);
      if (escapeEnd < 0) {
        throw malformed(~escapeEnd);
      }
      int next = PlainBytes.end(json, escapeEnd, end);
      onlyAscii &= next >= 0;
      i = next >= 0 ? next : ~next;
    }
    if (!onlyAscii) {
      checkEncoding(at + 1, i);
    }
    if (i == end || json[i] != '"') {
      throw malformed(i);
    }
    contains(at + 1, i);
    escaped = escapes;
    ascii = onlyAscii;
    at = i + 1;
  }

  private void checkEncoding(int first, int last) throws JsonException {
    int valid = Utf8.validEnd(json, first, last);
    if (valid < last) {
      throw at(new JsonException("the JSON is not valid UTF-8"), valid);
    }
  }

  private void literal(JsonToken meant, byte[] spelling) throws JsonException {
    if (!literal(spelling)) {
      for (int i = 0; i < spelling.length; i++) {
        if (at + i == end || json[at + i] != spelling[i]) {
          throw malformed(at + i);
        }
      }
    }
    scalar(meant, at + spelling.length);
  }

  private boolean literal(byte[] spelling) {
    if (end - at < spelling.length) {
      return false;
    }
    for (int i = 0; i < spelling.length; i++) {
      if (json[at + i] != spelling[i]) {
        return false;
      }
    }
    return true;
  }

  private void number() throws JsonException {
    int i = Numbers.end(json, at, end);
    if (i < 0) {
      throw malformed(~i);
    }
    if (i - at > Numbers.MAX_LENGTH) {
      throw at(new JsonException("a value is too long"), at);
    }
    scalar(JsonToken.NUMBER, i);
  }

  private void scalar(JsonToken meant, int tokenEnd) {
    tokenStart = at;
    contains(at, tokenEnd);
    escaped = false;
    ascii = true;
    token = meant;
    at = tokenEnd;
  }

  private void contains(int first, int last) {
    text = json;
    from = first;
    to = last;
  }

  JsonToken token() {
    return token;
  }

  /** The text of a name, a string or another scalar. */
  @SuppressWarnings("deprecation") // the constructor for ASCII does it without a look at it
  String text() {
    if (escaped) {
      return Escapes.unescaped(json, from, to);
    }
    return ascii ? new String(text, 0, from, to - from) : new String(text, from, to - from, UTF_8);
  }

  /**
   * The bytes that have the token's text, unescaped, from {@link #from} to {@link #to}. Half of a
   * surrogate pair is a question mark there; {@link #isEscaped} tells, before this is called, that
   * there could be one.
   */
  byte[] bytes() {
    if (escaped) {
      text = Escapes.unescaped(json, from, to).getBytes(UTF_8);
      from = 0;
      to = text.length;
      escaped = false;
      ascii = false;
    }
    return text;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Whether the token's text has escapes. */
  boolean isEscaped() {
    return escaped;
  }

  /** The name at a position that was {@link #position} when it was the token. */
  String nameAt(int position) {
    int i = position + 1;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Escapes.unescaped(json, position + 1, i);
  }

  /** Counts an object or array that was opened. */
  void enter() throws JsonException {
    if (++depth > maxDepth) {
      throw here(new JsonException("the JSON is nested deeper than " + maxDepth + " levels"));
    }
  }

  /** Counts an object or array that was closed. */
  void leave() {
    depth--;
  }

  /**
   * The string that a name has in the object that was just entered, without moving; null if it has
   * none.
   *
   * <p>An object within an object within an object may look ahead each time. What is looked at is
   * counted, so that no document costs more than a few times its length.
   *
   * @param objectStart the position of the object
   */
  @Nullable String lookAhead(int objectStart, String wanted) throws JsonException {
    JsonCursor ahead = new JsonCursor(json, start, end, maxDepth);
    ahead.at = objectStart;
    ahead.depth = depth;
    ahead.value();
    String found = null;
    while (found == null && ahead.nextName()) {
      boolean named = ahead.text().equals(wanted);
      if (ahead.next() == JsonToken.STRING && named) {
        found = ahead.text();
      } else {
        ahead.skip();
      }
    }
    lookedAhead += ahead.at - objectStart;
    if (lookedAhead > MAX_LOOK_AHEAD * (end - start)) {
      throw here(new JsonException("too many nested objects give " + wanted + " late"));
    }
    return found;
  }

  /** Moves to the end of the value whose first token this is. */
  void skip() throws JsonException {
    if (token == JsonToken.OBJECT) {
      enter();
      while (nextName()) {
        next();
        skip();
      }
      leave();
    } else if (token == JsonToken.ARRAY) {
      enter();
      while (next() != JsonToken.ARRAY_END) {
        skip();
      }
      leave();
    }
  }

  /** The index of the current token's first byte. */
  int position() {
    return tokenStart;
  }

  /** The exception at the current token, unless it has a position already. */
  JsonException here(JsonException e) {
    return e.line() > 0 ? e : at(e, tokenStart);
  }

  /** What the current token is, for messages. */
  String describe() {
    return switch (token) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> JsonException.quote(text());
      default -> text();
    };
  }

  private JsonException malformed(int position) {
    String fault = position == end ? "the JSON ends too early" : "malformed JSON";
    return at(new JsonException(fault), position);
  }

  private JsonException at(JsonException e, int position) {
    return e.at(json, start, position);
  }
}
