package dev.sluice.service.routeguide;

import static java.util.Comparator.comparingLong;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Features by their place.
 *
 * <p>The features are sorted by latitude, then by longitude, which finds a point by binary search.
 * For rectangles that order is cut into √n strips of √n features, each a narrow band of latitudes,
 * and within each strip the features are ordered by longitude as well. A rectangle takes a binary
 * search in every strip that it touches; in the strips at its upper and lower edge it meets
 * features that are outside of it, in the others it meets none. So the search costs O(√n·log n),
 * and each feature found O(1).
 *
 * <p>Of several features at one point all are found by rectangle, and the first that was given by
 * point.
 */
final class FeatureIndex implements FeatureStore {

  private final Feature[] features;
  private final int[] byLongitude;
  private final int stripSize;

  private FeatureIndex(Feature[] features) {
    this.features = features;
    this.stripSize = Math.max(1, (int) Math.ceil(Math.sqrt(features.length)));
    this.byLongitude = new int[features.length];
    long[] keys = new long[features.length];
    for (int i = 0; i < features.length; i++) {
      keys[i] = (long) longitude(i) << 32 | i;
    }
    for (int start = 0; start < features.length; start += stripSize) {
      Arrays.sort(keys, start, stripEnd(start));
    }
    for (int i = 0; i < features.length; i++) {
      byLongitude[i] = (int) keys[i];
    }
  }

  /** Makes an index; takes a second or so for a million features. */
  static FeatureIndex of(Collection<Feature> features) {
    Feature[] sorted = features.toArray(Feature[]::new);
    Arrays.sort(sorted, comparingLong(feature -> Coordinates.key(feature.getLocation())));
    return new FeatureIndex(sorted);
  }

  /** How many features there are. */
  int size() {
    return features.length;
  }

  @Override
  public @Nullable Feature at(Point point) {
    int i = firstFrom(Coordinates.key(point));
    return i < features.length && features[i].getLocation().equals(point) ? features[i] : null;
  }

  @Override
  public Iterator<Feature> within(Rectangle rectangle) {
    return new Cursor(rectangle.getLo(), rectangle.getHi());
  }

  /** The position of the first feature whose key is not below a key. */
  private int firstFrom(long key) {
    int low = 0;
    int high = features.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Coordinates.key(latitude(middle), longitude(middle)) < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first place in a strip's order by longitude that is not west of a longitude. */
  private int firstInStrip(int start, int longitude) {
    int low = start;
    int high = stripEnd(start);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (longitude(byLongitude[middle]) < longitude) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int stripEnd(int start) {
    return Math.min(start + stripSize, features.length);
  }

  private int latitude(int position) {
    return features[position].getLocation().getLatitude();
  }

  private int longitude(int position) {
    return features[position].getLocation().getLongitude();
  }

  /** Walks through the strips that a rectangle touches, from the south. */
  private final class Cursor implements Iterator<Feature> {

    private final int south;
    private final int north;
    private final int west;
    private final int east;
    private int strip;
    private int place;
    private int placeEnd;
    private @Nullable Feature next;

    Cursor(Point corner, Point opposite) {
      south = Math.min(corner.getLatitude(), opposite.getLatitude());
      north = Math.max(corner.getLatitude(), opposite.getLatitude());
      west = Math.min(corner.getLongitude(), opposite.getLongitude());
      east = Math.max(corner.getLongitude(), opposite.getLongitude());
      int first = firstFrom(Coordinates.key(south, Integer.MIN_VALUE));
      strip = first - first % stripSize;
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (place < placeEnd) {
          Feature feature = features[byLongitude[place++]];
          int latitude = feature.getLocation().getLatitude();
          if (feature.getLocation().getLongitude() > east) {
            place = placeEnd;
          } else if (latitude >= south && latitude <= north) {
            next = feature;
          }
        } else if (strip < features.length && latitude(strip) <= north) {
          place = firstInStrip(strip, west);
          placeEnd = stripEnd(strip);
          strip = placeEnd;
        } else {
          return false;
        }
      }
      return true;
    }

    @Override
    public Feature next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Feature feature = next;
      next = null;
      return feature;
    }
  }
}
