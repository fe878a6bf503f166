package dev.sluice.cli;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command calls, and how long it waits. */
final class TargetOptions {

  private static final double LONGEST_DEADLINE_SECONDS = 86_400;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--target",
      paramLabel = "<host:port>",
      defaultValue = "localhost:8080",
      description = "The server. Default: ${DEFAULT-VALUE}.")
  private String target = "";

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private CredentialOptions credentials = new CredentialOptions();

  @Option(
      names = "--deadline",
      paramLabel = "<seconds>",
      defaultValue = "5",
      description = "How long each call may take. Default: ${DEFAULT-VALUE}.")
  private double deadline;

  /**
   * The server.
   *
   * @throws ParameterException naming the option that is wrong
   */
  GrpcTarget target() {
    HostAndPort server = HostAndPort.parseAuthority(target, -1);
    if (server == null || server.host().isEmpty() || server.port() < 1) {
      throw invalid(command, "--target", target, "host:port, such as localhost:8080 or [::1]:8080");
    }
    if (!(deadline >= 0.001 && deadline <= LONGEST_DEADLINE_SECONDS)) {
      throw invalid(
          command, "--deadline", Double.toString(deadline), "seconds from 0.001 to 86400");
    }
    HttpClientOptions client = tls.client();
    if (!credentials.isEmpty() && !client.isSsl() && !isLocal(server.host())) {
      throw new ParameterException(
          command.commandLine(), "--target: \"" + target + "\" (expected: --tls beside a token)");
    }
    return new GrpcTarget(
        server, client, Duration.ofMillis(Math.round(deadline * 1000)), credentials.credentials());
  }

  /** Whether a host is this machine, so that nobody else hears what is said to it. */
  private static boolean isLocal(String host) {
    return host.equals("localhost")
        || host.equals("127.0.0.1")
        || host.equals("[::1]")
        || host.equals("::1");
  }

  /** A fault of an option's value. */
  static ParameterException invalid(
      CommandSpec command, String option, String value, String expected) {
    return new ParameterException(
        command.commandLine(), option + ": \"" + value + "\" (expected: " + expected + ")");
  }

  /** A command's part that calls the server. */
  interface Calls {
    void make() throws CallFailure;
  }

  /** Makes calls and turns what they come to into an exit code. */
  int exitCodeOf(Calls calls) {
    try {
      calls.make();
      return 0;
    } catch (CallFailure e) {
      command.commandLine().getErr().println("sluice: " + e.getMessage());
      return 1;
    }
  }
}
