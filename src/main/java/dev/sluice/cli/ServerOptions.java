package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a server's start; their names are those of the Vert.x launchers. */
final class ServerOptions {

  @Option(
      names = {"-conf", "--conf"},
      paramLabel = "<file|json>",
      description = "The configuration: a JSON file, or JSON as it is. Default: all defaults.")
  @Nullable String conf;

  @Option(
      names = {"-instances", "--instances"},
      paramLabel = "<n>",
      description = "How many instances of the server share the port, each on its event loop.")
  int instances = 1;

  @Option(
      names = {"-options", "--options"},
      paramLabel = "<file|json>",
      description = "The options of Vert.x: a JSON file, or JSON as it is.")
  @Nullable String vertxOptions;

  @Option(
      names = {"-cluster", "--cluster"},
      description = "Joins a cluster, by the cluster manager on the class path.")
  private boolean cluster;

  @Option(
      names = {"-cluster-host", "--cluster-host"},
      paramLabel = "<host>",
      description = "The address to bind to for the cluster.")
  private @Nullable String clusterHost;

  @Option(
      names = {"-cluster-port", "--cluster-port"},
      paramLabel = "<port>",
      description = "The port to bind to for the cluster.")
  private @Nullable Integer clusterPort;

  @Option(
      names = {"-cluster-public-host", "--cluster-public-host"},
      paramLabel = "<host>",
      description = "The address that the cluster reaches this node at.")
  private @Nullable String clusterPublicHost;

  @Option(
      names = {"-cluster-public-port", "--cluster-public-port"},
      paramLabel = "<port>",
      description = "The port that the cluster reaches this node at.")
  private @Nullable Integer clusterPublicPort;

  /** What the Vert.x launcher is to read itself. */
  String[] launcherArguments() {
    List<String> args = new ArrayList<>(List.of("-instances", Integer.toString(instances)));
    if (cluster) {
      args.add("-cluster");
    }
    add(args, "-cluster-host", clusterHost);
    add(args, "-cluster-port", clusterPort);
    add(args, "-cluster-public-host", clusterPublicHost);
    add(args, "-cluster-public-port", clusterPublicPort);
    return args.toArray(String[]::new);
  }

  private static void add(List<String> args, String name, @Nullable Object value) {
    if (value != null) {
      args.add(name);
      args.add(value.toString());
    }
  }
}
