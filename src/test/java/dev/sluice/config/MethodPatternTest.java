package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodPatternTest {

  @ParameterizedTest
  @CsvSource({
    "*, a.B/C, true",
    "a.B/*, a.B/C, true",
    "a.B/*, a.BC/D, false",
    "a.B/C, a.B/C, true",
    "a.B/C, a.B/CD, false",
    "a.B/C, a.B/c, false"
  })
  void isOfTheMethodsThatItSays(String pattern, String method, boolean matches) {
    assertThat(new MethodPattern(pattern).matches(method)).isEqualTo(matches);
  }
}
