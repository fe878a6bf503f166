package dev.sluice.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path template of {@code google.api.http}, parsed.
 *
 * <p>The grammar is that of <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/http.proto">google/api/http.proto</a>:
 *
 * <pre>
 * Template = "/" Segments [ Verb ] ;
 * Segments = Segment { "/" Segment } ;
 * Segment  = "*" | "**" | LITERAL | Variable ;
 * Variable = "{" FieldPath [ "=" Segments ] "}" ;
 * Verb     = ":" LITERAL ;
 * </pre>
 *
 * <p>Variables do not nest, {@code **} is the last segment, and no field is bound twice.
 *
 * @param segments the path's segments, variables flattened; never empty but for the root {@code /}
 * @param variables the variables, each with the range of segments it covers, in order
 * @param verb the custom verb without its colon, or null
 */
public record PathTemplate(
    List<Segment> segments, List<Variable> variables, @Nullable String verb) {

  /** One segment of a template. */
  public sealed interface Segment {}

  /**
   * A segment that matches one piece of text.
   *
   * @param text the text, percent-decoded
   */
  public record Literal(String text) implements Segment {}

  /** A segment that matches any one segment of a path ({@code *}). */
  public record Single() implements Segment {}

  /** A segment that matches the rest of a path, none or more segments ({@code **}). */
  public record Multi() implements Segment {}

  /**
   * A variable.
   *
   * @param fieldPath the request field it binds, dots between nested names
   * @param start index of the first segment it covers
   * @param end index after the last segment it covers
   */
  public record Variable(String fieldPath, int start, int end) {}

  /** Copies the lists. */
  public PathTemplate {
    segments = List.copyOf(segments);
    variables = List.copyOf(variables);
  }

  /**
   * Parses a template.
   *
   * @param template the template, for example {@code /v1/{name=shelves/*}:archive}
   * @return the parsed template
   * @throws IllegalArgumentException if the text is not of the grammar; the message says where
   */
  public static PathTemplate parse(String template) {
    return new Parser(template).parse();
  }

  /** The template in its shortest spelling, which {@link #parse} reads back to an equal value. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    int i = 0;
    for (Variable variable : variables) {
      for (; i < variable.start(); i++) {
        out.append('/').append(text(segments.get(i)));
      }
      out.append("/{").append(variable.fieldPath());
      boolean plain =
          variable.end() - variable.start() == 1
              && segments.get(variable.start()) instanceof Single;
      for (; i < variable.end(); i++) {
        if (!plain) {
          out.append(i == variable.start() ? '=' : '/').append(text(segments.get(i)));
        }
      }
      out.append('}');
    }
    for (; i < segments.size(); i++) {
      out.append('/').append(text(segments.get(i)));
    }
    if (out.isEmpty()) {
      out.append('/');
    }
    return verb == null ? out.toString() : out.append(':').append(verb).toString();
  }

  private static String text(Segment segment) {
    if (segment instanceof Literal literal) {
      return literal.text();
    }
    return segment instanceof Single ? "*" : "**";
  }

  private static final class Parser {
    private final String text;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final Set<String> bound = new HashSet<>();
    private int at;

    Parser(String text) {
      this.text = text;
    }

    PathTemplate parse() {
      expect('/');
      if (at < text.length() || text.length() > 1) {
        segments(false);
      }
      String verb = null;
      if (at < text.length() && text.charAt(at) == ':') {
        at++;
        verb = literal();
      }
      if (at < text.length()) {
        throw fault("unexpected '" + text.charAt(at) + "'");
      }
      for (int i = 0; i < segments.size() - 1; i++) {
        if (segments.get(i) instanceof Multi) {
          throw fault("'**' must be the last segment");
        }
      }
      return new PathTemplate(segments, variables, verb);
    }

    private void segments(boolean inVariable) {
      segment(inVariable);
      while (at < text.length() && text.charAt(at) == '/') {
        at++;
        segment(inVariable);
      }
    }

    private void segment(boolean inVariable) {
      if (text.startsWith("**", at)) {
        at += 2;
        segments.add(new Multi());
      } else if (text.startsWith("*", at)) {
        at++;
        segments.add(new Single());
      } else if (text.startsWith("{", at)) {
        if (inVariable) {
          throw fault("variables do not nest");
        }
        variable();
      } else {
        segments.add(new Literal(literal()));
      }
    }

    private void variable() {
      at++;
      int from = at;
      while (at < text.length() && isFieldPath(text.charAt(at))) {
        at++;
      }
      String fieldPath = text.substring(from, at);
      if (!fieldPath.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*")) {
        throw fault("a variable needs a field path");
      }
      if (!bound.add(fieldPath)) {
        throw fault("'" + fieldPath + "' is bound twice");
      }
      int start = segments.size();
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        segments(true);
      } else {
        segments.add(new Single());
      }
      expect('}');
      variables.add(new Variable(fieldPath, start, segments.size()));
    }

    private String literal() {
      int from = at;
      while (at < text.length() && "/{}*:?#".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == from) {
        throw fault("a segment is empty");
      }
      return text.substring(from, at);
    }

    private void expect(char c) {
      if (at >= text.length() || text.charAt(at) != c) {
        throw fault("expected '" + c + "'");
      }
      at++;
    }

    private IllegalArgumentException fault(String what) {
      return new IllegalArgumentException(
          "path template: " + text + " (" + what + " at position " + at + ")");
    }

    private static boolean isFieldPath(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }
  }
}
