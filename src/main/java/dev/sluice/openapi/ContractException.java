package dev.sluice.openapi;

import java.util.List;

/**
 * The contract cannot be used as it is. It carries every fault that was found, each as a line of
 * text with its place, the value and what was expected.
 */
public final class ContractException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /**
   * Creates the exception.
   *
   * @param faults the faults, one line each
   */
  public ContractException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults, in the order of the document. */
  public List<String> faults() {
    return faults;
  }
}
