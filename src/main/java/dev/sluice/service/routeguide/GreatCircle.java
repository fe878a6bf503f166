package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Point;

/** Distances on a sphere of the Earth's mean radius. */
final class GreatCircle {

  private static final double RADIUS_METRES = 6_371_000;
  private static final double E7 = 1e7;

  private GreatCircle() {}

  /** The metres from one point to another, by the haversine formula. */
  static double metres(Point from, Point to) {
    double latitude = Math.toRadians(from.getLatitude() / E7);
    double otherLatitude = Math.toRadians(to.getLatitude() / E7);
    double byLatitude = sineOfHalf(otherLatitude - latitude);
    double byLongitude =
        sineOfHalf(Math.toRadians(to.getLongitude() / E7 - from.getLongitude() / E7));
    double h =
        byLatitude * byLatitude
            + Math.cos(latitude) * Math.cos(otherLatitude) * byLongitude * byLongitude;
    return 2 * RADIUS_METRES * Math.asin(Math.sqrt(Math.min(1, h)));
  }

  private static double sineOfHalf(double angle) {
    return Math.sin(angle / 2);
  }
}
