package dev.sluice.config;

import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
public class ConfigException extends RuntimeException {

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

  /**
   * Whether something else than the configuration, and what it is made of, is at fault.
   *
   * @param cause why the server cannot start
   */
  public static boolean isElsewhere(Throwable cause) {
    return !(cause instanceof ConfigException) || cause instanceof ResourceException;
  }

  /**
   * An exception about several things that the configuration names.
   *
   * @param faults what is wrong with them, one line each
   * @param causes why each of them cannot be used
   */
  public static ConfigException of(List<String> faults, List<Throwable> causes) {
    return causes.stream().allMatch(ConfigException::isElsewhere)
        ? new ResourceException(faults)
        : new ConfigException(faults);
  }

  /** The faults in the order of the keys' meaning, one line each; never empty. */
  public final List<String> faults() {
    return faults;
  }
}
