package dev.sluice.rest;

import dev.sluice.openapi.PathTemplate;
import dev.sluice.openapi.PathTemplate.Literal;
import dev.sluice.openapi.PathTemplate.Segment;
import dev.sluice.openapi.PathTemplate.Single;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a path and an HTTP method lead to: a trie of the templates' segments.
 *
 * <p>What a match costs depends on the length of the path, not on the number of templates. Of the
 * templates that match and have the method, the most specific one wins:
 *
 * <ul>
 *   <li>one with a verb before one without: {@code /v1/a:go} is tried as {@code a} with the verb
 *       {@code go} first, and then as a segment that contains a colon;
 *   <li>from left to right, a literal before {@code *}, and {@code *} before {@code **}.
 * </ul>
 *
 * <p>What paths that are text and nothing else lead to is found beforehand.
 *
 * <p>Immutable and safe for use from any thread.
 *
 * @param <T> what a template leads to
 */
final class PathRouter<T> {

  private static final String NO_VERB = "";

  /** Stands for every method. */
  static final String ANY_METHOD = "*";

  private final Node<T> root;
  private final boolean anyVerb;
  private final Map<String, Map<String, Match<T>>> known = new HashMap<>();

  private PathRouter(Node<T> root, boolean anyVerb) {
    this.root = root;
    this.anyVerb = anyVerb;
  }

  /**
   * A template to route by.
   *
   * @param httpMethod the HTTP method, in capitals; {@code *} for any that the template has no
   *     other target for
   * @param template the template
   * @param target what it leads to; its text names it in faults
   */
  record Route<T>(String httpMethod, PathTemplate template, T target) {}

  /**
   * A target that was found.
   *
   * @param target the target
   * @param path the path that its template matched: without the verb, if it has one
   */
  record Match<T>(T target, RestPath path) {}

  /**
   * Makes a router.
   *
   * @throws IllegalArgumentException if two routes match the same requests; the message names each
   *     such pair on a line
   */
  static <T> PathRouter<T> of(Collection<Route<T>> routes) {
    Node<T> root = new Node<>();
    boolean anyVerb = false;
    List<String> faults = new ArrayList<>();
    for (Route<T> route : routes) {
      String verb = route.template().verb();
      anyVerb |= verb != null;
      T other =
          root.ends(route.template().segments())
              .computeIfAbsent(verb == null ? NO_VERB : verb, v -> new HashMap<>())
              .putIfAbsent(route.httpMethod(), route.target());
      if (other != null) {
        faults.add(other + " and " + route.target() + " match the same requests");
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", faults));
    }
    PathRouter<T> router = new PathRouter<>(root, anyVerb);
    routes.forEach(router::remember);
    return router;
  }

  private void remember(Route<T> route) {
    if (route.template().segments().stream().allMatch(Literal.class::isInstance)) {
      String text = route.template().toString();
      RestPath path = RestPath.parse(text);
      Match<T> match = path == null ? null : match(route.httpMethod(), path);
      if (match != null) {
        known.computeIfAbsent(text, t -> new HashMap<>()).put(route.httpMethod(), match);
      }
    }
  }

  /**
   * Finds the target of a path that is the text of a template.
   *
   * @param httpMethod the HTTP method
   * @param path the path as it was sent, or anything else
   * @return the target, or null if {@link #match} has to look for it
   */
  @Nullable Match<T> known(String httpMethod, String path) {
    Map<String, Match<T>> byMethod = known.get(path);
    return byMethod == null ? null : byMethod.get(httpMethod);
  }

  /**
   * Finds the most specific target.
   *
   * @param httpMethod the HTTP method
   * @param path the path
   * @return the target, or null if no template matches or none of those has the method
   */
  @Nullable Match<T> match(String httpMethod, RestPath path) {
    String verb = anyVerb ? path.verb() : null;
    if (verb != null) {
      RestPath shorter = path.withoutVerb();
      T target = find(root, shorter, 0, new Goal(httpMethod, verb));
      if (target != null) {
        return new Match<>(target, shorter);
      }
    }
    T target = find(root, path, 0, new Goal(httpMethod, NO_VERB));
    return target == null ? null : new Match<>(target, path);
  }

  /** The HTTP methods of all templates that match a path. */
  SortedSet<String> methods(RestPath path) {
    SortedSet<String> methods = new TreeSet<>();
    String verb = anyVerb ? path.verb() : null;
    if (verb != null) {
      collect(root, path.withoutVerb(), 0, verb, methods);
    }
    collect(root, path, 0, NO_VERB, methods);
    return methods;
  }

  private record Goal(String httpMethod, String verb) {}

  private static <T> @Nullable T find(Node<T> node, RestPath path, int depth, Goal goal) {
    T found = null;
    if (depth == path.size()) {
      found = target(node.ends, goal);
    } else {
      Node<T> literal = node.literals.get(path.segment(depth));
      if (literal != null) {
        found = find(literal, path, depth + 1, goal);
      }
      if (found == null && node.single != null) {
        found = find(node.single, path, depth + 1, goal);
      }
    }
    return found == null ? target(node.multiEnds, goal) : found;
  }

  private static <T> @Nullable T target(Map<String, Map<String, T>> ends, Goal goal) {
    Map<String, T> byMethod = ends.get(goal.verb);
    if (byMethod == null) {
      return null;
    }
    T found = byMethod.get(goal.httpMethod);
    return found == null ? byMethod.get(ANY_METHOD) : found;
  }

  private static <T> void collect(
      Node<T> node, RestPath path, int depth, String verb, SortedSet<String> methods) {
    if (depth == path.size()) {
      methods.addAll(node.ends.getOrDefault(verb, Map.of()).keySet());
    } else {
      Node<T> literal = node.literals.get(path.segment(depth));
      if (literal != null) {
        collect(literal, path, depth + 1, verb, methods);
      }
      if (node.single != null) {
        collect(node.single, path, depth + 1, verb, methods);
      }
    }
    methods.addAll(node.multiEnds.getOrDefault(verb, Map.of()).keySet());
  }

  /** A place in the trie; the targets that end here are kept by verb, then by HTTP method. */
  private static final class Node<T> {

    private final Map<String, Node<T>> literals = new HashMap<>();
    private final Map<String, Map<String, T>> ends = new HashMap<>();
    private final Map<String, Map<String, T>> multiEnds = new HashMap<>();
    private @Nullable Node<T> single;

    Map<String, Map<String, T>> ends(List<Segment> segments) {
      Node<T> node = this;
      for (Segment segment : segments) {
        if (segment instanceof Literal literal) {
          node = node.literals.computeIfAbsent(literal.text(), text -> new Node<>());
        } else if (segment instanceof Single) {
          Node<T> next = node.single == null ? new Node<>() : node.single;
          node.single = next;
          node = next;
        } else {
          return node.multiEnds;
        }
      }
      return node.ends;
    }
  }
}
