package dev.sluice.cli;

import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice greet}: asks a server's Greeter for a greeting and prints it. */
@Command(
    name = "greet",
    description = "Asks a server's helloworld.Greeter for a greeting, over gRPC.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class GreetCommand implements Callable<Integer> {

  private static final double LONGEST_DEADLINE_SECONDS = 86_400;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--target",
      paramLabel = "<host:port>",
      defaultValue = "localhost:8080",
      description = "The server. Default: ${DEFAULT-VALUE}.")
  private String target = "";

  @Option(
      names = "--name",
      paramLabel = "<name>",
      defaultValue = "world",
      description = "Who is to be greeted. Default: ${DEFAULT-VALUE}.")
  private String name = "";

  @Option(
      names = "--deadline",
      paramLabel = "<seconds>",
      defaultValue = "5",
      description = "How long to wait for the greeting. Default: ${DEFAULT-VALUE}.")
  private double deadline;

  @Override
  public Integer call() {
    HostAndPort server = HostAndPort.parseAuthority(target, -1);
    if (server == null || server.host().isEmpty() || server.port() < 1) {
      throw invalid("--target", target, "host:port, such as localhost:8080 or [::1]:8080");
    }
    if (!(deadline >= 0.001 && deadline <= LONGEST_DEADLINE_SECONDS)) {
      throw invalid("--deadline", Double.toString(deadline), "seconds from 0.001 to 86400");
    }
    Duration wait = Duration.ofMillis(Math.round(deadline * 1000));
    try {
      spec.commandLine().getOut().println(GreeterCall.sayHello(server, name, wait));
      return 0;
    } catch (GreeterCall.Failure e) {
      spec.commandLine().getErr().println("sluice: " + e.getMessage());
      return 1;
    }
  }

  private ParameterException invalid(String option, String value, String expected) {
    return new ParameterException(
        spec.commandLine(), option + ": \"" + value + "\" (expected: " + expected + ")");
  }
}
