package dev.sluice.json;

/**
 * JSON for people: a member or element in each line, indented by two spaces a level.
 *
 * <p>Deep documents become much larger so: what would be more than {@value #MAX_SIZE} bytes, which
 * nobody reads, is left as it is.
 */
public final class IndentedJson {

  private static final int STEP = 2;
  private static final int MAX_SIZE = 4 << 20;

  private IndentedJson() {}

  /**
   * Indents a document.
   *
   * @param json UTF-8 as {@link MessageCodec} writes it, without whitespace
   * @return the same document in lines, without a newline at its end; the document itself if that
   *     would be too large
   */
  public static byte[] of(byte[] json) {
    if (json.length > MAX_SIZE) {
      return json;
    }
    JsonOutput out = new JsonOutput(Math.min(MAX_SIZE, 2 * json.length));
    int depth = 0;
    int start = 0;
    boolean inString = false;
    for (int i = 0; i < json.length; i++) {
      if (out.size() + json.length - start > MAX_SIZE) {
        return json;
      }
      byte b = json[i];
      if (inString) {
        if (b == '\\') {
          i++;
        } else {
          inString = b != '"';
        }
        continue;
      }
      switch (b) {
        case '"' -> inString = true;
        case '{', '[' -> {
          boolean empty = json[i + 1] == b + 2;
          if (empty) {
            i++;
          } else {
            out.raw(json, start, i + 1);
            start = i + 1;
            newLine(out, ++depth);
          }
        }
        case '}', ']' -> {
          out.raw(json, start, i);
          start = i;
          newLine(out, --depth);
        }
        case ',' -> {
          out.raw(json, start, i + 1);
          start = i + 1;
          newLine(out, depth);
        }
        case ':' -> {
          out.raw(json, start, i + 1);
          start = i + 1;
          out.raw(' ');
        }
        default -> {}
      }
    }
    out.raw(json, start, json.length);
    return out.toByteArray();
  }

  private static void newLine(JsonOutput out, int depth) {
    out.raw('\n');
    for (int i = 0; i < STEP * depth; i++) {
      out.raw(' ');
    }
  }
}
