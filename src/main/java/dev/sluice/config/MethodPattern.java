package dev.sluice.config;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which methods a rule is for.
 *
 * @param text one method by its full name such as {@code helloworld.Greeter/SayHello}, all of a
 *     service by {@code helloworld.Greeter/*}, all by {@code *}
 */
public record MethodPattern(String text) {

  private static final Pattern FORM = Pattern.compile("\\*|[\\w.]+/(\\*|\\w+)");
  private static final String EXPECTED = "pkg.Service/Method, pkg.Service/* or *";

  /** Whether it is all methods. */
  public boolean isAll() {
    return text.equals("*");
  }

  /**
   * Whether a method is among them.
   *
   * @param fullName the method's name with its service's
   */
  public boolean matches(String fullName) {
    return text.endsWith("*")
        ? fullName.startsWith(text.substring(0, text.length() - 1))
        : text.equals(fullName);
  }

  /** Whether one of these methods is among them. */
  public boolean matchesAny(Collection<String> fullNames) {
    return isAll() || fullNames.stream().anyMatch(this::matches);
  }

  static MethodPattern read(ConfReader conf, String key) {
    String text = conf.string(key, "*");
    if (!FORM.matcher(text).matches()) {
      conf.reject(key, EXPECTED);
    }
    return new MethodPattern(text);
  }

  /** The patterns in the list at a key; that of all methods when it is absent. */
  public static List<MethodPattern> readAll(ConfReader conf, String key) {
    return conf.strings(key, List.of("*"), EXPECTED, FORM.asMatchPredicate()).stream()
        .map(MethodPattern::new)
        .toList();
  }
}
