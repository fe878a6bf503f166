package dev.sluice.cli;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.service.routeguide.ShippedFeatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice route-guide}: makes the four calls of the RouteGuide tutorial. */
@Command(
    name = "route-guide",
    description = {
      "Makes the four calls of the RouteGuide tutorial: names two points, lists the features of a"
          + " rectangle, records a route, and chats."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = RouteGuideRecordCommand.class,
    sortOptions = false)
final class RouteGuideCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TargetOptions options = new TargetOptions();

  @Override
  public Integer call() {
    GrpcTarget target = options.target();
    RouteGuideTour tour = new RouteGuideTour(target, spec.commandLine().getOut(), places());
    return options.exitCodeOf(() -> target.run(tour::make));
  }

  /** Points that have names at a server which serves the shipped features. */
  static List<Point> places() {
    try {
      return ShippedFeatures.read().stream().map(Feature::getLocation).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A place taken at random. */
  static Point anyOf(List<Point> places, Random random) {
    return places.get(random.nextInt(places.size()));
  }
}
