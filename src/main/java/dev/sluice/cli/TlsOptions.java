package dev.sluice.cli;

import dev.sluice.config.ConfFile;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a command calls its server over TLS, whom it trusts, and what it shows. */
final class TlsOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(names = "--tls", description = "Calls over TLS.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "<pem>",
      description = "The authorities to trust, in place of those of Java.")
  private @Nullable String ca;

  @Option(
      names = "--cert",
      paramLabel = "<pem>",
      description = "The certificate to show to a server that asks for one.")
  private @Nullable String cert;

  @Option(names = "--key", paramLabel = "<pem>", description = "The key of --cert.")
  private @Nullable String key;

  @Option(
      names = "--insecure",
      description = "Trusts any certificate, of whatever name: for development.")
  private boolean insecure;

  /**
   * TLS as told, as a channel's options have it; null for none.
   *
   * @throws ParameterException naming the option that is wrong
   */
  @Nullable JsonObject json() {
    if (!tls) {
      refuseWithoutTls();
      return null;
    }
    if (ca != null) {
      if (insecure) {
        throw TargetOptions.invalid(command, "--ca", ca, "not beside --insecure");
      }
      read("--ca", ca);
    }
    if (cert != null && key != null) {
      read("--cert", cert);
      read("--key", key);
    } else if (cert != null) {
      throw TargetOptions.invalid(command, "--cert", cert, "--key beside it");
    } else if (key != null) {
      throw TargetOptions.invalid(command, "--key", key, "--cert beside it");
    }
    JsonObject json = new JsonObject().put("enabled", true).put("insecure", insecure);
    put(json, "ca", ca);
    put(json, "cert", cert);
    put(json, "key", key);
    return json;
  }

  private static void put(JsonObject json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private void refuseWithoutTls() {
    refuseWithoutTls("--ca", ca);
    refuseWithoutTls("--cert", cert);
    refuseWithoutTls("--key", key);
    refuseWithoutTls("--insecure", insecure ? "" : null);
  }

  private void refuseWithoutTls(String option, @Nullable String value) {
    if (value != null) {
      throw TargetOptions.invalid(command, option, value, "--tls beside it");
    }
  }

  private void read(String option, String file) {
    try {
      ConfFile.read(file);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), option + ": " + file + ": " + e.getMessage(), e);
    }
  }
}
