package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.RouteSummary;
import io.vertx.core.Completable;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One route as it comes in. Of its points only the last is kept.
 *
 * <p>The length is summed up in fractions of a metre and rounded down at the end; what an int
 * cannot hold is answered as the greatest one.
 */
final class RouteRecorder {

  private final FeatureStore features;
  private final ReadStream<Point> request;
  private final Completable<RouteSummary> response;
  private final long startNanos = System.nanoTime();
  private @Nullable Point last;
  private long points;
  private long named;
  private double metres;
  private boolean failed;

  RouteRecorder(
      FeatureStore features, ReadStream<Point> request, Completable<RouteSummary> response) {
    this.features = features;
    this.request = request;
    this.response = response;
  }

  void start() {
    request.endHandler(v -> end());
    request.handler(this::pass);
  }

  private void pass(Point point) {
    if (failed) {
      return;
    }
    points++;
    List<String> faults = Coordinates.faults("", point);
    if (!faults.isEmpty()) {
      failed = true;
      response.fail(RouteGuideImpl.invalid("point " + points, faults));
      return;
    }
    if (features.at(point) != null) {
      named++;
    }
    if (last != null) {
      metres += GreatCircle.metres(last, point);
    }
    last = point;
  }

  private void end() {
    if (!failed) {
      response.succeed(
          RouteSummary.newBuilder()
              .setPointCount(toInt(points))
              .setFeatureCount(toInt(named))
              .setDistance((int) metres)
              .setElapsedTime(toInt(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos)))
              .build());
    }
  }

  private static int toInt(long count) {
    return (int) Math.min(count, Integer.MAX_VALUE);
  }
}
