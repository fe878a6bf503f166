package dev.sluice.cli;

import dev.sluice.channel.ChannelOptions;
import dev.sluice.channel.ChannelTls;
import dev.sluice.channel.LoadBalancing;
import dev.sluice.channel.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which servers a command calls, and how long it waits. */
final class TargetOptions {

  private static final double LONGEST_DEADLINE_SECONDS = 86_400;
  private static final int MOST_ATTEMPTS = 100;
  private static final int MOST_PAUSE_MILLIS = 1_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--target",
      paramLabel = "<host:port>",
      split = ",",
      defaultValue = "localhost:8080",
      description = {
        "The server; several, with commas between them or by several options, share the calls."
            + " dns:///name:port is all addresses of a name, srv:///_service._tcp.name the servers"
            + " of an SRV record. Default: ${DEFAULT-VALUE}."
      })
  private List<String> targets = List.of();

  @Option(
      names = "--balancing",
      paramLabel = "<how>",
      defaultValue = "roundRobin",
      description =
          "How calls are spread over several servers: roundRobin or leastRequests. Default:"
              + " ${DEFAULT-VALUE}.")
  private String balancing = "";

  @Option(
      names = "--attempts",
      paramLabel = "<n>",
      defaultValue = "3",
      description =
          "How often a call is made at most while servers are UNAVAILABLE, within its deadline."
              + " Default: ${DEFAULT-VALUE}.")
  private int attempts;

  @Option(
      names = "--wait-for-ready",
      description = "Waits for a server that is away, within the deadline of a call.")
  private boolean waitForReady;

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private CredentialOptions credentials = new CredentialOptions();

  @Option(
      names = "--deadline",
      paramLabel = "<seconds>",
      defaultValue = "5",
      description = "How long each call may take. Default: ${DEFAULT-VALUE}.")
  private double deadline;

  /**
   * The servers.
   *
   * @throws ParameterException naming the option that is wrong
   */
  GrpcTarget target() {
    List<Target> servers = targets.stream().map(this::parsed).toList();
    if (servers.isEmpty()) { // commas at the end are left out
      throw invalid(command, "--target", ",", Target.EXPECTED);
    }
    if (!(deadline >= 0.001 && deadline <= LONGEST_DEADLINE_SECONDS)) {
      throw invalid(
          command, "--deadline", Double.toString(deadline), "seconds from 0.001 to 86400");
    }
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw invalid(command, "--attempts", Integer.toString(attempts), "1 to " + MOST_ATTEMPTS);
    }
    ChannelTls secured = tls.tls();
    for (Target server : servers) {
      if (!credentials.isEmpty() && !secured.enabled() && !isLocal(server.host())) {
        throw new ParameterException(
            command.commandLine(), "--target: \"" + server + "\" (expected: --tls beside a token)");
      }
    }
    return new GrpcTarget(
        channel(secured),
        Duration.ofMillis(Math.round(deadline * 1000)),
        credentials.credentials());
  }

  private Target parsed(String text) {
    return Target.parse(text)
        .orElseThrow(() -> invalid(command, "--target", text, Target.EXPECTED));
  }

  private ChannelOptions channel(ChannelTls secured) {
    JsonObject json =
        new JsonObject()
            .put("targets", new JsonArray(List.copyOf(targets)))
            .put("loadBalancing", loadBalancing().key())
            .put("waitForReady", waitForReady)
            .put("ejection", backoff(MOST_PAUSE_MILLIS))
            .put("retry", backoff(MOST_PAUSE_MILLIS).put("maxAttempts", attempts));
    return ChannelOptions.of(json).withTls(secured);
  }

  private static JsonObject backoff(int most) {
    return new JsonObject().put("initialBackoffMillis", 100).put("maxBackoffMillis", most);
  }

  private LoadBalancing loadBalancing() {
    return LoadBalancing.of(balancing)
        .orElseThrow(() -> invalid(command, "--balancing", balancing, LoadBalancing.EXPECTED));
  }

  /** Whether a host is this machine, so that nobody else hears what is said to it. */
  private static boolean isLocal(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("::1");
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
