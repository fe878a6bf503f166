package dev.sluice.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which headers of REST are metadata under their own names, besides those that always are: {@code
 * rest.requestHeaders} and {@code rest.responseHeaders}.
 *
 * @param request names of request headers in lower case; one that ends in {@code *} stands for all
 *     that begin so
 * @param response names of response metadata, likewise
 */
public record HeaderConfig(List<String> request, List<String> response) {

  /** No others. */
  public static final HeaderConfig NONE = new HeaderConfig(List.of(), List.of());

  private static final Predicate<String> FORM =
      Pattern.compile("[A-Za-z0-9_.-]+\\*?").asMatchPredicate();

  /** Copies the lists, in lower case. */
  public HeaderConfig {
    request = request.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    response = response.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  static HeaderConfig read(ConfReader conf) {
    String expected = "the name of a header, or its beginning and *";
    return new HeaderConfig(
        conf.strings("requestHeaders", List.of(), expected, FORM),
        conf.strings("responseHeaders", List.of(), expected, FORM));
  }

  /**
   * Whether a list has a name.
   *
   * @param names names, or beginnings with {@code *}
   * @param name a name in lower case
   */
  public static boolean has(List<String> names, String name) {
    for (String each : names) {
      if (each.endsWith("*")
          ? name.regionMatches(0, each, 0, each.length() - 1)
          : name.equals(each)) {
        return true;
      }
    }
    return false;
  }
}
