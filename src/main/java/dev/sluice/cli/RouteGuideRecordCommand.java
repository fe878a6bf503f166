package dev.sluice.cli;

import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.RouteGuideGrpcClient;
import dev.sluice.proto.routeguide.RouteSummary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice route-guide record}: records a long route, and shows how far it has come. */
@Command(
    name = "record",
    description = "Records a route of many points, as fast as the server takes them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class RouteGuideRecordCommand implements Callable<Integer> {

  private static final int MOST_POINTS = 1_000_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TargetOptions options = new TargetOptions();

  @Option(
      names = "--points",
      paramLabel = "<n>",
      defaultValue = "1000",
      description = "How many points the route has. Default: ${DEFAULT-VALUE}.")
  private int points;

  @Override
  public Integer call() {
    GrpcTarget target = options.target();
    if (points < 0 || points > MOST_POINTS) {
      throw TargetOptions.invalid(
          spec, "--points", Integer.toString(points), "0 to " + MOST_POINTS);
    }
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(points, err, Progress.onTerminal());
    return options.exitCodeOf(
        () -> {
          try {
            RouteSummary summary = record(target, progress);
            progress.finish();
            spec.commandLine().getOut().println(RouteGuideTour.text(summary));
          } catch (CallFailure e) {
            progress.finish();
            throw e;
          }
        });
  }

  private RouteSummary record(GrpcTarget target, Progress progress) throws CallFailure {
    Route route = new Route(points, progress);
    List<RouteSummary> summaries = new ArrayList<>();
    target.run(
        client -> target.call(client, RouteGuideGrpcClient.RecordRoute, route, summaries::add));
    if (summaries.size() != 1) {
      throw new CallFailure("the server answered without a summary", null);
    }
    return summaries.get(0);
  }

  /** Places taken at random. */
  private static final class Route implements Iterator<Point> {

    private final List<Point> places = RouteGuideCommand.places();
    private final Random random = new Random();
    private final int points;
    private final Progress progress;
    private int passed;

    Route(int points, Progress progress) {
      this.points = points;
      this.progress = progress;
    }

    @Override
    public boolean hasNext() {
      return passed < points;
    }

    @Override
    public Point next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      progress.at(++passed);
      return RouteGuideCommand.anyOf(places, random);
    }
  }
}
