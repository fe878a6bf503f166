package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteNote;
import java.util.List;
import java.util.stream.IntStream;

/** Messages for tests. */
final class Places {

  static final Point BERKSHIRE_VALLEY = point(409_146_138, -746_188_906);

  private Places() {}

  static Point point(int latitude, int longitude) {
    return Point.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
  }

  static Rectangle rectangle(Point lo, Point hi) {
    return Rectangle.newBuilder().setLo(lo).setHi(hi).build();
  }

  static Feature feature(String name, Point location) {
    return Feature.newBuilder().setName(name).setLocation(location).build();
  }

  static RouteNote note(Point location, String message) {
    return RouteNote.newBuilder().setLocation(location).setMessage(message).build();
  }

  /** As many features, on a square grid that begins at latitude and longitude 1. */
  static List<Feature> grid(int count) {
    int side = (int) Math.ceil(Math.sqrt(count));
    return IntStream.range(0, count)
        .mapToObj(i -> feature("place " + i, point(1 + i / side, 1 + i % side)))
        .toList();
  }
}
