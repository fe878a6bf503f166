package dev.sluice.cli;

import dev.sluice.channel.ChannelOptions;
import dev.sluice.channel.LoadBalancing;
import dev.sluice.channel.Target;
import dev.sluice.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which servers a command calls, and how long it waits. */
final class TargetOptions {

  private static final double LONGEST_DEADLINE_SECONDS = 86_400;
  private static final int MOST_ATTEMPTS = 100;
  private static final int DEFAULT_DEADLINE_MILLIS = 5_000;
  private static final String DEFAULT_TARGET = "localhost:8080";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--target",
      paramLabel = "<host:port>",
      split = ",",
      description = {
        "The server; several, with commas between them or by several options, share the calls."
            + " dns:///name:port is all addresses of a name, srv:///_service._tcp.name the servers"
            + " of an SRV record. Default: localhost:8080."
      })
  private @Nullable List<String> targets;

  @Option(
      names = "--channel-conf",
      paramLabel = "<file|json>",
      description =
          "How servers are called, as JSON: ejection, retries and their budget, and all else that"
              + " a channel has. Options beside it have the last word.")
  private @Nullable String channelConf;

  @Option(
      names = "--balancing",
      paramLabel = "<how>",
      description =
          "How calls are spread over several servers: roundRobin or leastRequests. Default:"
              + " roundRobin.")
  private @Nullable String balancing;

  @Option(
      names = "--attempts",
      paramLabel = "<n>",
      description =
          "How often a call is made at most while servers are UNAVAILABLE, within its deadline."
              + " Default: 3.")
  private @Nullable Integer attempts;

  @Option(
      names = "--wait-for-ready",
      description = "Waits for a server that is away, within the deadline of a call.")
  private boolean waitForReady;

  @Mixin private TlsOptions tls = new TlsOptions();
  @Mixin private CredentialOptions credentials = new CredentialOptions();

  @Option(
      names = "--deadline",
      paramLabel = "<seconds>",
      description = "How long each call may take. Default: 5.")
  private @Nullable Double deadline;

  /**
   * The servers.
   *
   * @throws ParameterException naming the option that is wrong
   */
  GrpcTarget target() {
    JsonObject given = given();
    JsonObject json = defaults().mergeIn(conf(), true);
    try {
      Object retry = json.getValue("retry");
      if (attempts != null && retry instanceof JsonObject policy) {
        policy.put("maxAttempts", attempts);
      }
      return new GrpcTarget(ChannelOptions.of(json.mergeIn(given)));
    } catch (ConfigException e) {
      throw wrong(
          e.faults().stream()
              .collect(
                  Collectors.groupingBy(
                      fault -> source(fault, given), TreeMap::new, Collectors.joining("; ")))
              .entrySet()
              .stream()
              .map(faults -> faults.getKey() + ": " + faults.getValue())
              .collect(Collectors.joining("; ")));
    }
  }

  private JsonObject conf() {
    try {
      return JsonArgument.read("--channel-conf", channelConf);
    } catch (ConfigException e) {
      throw wrong("--channel-conf: " + String.join("; ", e.faults()));
    }
  }

  /** The option that a fault of the channel's options comes from. */
  private String source(String fault, JsonObject given) {
    if (given.containsKey("credentials") && fault.startsWith("credentials")) {
      return credentials.option();
    }
    return given.containsKey("tls") && fault.startsWith("tls") ? "--tls" : "--channel-conf";
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** What is so unless the conf or the options say something else. */
  private static JsonObject defaults() {
    return new JsonObject()
        .put("targets", DEFAULT_TARGET)
        .put("deadlineMillis", DEFAULT_DEADLINE_MILLIS)
        .put("ejection", backoff())
        .put("retry", backoff());
  }

  private static JsonObject backoff() {
    return new JsonObject().put("initialBackoffMillis", 100).put("maxBackoffMillis", 1_000);
  }

  /** What the options say, each of which is checked by itself. */
  private JsonObject given() {
    JsonObject json = new JsonObject();
    List<Target> servers = servers();
    if (targets != null) {
      json.put("targets", new JsonArray(List.copyOf(targets)));
    }
    if (balancing != null) {
      json.put("loadBalancing", balancing(balancing).key());
    }
    if (deadline != null) {
      if (!(deadline >= 0.001 && deadline <= LONGEST_DEADLINE_SECONDS)) {
        throw invalid(
            command, "--deadline", Double.toString(deadline), "seconds from 0.001 to 86400");
      }
      json.put("deadlineMillis", (int) Math.round(deadline * 1000));
    }
    if (attempts != null && (attempts < 1 || attempts > MOST_ATTEMPTS)) {
      throw invalid(command, "--attempts", Integer.toString(attempts), "1 to " + MOST_ATTEMPTS);
    }
    if (waitForReady) {
      json.put("waitForReady", true);
    }
    JsonObject secured = tls.json();
    JsonObject shown = credentials.json();
    if (secured != null) {
      json.put("tls", secured);
    }
    if (shown != null) {
      json.put("credentials", shown);
      if (secured == null && channelConf == null) {
        servers.forEach(this::refuseClearText);
      }
    }
    return json;
  }

  private LoadBalancing balancing(String how) {
    return LoadBalancing.of(how)
        .orElseThrow(() -> invalid(command, "--balancing", how, LoadBalancing.EXPECTED));
  }

  private List<Target> servers() {
    if (targets == null) {
      return List.of();
    }
    List<Target> servers = targets.stream().map(this::parsed).toList();
    if (servers.isEmpty()) { // commas at the end are left out
      throw invalid(command, "--target", ",", Target.EXPECTED);
    }
    return servers;
  }

  private void refuseClearText(Target server) {
    if (!server.isThisMachine()) {
      throw wrong("--target: \"" + server + "\" (expected: --tls beside a token)");
    }
  }

  private Target parsed(String text) {
    return Target.parse(text)
        .orElseThrow(() -> invalid(command, "--target", text, Target.EXPECTED));
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
