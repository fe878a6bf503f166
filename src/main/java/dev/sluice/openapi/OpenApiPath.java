package dev.sluice.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path template as OpenAPI can say it: literals and parameters of one segment each.
 *
 * <p>A variable that stands for one segment keeps its name: {@code /v1/hello/{name}}. The dots of
 * nested names become underscores, as tools do not take them for part of a name. A longer variable
 * is spelled out, a parameter for each wildcard: {@code /v1/{name=shelves/*}} becomes {@code
 * /v1/shelves/{name_1}}. Client generators escape the slashes in a parameter, so that one parameter
 * for several segments would not work for them, and people see which path is meant.
 *
 * @param path the path, for example {@code /v1/shelves/{name_1}:archive}
 * @param parameters its parameters in order
 */
record OpenApiPath(String path, List<Part> parameters) {

  /**
   * A parameter of the path.
   *
   * @param name its name in the path
   * @param variable the variable of the template that it is part of; null for a bare wildcard
   * @param whole whether it is all of the variable
   * @param open whether it may go on over several segments
   */
  record Part(String name, PathTemplate.@Nullable Variable variable, boolean whole, boolean open) {}

  static OpenApiPath of(PathTemplate template) {
    Set<String> taken = new HashSet<>();
    template.variables().forEach(variable -> taken.add(name(variable)));
    StringBuilder path = new StringBuilder();
    List<Part> parts = new ArrayList<>();
    List<PathTemplate.Segment> segments = template.segments();
    int number = 0;
    PathTemplate.Variable before = null;
    for (int i = 0; i < segments.size(); i++) {
      path.append('/');
      if (segments.get(i) instanceof PathTemplate.Literal literal) {
        path.append(literal.text());
        continue;
      }
      PathTemplate.Variable variable = variableAt(template, i);
      number = variable == null || variable.equals(before) ? number + 1 : 1;
      before = variable;
      boolean whole = variable != null && variable.end() - variable.start() == 1;
      String name;
      if (variable != null && whole) {
        name = name(variable);
      } else {
        name = (variable == null ? "wildcard" : name(variable)) + "_" + number;
        while (!taken.add(name)) {
          name += "_";
        }
      }
      path.append('{').append(name).append('}');
      parts.add(new Part(name, variable, whole, segments.get(i) instanceof PathTemplate.Multi));
    }
    if (path.isEmpty()) {
      path.append('/');
    }
    if (template.verb() != null) {
      path.append(':').append(template.verb());
    }
    return new OpenApiPath(path.toString(), List.copyOf(parts));
  }

  /** The path without the names of its parameters: two paths of one shape are one to OpenAPI. */
  static String shape(String path) {
    return path.replaceAll("\\{[^}]*}", "{}");
  }

  /** The names of the parameters of a path. */
  static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{', open + 1)) {
      int close = path.indexOf('}', open);
      if (close < 0) {
        break;
      }
      names.add(path.substring(open + 1, close));
    }
    return names;
  }

  /** The same path with its parameters named as in another path of its shape. */
  OpenApiPath namedAs(String other) {
    List<String> names = names(other);
    List<Part> renamed = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Part part = parameters.get(i);
      renamed.add(new Part(names.get(i), part.variable(), part.whole(), part.open()));
    }
    return new OpenApiPath(other, renamed);
  }

  private static String name(PathTemplate.Variable variable) {
    return variable.fieldPath().replace('.', '_');
  }

  private static PathTemplate.@Nullable Variable variableAt(PathTemplate template, int segment) {
    for (PathTemplate.Variable variable : template.variables()) {
      if (variable.start() <= segment && segment < variable.end()) {
        return variable;
      }
    }
    return null;
  }
}
