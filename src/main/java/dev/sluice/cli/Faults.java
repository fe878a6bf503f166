package dev.sluice.cli;

import dev.sluice.config.ConfigException;
import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.ContractException;
import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** What is said to a person when the server cannot start. */
final class Faults {

  private Faults() {}

  /** The faults of an option's argument, a file or JSON as it is, one on each line. */
  static String describe(String option, @Nullable String argument, ConfigException e) {
    String source = argument == null || argument.stripLeading().startsWith("{") ? option : argument;
    return list("sluice: cannot start with " + source + ":", e.faults());
  }

  private static String list(String head, List<String> faults) {
    StringBuilder text = new StringBuilder(head);
    for (String fault : faults) {
      text.append(System.lineSeparator()).append("  ").append(fault);
    }
    return text.toString();
  }

  /** Why the server could not start: in one line, or in one for each fault. */
  static String describe(Throwable cause, SluiceConfig config) {
    if (isAddressInUse(cause)) {
      Integer admin = config.admin().port();
      return "sluice: port "
          + config.port()
          + " on "
          + config.host()
          + (admin == null || admin == 0
              ? ""
              : ", or " + admin + " on " + config.admin().host() + ",")
          + " is in use";
    }
    if (cause instanceof ConfigException e) {
      return list("sluice: cannot start:", e.faults());
    }
    if (cause instanceof ContractException e) {
      return list(
          "sluice: cannot start with the contract" + origin(config.rest()) + ":", e.faults());
    }
    boolean named = cause.getMessage() != null && !(cause instanceof LinkageError);
    String reason = named ? cause.getMessage() : cause.toString();
    return cause instanceof IOException
        ? "sluice: cannot listen on " + config.host() + " port " + config.port() + ": " + reason
        : "sluice: cannot start: " + reason;
  }

  /** Why what a jar on the class path offers cannot be had. */
  static String describe(ServiceConfigurationError error) {
    Throwable cause = error.getCause();
    return "sluice: cannot start: "
        + error.getMessage()
        + (cause == null ? "" : " (" + cause + ")");
  }

  /** The file that the contract is, or is made of, if there is one. */
  private static String origin(RestConfig rest) {
    if (rest.contract() != null) {
      return " " + rest.contract();
    }
    String rules = rest.transcoding().rules();
    return rules == null ? "" : " made of " + rules;
  }

  /** The exit code of a server that could not start: 2 if its configuration is wrong, else 1. */
  static int exitCode(@Nullable Throwable cause) {
    boolean wrong =
        cause instanceof ContractException
            || (cause != null && !ConfigException.isElsewhere(cause));
    return wrong ? 2 : 1;
  }

  private static boolean isAddressInUse(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return (cause instanceof BindException || cause instanceof Errors.NativeIoException)
        && message.contains("Address already in use");
  }
}
