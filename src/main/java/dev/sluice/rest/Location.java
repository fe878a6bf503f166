package dev.sluice.rest;

import com.google.protobuf.Message;
import dev.sluice.openapi.PathTemplate;
import dev.sluice.openapi.PathTemplate.Literal;
import dev.sluice.openapi.PathTemplate.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Location} of responses: a template with fields of the response message.
 *
 * <p>Values are percent-encoded as google.api.http has it: of a variable of one segment every
 * character but {@code -_.~}, letters and digits, of one that spans several all but the slashes
 * too.
 */
final class Location {

  private static final String UNRESERVED = "-._~";
  private static final String IN_LITERALS = UNRESERVED + "!$&'()*+,;=:@";

  private final PathTemplate template;
  private final List<FieldPath> fields;

  /**
   * Makes a location.
   *
   * @param template the template
   * @param fields the fields of its variables, in order
   */
  Location(PathTemplate template, List<FieldPath> fields) {
    this.template = template;
    this.fields = List.copyOf(fields);
  }

  /**
   * The location of a response; null if one of its values is empty, or has not the segments of its
   * variable.
   */
  @Nullable String of(Message response) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < fields.size(); i++) {
      Variable variable = template.variables().get(i);
      addLiterals(at, variable.start(), parts);
      String value = fields.get(i).text(response);
      boolean single =
          variable.end() - variable.start() == 1
              && template.segments().get(variable.start()) instanceof PathTemplate.Single;
      if (!isPath(value) || !(single || matches(value, variable))) {
        return null;
      }
      String kept = single ? UNRESERVED : UNRESERVED + "/";
      parts.add(UriText.encode(value, c -> isKept(c, kept)));
      at = variable.end();
    }
    addLiterals(at, template.segments().size(), parts);
    String path = "/" + String.join("/", parts);
    String verb = template.verb();
    return verb == null ? path : path + ":" + UriText.encode(verb, c -> isKept(c, IN_LITERALS));
  }

  /** Whether a value has the segments that its variable covers: no path of another form is told. */
  private boolean matches(String value, Variable variable) {
    String[] parts = value.split("/", -1);
    List<PathTemplate.Segment> covered =
        template.segments().subList(variable.start(), variable.end());
    int fixed = covered.size();
    if (covered.get(fixed - 1) instanceof PathTemplate.Multi) {
      fixed--;
    } else if (parts.length != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (i >= parts.length
          || (covered.get(i) instanceof Literal literal && !literal.text().equals(parts[i]))) {
        return false;
      }
    }
    return true;
  }

  private void addLiterals(int start, int end, List<String> parts) {
    for (int i = start; i < end; i++) {
      if (template.segments().get(i) instanceof Literal literal) {
        parts.add(UriText.encode(literal.text(), c -> isKept(c, IN_LITERALS)));
      }
    }
  }

  private static boolean isKept(int c, String marks) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || marks.indexOf(c) >= 0;
  }

  /** Clients leave empty segments and dots out of a path, and would go somewhere else. */
  private static boolean isPath(String value) {
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
