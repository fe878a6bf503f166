package dev.sluice.rest;

import io.vertx.core.http.HttpHeaders;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The media types that the door reads and writes. */
enum MediaType {
  /**
   * The <a href="https://protobuf.dev/programming-guides/json/">proto3 JSON mapping</a>; of a
   * stream, an array of it.
   */
  JSON("application/json"),
  /** A stream of JSON, a message in each line. */
  X_NDJSON("application/x-ndjson"),
  /** The same under its other name. */
  NDJSON("application/ndjson"),
  /** The same under the name of <a href="https://jsonlines.org/">JSON Lines</a>. */
  JSONL("application/jsonl"),
  /**
   * A stream of JSON, a message in each <a
   * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent event</a>.
   */
  EVENT_STREAM("text/event-stream"),
  /**
   * The protobuf wire format; of a stream, <a
   * href="https://protobuf.dev/programming-guides/techniques/#streaming">each message after its
   * length</a>. It comes last, for where a client leaves open which of several it wants.
   */
  X_PROTOBUF("application/x-protobuf"),
  /** The protobuf wire format under its other name. */
  PROTOBUF("application/protobuf");

  /** What a message can be answered as that has no protobuf form. */
  static final Set<MediaType> OF_VALUE = Collections.unmodifiableSet(EnumSet.of(JSON));

  /** What a message can be answered as. */
  static final Set<MediaType> OF_MESSAGE =
      Collections.unmodifiableSet(EnumSet.of(JSON, X_PROTOBUF, PROTOBUF));

  /** What a stream can be answered as whose messages have no protobuf form. */
  static final Set<MediaType> OF_VALUE_STREAM =
      Collections.unmodifiableSet(EnumSet.of(JSON, X_NDJSON, NDJSON, JSONL, EVENT_STREAM));

  /** What a stream of messages can be answered as. */
  static final Set<MediaType> OF_STREAM =
      Collections.unmodifiableSet(EnumSet.allOf(MediaType.class));

  private static final Map<String, MediaType> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(MediaType::toString, Function.identity()));

  private static final String FORM = "application/x-www-form-urlencoded";

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // optimized headers are immutable
  private final CharSequence header;

  MediaType(String text) {
    this.text = text;
    this.header =
        HttpHeaders.createOptimized(text.startsWith("text/") ? text + ";charset=utf-8" : text);
  }

  /** The type as the value of a header. */
  CharSequence header() {
    return header;
  }

  boolean isProtobuf() {
    return this == X_PROTOBUF || this == PROTOBUF;
  }

  /** Whether it is a stream with a message in each line. */
  boolean isLines() {
    return this == X_NDJSON || this == NDJSON || this == JSONL;
  }

  /** The name of the type. */
  @Override
  public String toString() {
    return text;
  }

  /**
   * The type of a request body.
   *
   * <p>JSON is also what has no type, any {@code +json}, and what curl calls a form, for {@code
   * curl -d '{…}'} to work: {@link #isForm} tells these apart from the rest.
   *
   * @param contentType the content type as it was sent, parameters included
   * @param protobuf whether the body may be protobuf: it may if it is a message
   * @throws RefusedException 415 if it is none that the door reads as such a body
   */
  static MediaType ofRequest(String contentType, boolean protobuf) {
    MediaType type = ofContent(contentType);
    if (type == null || !(protobuf ? OF_MESSAGE : OF_VALUE).contains(type)) {
      throw unsupported(
          contentType,
          protobuf ? "application/json, application/x-protobuf or a form" : "application/json");
    }
    return type;
  }

  /**
   * The type of a request body that is a stream of messages.
   *
   * @param contentType the content type as it was sent, parameters included
   * @param protobuf whether the messages may be protobuf
   * @throws RefusedException 415 if it is none that the door reads as such a stream
   */
  static MediaType ofRequestStream(String contentType, boolean protobuf) {
    MediaType type = ofContent(contentType);
    if (type == null
        || type == EVENT_STREAM
        || !(protobuf ? OF_STREAM : OF_VALUE_STREAM).contains(type)) {
      throw unsupported(
          contentType,
          protobuf
              ? "application/json, application/x-ndjson, application/x-protobuf or a form"
              : "application/json or application/x-ndjson");
    }
    return type;
  }

  /**
   * The type of a request body without a byte: its own if it is protobuf, in which a message may be
   * none, else JSON, whatever it says.
   *
   * @param protobuf whether it may be protobuf
   */
  static MediaType ofEmpty(@Nullable String contentType, boolean protobuf) {
    if (!protobuf || contentType == null) {
      return JSON;
    }
    return is(contentType, X_PROTOBUF.text)
        ? X_PROTOBUF
        : is(contentType, PROTOBUF.text) ? PROTOBUF : JSON;
  }

  private static @Nullable MediaType ofContent(String contentType) {
    if (contentType.equals(JSON.text)) {
      return JSON;
    }
    checkCharset(contentType);
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String name = type.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.equals(FORM) || (name.endsWith("+json") && name.indexOf('/') > 0)) {
      return JSON;
    }
    return BY_NAME.get(name);
  }

  /** Whether a content type is that of forms, which curl takes for any data. */
  static boolean isForm(@Nullable String contentType) {
    return is(contentType, FORM);
  }

  /** Whether a content type is a type, in any case and with any parameters. */
  static boolean is(@Nullable String contentType, String type) {
    if (contentType == null) {
      return false;
    }
    if (contentType.equals(JSON.text)) {
      return type.equals(JSON.text);
    }
    int semicolon = contentType.indexOf(';');
    int end = semicolon < 0 ? contentType.length() : semicolon;
    int start = 0;
    while (start < end && Character.isWhitespace(contentType.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(contentType.charAt(end - 1))) {
      end--;
    }
    return end - start == type.length()
        && contentType.regionMatches(true, start, type, 0, end - start);
  }

  /** The type of a name in lower case, or null if the door has none of it. */
  static @Nullable MediaType named(String name) {
    return BY_NAME.get(name);
  }

  private static RefusedException unsupported(String contentType, String expected) {
    return new RefusedException(
        415,
        "content-type: " + RefusedException.echo(contentType) + " (expected: " + expected + ")");
  }

  /**
   * Checks the characters of a content type.
   *
   * @throws RefusedException 415 if it names others than UTF-8
   */
  static void checkCharset(String contentType) {
    if (contentType.indexOf(';') >= 0 && !isUtf8(contentType)) {
      throw unsupported(contentType, "charset=utf-8");
    }
  }

  /** Whether a content type names no characters, or UTF-8. */
  static boolean isUtf8(String contentType) {
    for (String parameter : contentType.split(";", -1)) {
      int equals = parameter.indexOf('=');
      if (equals >= 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        String charset = parameter.substring(equals + 1).strip().replace("\"", "");
        if (!charset.equalsIgnoreCase("utf-8") && !charset.equalsIgnoreCase("utf8")) {
          return false;
        }
      }
    }
    return true;
  }
}
