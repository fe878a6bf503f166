package dev.sluice.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call that did not go well; its message is one line for a person. */
final class CallFailure extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  CallFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
