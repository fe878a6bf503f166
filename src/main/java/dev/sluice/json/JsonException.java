package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Text that is no value of its type, or a message that JSON cannot express.
 *
 * <p>The message is written for whoever sent the text: {@code nested.number: expected int32, got
 * "abc" (line 1, column 15)}. It names no class and is safe to answer with. It has no stack trace,
 * since it tells about the input and not about the program.
 */
public final class JsonException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 64;

  private final String problem;
  private final String fieldPath;
  private final int line;
  private final int column;

  JsonException(String problem) {
    this(problem, "", 0, 0);
  }

  private JsonException(String problem, String fieldPath, int line, int column) {
    super(null, null, false, false);
    this.problem = problem;
    this.fieldPath = fieldPath;
    this.line = line;
    this.column = column;
  }

  static JsonException expected(String what, String got) {
    return new JsonException("expected " + what + ", got " + got);
  }

  static JsonException expectedText(String what, String text) {
    return expected(what, quote(text));
  }

  /** Text in quotes, shortened if it is long. */
  static String quote(String text) {
    return '"' + shorten(text) + '"';
  }

  private static String shorten(String text) {
    String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    // Half of a surrogate pair, sent or cut, would have no UTF-8.
    return new String(shown.getBytes(UTF_8), UTF_8);
  }

  /** This exception at an index of a document that begins at another, unless it has one already. */
  JsonException at(byte[] json, int start, int position) {
    if (line > 0) {
      return this;
    }
    int newLine = 1;
    int newColumn = 1;
    for (int i = start; i < position; i++) {
      if (json[i] == '\n') {
        newLine++;
        newColumn = 1;
      } else if ((json[i] & 0xC0) != 0x80) {
        newColumn++;
      }
    }
    return new JsonException(problem, fieldPath, newLine, newColumn);
  }

  /** This exception within a field of a message. */
  JsonException inField(String name) {
    String separator = fieldPath.isEmpty() || fieldPath.startsWith("[") ? "" : ".";
    return new JsonException(problem, shorten(name) + separator + fieldPath, line, column);
  }

  /** This exception within an element of a list. */
  JsonException inElement(int index) {
    return bracket(Integer.toString(index));
  }

  /** This exception within an entry of a map. */
  JsonException inEntry(String key) {
    return bracket(quote(key));
  }

  private JsonException bracket(String inside) {
    String separator = fieldPath.isEmpty() || fieldPath.startsWith("[") ? "" : ".";
    return new JsonException(problem, '[' + inside + ']' + separator + fieldPath, line, column);
  }

  /** The field path, the problem and the position, as far as they are known. */
  @Override
  public String getMessage() {
    StringBuilder text = new StringBuilder();
    if (!fieldPath.isEmpty()) {
      text.append(fieldPath).append(": ");
    }
    return text.append(problemAndPlace()).toString();
  }

  /** What is wrong, and the position as far as it is known, without the path. */
  public String problemAndPlace() {
    return line > 0 ? problem + " (line " + line + ", column " + column + ")" : problem;
  }

  /** What is wrong, without path and position. */
  public String problem() {
    return problem;
  }

  /**
   * The path of the field at fault as the sender spelled it, for example {@code nested.words[2]} or
   * {@code labels["x"]}; empty if the fault is not within a field.
   */
  public String fieldPath() {
    return fieldPath;
  }

  /** The line of the fault, from 1; 0 if the text was no JSON document. */
  public int line() {
    return line;
  }

  /** The column of the fault in characters, from 1; 0 if the text was no JSON document. */
  public int column() {
    return column;
  }
}
