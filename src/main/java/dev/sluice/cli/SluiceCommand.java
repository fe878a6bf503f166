package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice}: starts the server, or runs a subcommand. */
@Command(
    name = "sluice",
    description = "Serves gRPC, gRPC-Web and REST/JSON from one port.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RunCommand.class,
      GreetCommand.class,
      RouteGuideCommand.class,
      MakeKeyCommand.class
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well; the server was told to stop, and did",
      "1:something failed, such as a port that is in use, a server that is away or a file that is"
          + " corrupt",
      "2:the command line is wrong, or the conf, or the contract or another file that the conf names"
    })
final class SluiceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    return ServerStart.start(options, spec.commandLine());
  }
}
