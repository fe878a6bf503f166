package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.SluiceConfig;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** What is said to a person when the server cannot start. */
final class Faults {

  private Faults() {}

  /** The faults of an option's argument, a file or JSON as it is, one on each line. */
  static String describe(String option, @Nullable String argument, ConfigException e) {
    String source = argument == null || argument.stripLeading().startsWith("{") ? option : argument;
    StringBuilder text = new StringBuilder("sluice: cannot start with ").append(source).append(':');
    for (String fault : e.faults()) {
      text.append(System.lineSeparator()).append("  ").append(fault);
    }
    return text.toString();
  }

  /** Why the server could not start, in one line. */
  static String describe(Throwable cause, SluiceConfig config) {
    if (isAddressInUse(cause)) {
      return "sluice: port " + config.port() + " on " + config.host() + " is in use";
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return cause instanceof IOException
        ? "sluice: cannot listen on " + config.host() + " port " + config.port() + ": " + reason
        : "sluice: cannot start: " + reason;
  }

  private static boolean isAddressInUse(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return (cause instanceof BindException || cause instanceof Errors.NativeIoException)
        && message.contains("Address already in use");
  }
}
