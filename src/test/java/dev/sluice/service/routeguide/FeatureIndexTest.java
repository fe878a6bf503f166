package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.feature;
import static dev.sluice.service.routeguide.Places.grid;
import static dev.sluice.service.routeguide.Places.point;
import static dev.sluice.service.routeguide.Places.rectangle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FeatureIndexTest {

  @Property(tries = 500)
  void findsByRectangleWhatAScanFinds(
      @ForAll("features") List<Feature> features, @ForAll("rectangles") Rectangle rectangle) {
    assertThat(all(FeatureIndex.of(features).within(rectangle)))
        .containsExactlyInAnyOrderElementsOf(
            features.stream().filter(f -> contains(rectangle, f.getLocation())).toList());
  }

  @Property(tries = 500)
  void findsByPointTheFirstThatAScanFinds(
      @ForAll("features") List<Feature> features, @ForAll("points") Point point) {
    assertThat(FeatureIndex.of(features).at(point))
        .isSameAs(
            features.stream().filter(f -> f.getLocation().equals(point)).findFirst().orElse(null));
  }

  /** Few enough values that features share points, latitudes and edges with the rectangles. */
  @Provide
  Arbitrary<Point> points() {
    Arbitrary<Integer> latitudes = Arbitraries.of(-900_000_000, -2, -1, 0, 1, 2, 3, 900_000_000);
    Arbitrary<Integer> longitudes =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-5, 5), Arbitraries.of(-1_800_000_000, 1_800_000_000));
    return Combinators.combine(latitudes, longitudes).as(Places::point);
  }

  @Provide
  Arbitrary<List<Feature>> features() {
    return points().map(p -> feature("x", p)).list().ofMaxSize(120);
  }

  @Provide
  Arbitrary<Rectangle> rectangles() {
    return Combinators.combine(points(), points()).as(Places::rectangle);
  }

  @Test
  void takesTheCornersInAnyOrder() {
    FeatureIndex index = FeatureIndex.of(grid(100));
    List<Feature> expected = all(index.within(rectangle(point(3, 4), point(5, 9))));

    assertThat(expected).hasSize(18);
    assertThat(all(index.within(rectangle(point(5, 9), point(3, 4))))).isEqualTo(expected);
    assertThat(all(index.within(rectangle(point(3, 9), point(5, 4))))).isEqualTo(expected);
    assertThat(all(index.within(rectangle(point(5, 4), point(3, 9))))).isEqualTo(expected);
  }

  @Test
  void holdsNothingAsWell() {
    FeatureIndex index = FeatureIndex.of(List.of());

    assertThat(index.size()).isZero();
    assertThat(index.at(point(0, 0))).isNull();
    assertThat(index.within(rectangle(point(-1, -1), point(1, 1)))).isExhausted();
  }

  @Test
  void endsAsIteratorsDo() {
    Iterator<Feature> one = FeatureIndex.of(grid(1)).within(rectangle(point(0, 0), point(2, 2)));

    assertThat(one.next().getName()).isEqualTo("place 0");
    assertThatThrownBy(one::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void servesAMillionFeatures() {
    FeatureIndex index = FeatureIndex.of(grid(1_000_000));

    assertThat(index.at(point(1_000, 1_000)).getName()).isEqualTo("place 999999");
    assertThat(all(index.within(rectangle(point(499, 499), point(501, 501))))).hasSize(9);
    assertThat(index.within(rectangle(point(0, 0), point(1_000, 1_000)))).hasNext();
  }

  private static boolean contains(Rectangle rectangle, Point point) {
    return between(
            rectangle.getLo().getLatitude(), point.getLatitude(), rectangle.getHi().getLatitude())
        && between(
            rectangle.getLo().getLongitude(),
            point.getLongitude(),
            rectangle.getHi().getLongitude());
  }

  private static boolean between(int end, int value, int otherEnd) {
    return Math.min(end, otherEnd) <= value && value <= Math.max(end, otherEnd);
  }

  private static List<Feature> all(Iterator<Feature> iterator) {
    List<Feature> list = new ArrayList<>();
    iterator.forEachRemaining(list::add);
    return list;
  }
}
