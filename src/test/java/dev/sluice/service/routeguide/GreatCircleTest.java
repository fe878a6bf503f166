package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreatCircleTest {

  @ParameterizedTest
  @CsvSource({
    // a point, another, metres: the angle between them times 6371000
    "0, 0, 0, 0, 0",
    "409146138, -746188906, 409146138, -746188906, 0",
    "0, 0, 10000000, 0, 111194.92664",
    "0, 0, 0, 10000000, 111194.92664",
    "0, 1795000000, 0, -1795000000, 111194.92664",
    "0, 0, 900000000, 0, 10007543.39801",
    "900000000, 0, -900000000, 0, 20015086.79602",
    "0, -900000000, 0, 900000000, 20015086.79602",
    "900000000, 0, 900000000, 1230000000, 0",
    "450000000, 0, 450000000, 1800000000, 10007543.39801",
    "0, 0, 0, 1, 0.01112"
  })
  void measuresAlongTheGreatCircle(int aLat, int aLon, int bLat, int bLon, double metres) {
    assertThat(GreatCircle.metres(point(aLat, aLon), point(bLat, bLon)))
        .isCloseTo(metres, within(0.001));
    assertThat(GreatCircle.metres(point(bLat, bLon), point(aLat, aLon)))
        .isCloseTo(metres, within(0.001));
  }
}
