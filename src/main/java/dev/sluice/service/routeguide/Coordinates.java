package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Point;
import java.util.ArrayList;
import java.util.List;

/** What a {@link Point} may hold, and how one stands for another. */
final class Coordinates {

  static final int MAX_LATITUDE = 900_000_000;
  static final int MAX_LONGITUDE = 1_800_000_000;

  private Coordinates() {}

  /**
   * What is wrong with a point.
   *
   * @param path the field that holds the point, with a dot at its end, or empty
   * @return a line per coordinate out of range
   */
  static List<String> faults(String path, Point point) {
    List<String> faults = new ArrayList<>(2);
    checkRange(path + "latitude", point.getLatitude(), MAX_LATITUDE, faults);
    checkRange(path + "longitude", point.getLongitude(), MAX_LONGITUDE, faults);
    return faults;
  }

  private static void checkRange(String field, int value, int max, List<String> faults) {
    if (value < -max || value > max) {
      faults.add(field + ": " + value + " (expected: " + -max + " to " + max + ")");
    }
  }

  /** A number that is the same for equal points only, ordered by latitude, then by longitude. */
  static long key(Point point) {
    return key(point.getLatitude(), point.getLongitude());
  }

  static long key(int latitude, int longitude) {
    // With its sign bit flipped, the lower half sorts as a signed number does.
    return (long) latitude << 32 | ((longitude ^ Integer.MIN_VALUE) & 0xFFFF_FFFFL);
  }
}
