package dev.sluice.config;

import java.io.Serial;
import java.util.List;

/**
 * Something that a configuration names and that cannot be used now, though the configuration may be
 * right: a server that is away, a file of data that is in use or corrupt.
 */
public final class ResourceException extends ConfigException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param faults one line each, with the key that names it
   */
  public ResourceException(List<String> faults) {
    super(faults);
  }
}
