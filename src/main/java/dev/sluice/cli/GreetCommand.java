package dev.sluice.cli;

import dev.sluice.proto.helloworld.GreeterGrpcClient;
import dev.sluice.proto.helloworld.HelloReply;
import dev.sluice.proto.helloworld.HelloRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice greet}: asks a server's Greeter for a greeting and prints it. */
@Command(
    name = "greet",
    description = "Asks a server's helloworld.Greeter for a greeting, over gRPC.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class GreetCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TargetOptions options = new TargetOptions();

  @Option(
      names = "--name",
      paramLabel = "<name>",
      defaultValue = "world",
      description = "Who is to be greeted. Default: ${DEFAULT-VALUE}.")
  private String name = "";

  @Override
  public Integer call() {
    GrpcTarget target = options.target();
    return options.exitCodeOf(
        () ->
            greetings(target)
                .forEach(reply -> spec.commandLine().getOut().println(reply.getMessage())));
  }

  private List<HelloReply> greetings(GrpcTarget target) throws CallFailure {
    Iterator<HelloRequest> hello =
        List.of(HelloRequest.newBuilder().setName(name).build()).iterator();
    List<HelloReply> replies = new ArrayList<>();
    return target.run(
        client ->
            target.call(client, GreeterGrpcClient.SayHello, hello, replies::add).map(v -> replies));
  }
}
