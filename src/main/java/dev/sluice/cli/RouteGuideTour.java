package dev.sluice.cli;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideGrpcClient;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.vertx.core.Future;
import io.vertx.grpc.client.GrpcClient;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The four calls of the RouteGuide tutorial, one after the other, each printed as it is made. */
final class RouteGuideTour {

  private static final Point KNOWN = point(409_146_138, -746_188_906);
  private static final Point UNKNOWN = point(0, 0);
  private static final Rectangle AREA =
      Rectangle.newBuilder()
          .setLo(point(400_000_000, -750_000_000))
          .setHi(point(420_000_000, -730_000_000))
          .build();
  private static final int ROUTE_POINTS = 10;
  private static final List<RouteNote> NOTES =
      List.of(
          note(point(0, 1), "Is anybody here?"),
          note(point(0, 2), "The view is better from here."),
          note(point(1, 0), "Mind the gap."),
          note(point(0, 1), "I am back."));

  private final GrpcTarget target;
  private final PrintWriter out;
  private final List<Point> places;
  private final Random random = new Random();

  RouteGuideTour(GrpcTarget target, PrintWriter out, List<Point> places) {
    this.target = target;
    this.out = out;
    this.places = places;
  }

  Future<Void> make(GrpcClient client) {
    return getFeature(client, KNOWN)
        .compose(v -> getFeature(client, UNKNOWN))
        .compose(v -> listFeatures(client))
        .compose(v -> recordRoute(client))
        .compose(v -> routeChat(client));
  }

  private Future<Void> getFeature(GrpcClient client, Point point) {
    out.println("GetFeature " + text(point));
    return target.call(
        client,
        RouteGuideGrpcClient.GetFeature,
        List.of(point).iterator(),
        feature ->
            out.println(
                "  " + (feature.getName().isEmpty() ? "nothing is known here" : text(feature))));
  }

  private Future<Void> listFeatures(GrpcClient client) {
    out.println("ListFeatures from " + text(AREA.getLo()) + " to " + text(AREA.getHi()));
    AtomicInteger count = new AtomicInteger();
    return target
        .call(
            client,
            RouteGuideGrpcClient.ListFeatures,
            List.of(AREA).iterator(),
            feature -> {
              count.incrementAndGet();
              out.println("  " + text(feature));
            })
        .onSuccess(v -> out.println("  features: " + count));
  }

  private Future<Void> recordRoute(GrpcClient client) {
    out.println("RecordRoute through places taken at random");
    Iterator<Point> route =
        Stream.generate(() -> RouteGuideCommand.anyOf(places, random))
            .limit(ROUTE_POINTS)
            .peek(point -> out.println("  passes " + text(point)))
            .iterator();
    return target.call(
        client,
        RouteGuideGrpcClient.RecordRoute,
        route,
        summary -> out.println("  " + text(summary)));
  }

  private Future<Void> routeChat(GrpcClient client) {
    out.println("RouteChat");
    Iterator<RouteNote> notes =
        NOTES.stream().peek(note -> out.println("  leaves " + text(note))).iterator();
    return target.call(
        client,
        RouteGuideGrpcClient.RouteChat,
        notes,
        note -> out.println("  finds  " + text(note)));
  }

  /** What a summary says, in one line. */
  static String text(RouteSummary summary) {
    return "points: %d, at features: %d, metres: %d, seconds: %d"
        .formatted(
            summary.getPointCount(),
            summary.getFeatureCount(),
            summary.getDistance(),
            summary.getElapsedTime());
  }

  private static String text(Feature feature) {
    return feature.getName() + " (" + text(feature.getLocation()) + ")";
  }

  private static String text(RouteNote note) {
    return "\"" + note.getMessage() + "\" at " + text(note.getLocation());
  }

  private static String text(Point point) {
    return degrees(point.getLatitude()) + ", " + degrees(point.getLongitude());
  }

  private static String degrees(int e7) {
    return BigDecimal.valueOf(e7, 7).toPlainString();
  }

  private static Point point(int latitude, int longitude) {
    return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
  }

  private static RouteNote note(Point location, String message) {
    return RouteNote.newBuilder().setLocation(location).setMessage(message).build();
  }
}
