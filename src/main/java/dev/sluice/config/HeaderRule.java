package dev.sluice.config;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which headers are metadata, or which metadata are headers, and by which name: an element of
 * {@code rest.requestHeaders} and {@code rest.responseHeaders}, which is an object, or {@code from}
 * by itself.
 *
 * @param from the name in lower case; one that ends in {@code *} stands for all that begin so
 * @param to the name on the other side in lower case, which ends in {@code *} as {@code from} does;
 *     the same as {@code from} unless told
 */
public record HeaderRule(String from, String to) {

  private static final String EXPECTED = "the name of a header, or its beginning and *";
  private static final Predicate<String> FORM =
      Pattern.compile("[A-Za-z0-9_.-]+\\*?").asMatchPredicate();
  private static final String BINARY = "-bin";

  /** Has the names in lower case. */
  public HeaderRule {
    from = from.toLowerCase(Locale.ROOT);
    to = to.toLowerCase(Locale.ROOT);
  }

  static HeaderRule read(ConfReader conf) {
    String from = conf.required("from", EXPECTED, FORM);
    String to = conf.has("to") ? conf.required("to", EXPECTED, FORM) : from;
    if (from.isEmpty() || to.isEmpty()) {
      return new HeaderRule(from, to);
    }
    if (from.endsWith("*") != to.endsWith("*")) {
      conf.reject("to", from.endsWith("*") ? "one that ends in *, as from does" : "one without *");
    } else if (isBinary(from) != isBinary(to)) {
      conf.reject("to", (isBinary(from) ? "one" : "none") + " that ends in -bin, as from");
    }
    return new HeaderRule(from, to);
  }

  private static boolean isBinary(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(BINARY);
  }

  /**
   * The name on the other side.
   *
   * @param name a name in lower case
   * @return its other name, or null if the rule is not for it
   */
  public @Nullable String renamed(String name) {
    return other(from, to, name);
  }

  /**
   * The name on this side.
   *
   * @param name a name on the other side, in lower case
   * @return what becomes that by the rule, or null if nothing does
   */
  public @Nullable String source(String name) {
    return other(to, from, name);
  }

  private static @Nullable String other(String here, String there, String name) {
    int length = here.length() - 1;
    if (!here.endsWith("*")) {
      return name.equals(here) ? there : null;
    }
    return name.regionMatches(0, here, 0, length)
        ? there.substring(0, there.length() - 1) + name.substring(length)
        : null;
  }
}
