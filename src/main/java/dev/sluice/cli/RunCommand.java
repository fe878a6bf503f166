package dev.sluice.cli;

import dev.sluice.server.ServerVerticle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice run}: starts the server, by the name that Vert.x launchers have for it. */
@Command(
    name = "run",
    description = "Starts the server; the same as no command.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerOptions options = new ServerOptions();

  @Parameters(arity = "0..1", hidden = true)
  private @Nullable String verticle;

  @Override
  public Integer call() {
    if (verticle != null && !verticle.equals(ServerVerticle.class.getName())) {
      throw new ParameterException(
          spec.commandLine(),
          verticle + ": no such verticle (expected: " + ServerVerticle.class.getName() + ")");
    }
    return ServerStart.start(options, spec.commandLine());
  }
}
