package dev.sluice.config;

import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final List<String> faults;

  /**
   * Creates the exception.
   *
   * @param faults one line each, for example {@code port: "abc" (expected: an integer from 0 to
   *     65535)}
   */
  public ConfigException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults in the order of the keys' meaning, one line each; never empty. */
  public List<String> faults() {
    return faults;
  }
}
