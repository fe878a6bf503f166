package dev.sluice.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of {@code multipart/form-data}, of <a
 * href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>, from a body that is there as a whole,
 * in time that is linear in its length.
 */
final class FormParts {

  private static final String TYPE = "multipart/form-data";
  private static final String LAST = "--";
  private static final int MAX_PARTS = 1000;

  /** Of RFC 2046. A body may be compared with the boundary at each of its bytes. */
  private static final int MAX_BOUNDARY = 70;

  private FormParts() {}

  /** A part: what it is named, its type if it says one, and what it holds. */
  static final class Part implements Content {

    private final String name;
    private final @Nullable String contentType;
    private final byte[] bytes;

    private Part(String name, @Nullable String contentType, byte[] bytes) {
      this.name = name;
      this.contentType = contentType;
      this.bytes = bytes;
    }

    String name() {
      return name;
    }

    @Nullable String contentType() {
      return contentType;
    }

    /**
     * What it holds as text.
     *
     * @throws RefusedException if it is not UTF-8, or says that it is not
     */
    String text() {
      if (contentType != null && !MediaType.isUtf8(contentType)) {
        throw RefusedException.badField(name, "expected UTF-8, got " + contentType);
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw RefusedException.badField(name, "expected UTF-8");
      }
    }

    @Override
    public byte[] array() {
      return bytes;
    }
  }

  /** Whether a content type is that of forms in parts. */
  static boolean areIn(@Nullable String contentType) {
    return MediaType.is(contentType, TYPE);
  }

  /**
   * Reads the parts.
   *
   * @param contentType the type with its boundary
   * @throws RefusedException 400 if the body is not of the form
   */
  static List<Part> read(String contentType, Content content) {
    String delimiter = "--" + boundary(contentType);
    // A character a byte, so that an index is the same in both.
    String text =
        new String(
            content.array(), content.offset(), content.length(), StandardCharsets.ISO_8859_1);
    if (!text.contains(delimiter + LAST)) {
      throw malformed("no last boundary, " + RefusedException.echo(delimiter + LAST));
    }
    String next = '\n' + delimiter;
    List<Part> parts = new ArrayList<>();
    boolean begins = text.startsWith(delimiter);
    int line = begins ? -1 : text.indexOf(next);
    if (line < 0 && !begins) {
      throw malformed("no boundary that begins a line");
    }
    int after = line + next.length();
    // Where lines end in LF only, a CR before it belongs to what the part holds.
    int second = lineEnd(text, after);
    boolean crlf = second >= 2 && text.charAt(second - 2) == '\r';
    while (!isLast(text, after)) {
      int number = parts.size() + 1;
      if (number > MAX_PARTS) {
        throw malformed("more than " + MAX_PARTS + " parts");
      }
      int headers = lineEnd(text, after);
      PartHead head = headers < 0 ? null : PartHead.read(text, headers);
      line = text.indexOf(next, after);
      // The line of a boundary may follow that which ends the headers.
      if (head == null || (line >= 0 && line < head.end() - 1)) {
        throw malformed("part " + number + " cannot be read");
      }
      if (line < 0) {
        throw malformed("part " + number + " does not end");
      }
      int last = crlf && text.charAt(line - 1) == '\r' ? line - 1 : line;
      byte[] bytes =
          Arrays.copyOfRange(
              content.array(),
              content.offset() + head.end(),
              content.offset() + Math.max(head.end(), last));
      parts.add(new Part(head.name(), head.contentType(), bytes));
      after = line + next.length();
    }
    return parts;
  }

  /**
   * Whether a boundary that ends before an index is the last one, with nothing more in its line.
   */
  private static boolean isLast(String text, int after) {
    int end = after + LAST.length();
    return text.startsWith(LAST, after)
        && (lineEnd(text, end) >= 0 || text.substring(end).isBlank());
  }

  /** The index after the end of the line of a boundary, or -1 if there is more in it. */
  private static int lineEnd(String text, int from) {
    int i = from;
    while (i < text.length() && " \t\r".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return i < text.length() && text.charAt(i) == '\n' ? i + 1 : -1;
  }

  private static String boundary(String contentType) {
    MediaType.checkCharset(contentType);
    Map<String, String> parameters = PartHead.parameters(contentType);
    String boundary = parameters == null ? null : parameters.get("boundary");
    if (boundary == null || boundary.isEmpty()) {
      throw malformed("no boundary in the content type");
    }
    if (boundary.length() > MAX_BOUNDARY) {
      throw malformed("a boundary of more than " + MAX_BOUNDARY + " characters");
    }
    return boundary;
  }

  private static RefusedException malformed(String why) {
    return RefusedException.bad("the body is not valid multipart/form-data: " + why);
  }
}
