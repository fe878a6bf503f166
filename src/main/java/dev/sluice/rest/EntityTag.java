package dev.sluice.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags of <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110</a>.
 *
 * <p>The tag of a value is the value in quotes; what a tag cannot hold, and the percent sign, is
 * percent-encoded as UTF-8. That of an answer that is protobuf has {@code -protobuf} after the
 * value, then that of one that is compressed {@code -gzip}, since a strong tag is of one
 * representation only; a value that ends so itself has its hyphen encoded.
 */
final class EntityTag {

  /**
   * The longest tag that is sent, without the marks of representations: a header has to fit what
   * proxies take.
   */
  private static final int MAX_LENGTH = 1000;

  private static final String OF_PROTOBUF = "-protobuf";
  private static final String OF_GZIP = "-gzip";

  /** The marks of representations, the last one of a tag first. */
  private static final List<String> MARKS = List.of(OF_GZIP, OF_PROTOBUF);

  private EntityTag() {}

  /** The tag of a value, quotes included; null if the value is empty or too long for a header. */
  static @Nullable String of(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return null;
    }
    String text = UriText.encode(value, EntityTag::isPlain);
    for (String mark : MARKS) {
      if (text.endsWith(mark)) {
        text = without(mark, text) + "%2D" + mark.substring(1);
      }
    }
    String tag = '"' + text + '"';
    return tag.length() > MAX_LENGTH ? null : tag;
  }

  /** The tag of an answer when it is compressed, from that when it is not. */
  static String ofGzip(String tag) {
    return marked(tag, OF_GZIP);
  }

  /** The tag of an answer when it is protobuf, from that when it is JSON. */
  static String ofProtobuf(String tag) {
    return marked(tag, OF_PROTOBUF);
  }

  private static String marked(String tag, String mark) {
    return tag.substring(0, tag.length() - 1) + mark + '"';
  }

  private static String without(String mark, String text) {
    return text.endsWith(mark) ? text.substring(0, text.length() - mark.length()) : text;
  }

  private static boolean isPlain(int c) {
    return isTagCharacter(c) && c != '%';
  }

  private static boolean isTagCharacter(int c) {
    return c == '!' || (c > '"' && c < 0x7F);
  }

  /**
   * Whether {@code If-None-Match} has a tag, by the weak comparison, or is {@code *}. What is no
   * list of tags has none from where it goes wrong.
   *
   * @param headers the values of the header
   * @param tag the tag with its quotes, or null if there is none, which only {@code *} matches
   */
  static boolean listed(List<String> headers, @Nullable String tag) {
    for (String header : headers) {
      if (header.strip().equals("*") || (tag != null && listed(header, tag))) {
        return true;
      }
    }
    return false;
  }

  private static boolean listed(String list, String tag) {
    int i = 0;
    while (i < list.length()) {
      char c = list.charAt(i);
      if (c == ',' || c == ' ' || c == '\t') {
        i++;
        continue;
      }
      if (list.startsWith("W/", i)) {
        i += 2;
      }
      int close = list.startsWith("\"", i) ? list.indexOf('"', i + 1) : -1;
      if (close < 0) {
        return false;
      }
      if (close + 1 - i == tag.length() && list.startsWith(tag, i)) {
        return true;
      }
      i = close + 1;
    }
    return false;
  }

  /**
   * The value that {@code If-Match} asks for, whatever the answer with it was represented as.
   *
   * @param headers the values of the header
   * @return the value of its tag; null if it is {@code *}
   * @throws RefusedException 400 if it is not one tag or {@code *}; 412 if the tag is weak, or one
   *     without a value, which never match
   */
  static @Nullable String wanted(List<String> headers) {
    String text = String.join(",", headers).strip();
    if (text.equals("*")) {
      return null;
    }
    boolean weak = text.startsWith("W/");
    String tag = weak ? text.substring(2) : text;
    if (!isTag(tag)) {
      throw RefusedException.badField(
          "if-match", RefusedException.echo(text) + " (expected: one entity tag in quotes, or *)");
    }
    if (weak) {
      throw new RefusedException(
          412, "if-match: " + RefusedException.echo(text) + " (expected: a strong entity tag)");
    }
    String encoded = tag.substring(1, tag.length() - 1);
    String plain = encoded;
    for (String mark : MARKS) {
      plain = without(mark, plain);
    }
    if (plain.isEmpty()) {
      throw notSent(text);
    }
    String value = UriText.decode(plain, UriText.Mode.ALL);
    return value == null ? plain : value;
  }

  /** The answer to a tag that no answer has had. */
  static RefusedException notSent(String tag) {
    return new RefusedException(
        412, "if-match: " + RefusedException.echo(tag) + " (expected: a tag that was sent)");
  }

  private static boolean isTag(String text) {
    int last = text.length() - 1;
    if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
      return false;
    }
    for (int i = 1; i < last; i++) {
      if (!isTagCharacter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
