package dev.sluice.config;

import java.util.List;
import java.util.Set;

/**
 * How REST reads the parameters of a query: further keys of {@code rest}.
 *
 * @param unknown {@code unknownParameters}: what becomes of those that are no field
 * @param ignored {@code ignoredQueryParameters}: the names of those that nobody looks at
 * @param plusAsSpace {@code plusAsSpace}: whether a plus is a space, as in forms
 * @param json {@code jsonParameters}: the keys of {@code json} that a request may set for itself
 */
public record QueryConfig(
    UnknownParameters unknown, Set<String> ignored, boolean plusAsSpace, Set<String> json) {

  /** What becomes of parameters that are no field of the request. */
  public enum UnknownParameters {
    /** The request is refused with 400. */
    REFUSE,
    /** They have no effect. */
    IGNORE
  }

  /** What holds where nothing is configured. */
  public static final QueryConfig DEFAULT =
      new QueryConfig(UnknownParameters.REFUSE, Set.of(), true, Set.of());

  /** Copies the sets. */
  public QueryConfig {
    ignored = Set.copyOf(ignored);
    json = Set.copyOf(json);
  }

  static QueryConfig read(ConfReader conf, QueryConfig base) {
    return new QueryConfig(
        conf.oneOf("unknownParameters", base.unknown),
        Set.copyOf(conf.strings("ignoredQueryParameters", List.copyOf(base.ignored))),
        conf.bool("plusAsSpace", base.plusAsSpace),
        Set.copyOf(
            conf.strings(
                "jsonParameters",
                List.copyOf(base.json),
                "one of " + String.join(", ", JsonConfig.KEYS),
                JsonConfig.KEYS::contains)));
  }

  /** The same for the fields of a form. */
  public QueryConfig ofForms() {
    return new QueryConfig(unknown, Set.of(), true, Set.of());
  }

  /** Whether parameters that are no field have no effect. */
  public boolean ignoresUnknown() {
    return unknown == UnknownParameters.IGNORE;
  }
}
