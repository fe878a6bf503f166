package dev.sluice.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call that did not go well; its message is one line for a person. */
final class CallFailure extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean passing;

  CallFailure(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /**
   * Makes a failure.
   *
   * @param passing whether the same call may go well in a while
   */
  CallFailure(String message, @Nullable Throwable cause, boolean passing) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether the same call may go well in a while: the server is away, or too busy. */
  boolean isPassing() {
    return passing;
  }
}
