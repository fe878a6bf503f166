package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The named features, held in memory.
 *
 * <p>Does not change, and so may be read by any number of threads.
 */
interface FeatureStore {

  /** The feature at a point, or null if none is known there. */
  @Nullable Feature at(Point point);

  /**
   * The features within a rectangle, its edges included, in no particular order.
   *
   * <p>They are looked for as the iterator is asked for them, so that one that is dropped half-way
   * has cost no more than it gave.
   *
   * @param rectangle any two opposite corners; it does not extend across the 180th meridian
   */
  Iterator<Feature> within(Rectangle rectangle);
}
