package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedTokensTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trailers                      | true",
        "Trailers                      | true",
        "gzip, trailers                | true",
        "deflate;q=0.5 , trailers;q=1  | true",
        "trailers;q=0.001              | true",
        "trailers;Q=0                  | false",
        "trailers ; q = 0.000          | false",
        "trailers;x=1;q=0              | false",
        "trailers;q=0, trailers        | false",
        "trailers;q=                   | true",
        "x-trailers                    | ",
        "trailersx                     | ",
        "gzip;trailers                 | ",
        "trailers x                    | ",
        "','                           | ",
        "''                            | ",
      })
  void allowsATokenWithAWeightAboveZero(String header, @Nullable Boolean allowed) {
    assertThat(WeightedTokens.allows(List.of(header), "trailers")).isEqualTo(allowed);
  }

  @Test
  void readsHeadersThatAreGivenSeveralTimesAsOneList() {
    assertThat(WeightedTokens.allows(List.of("gzip", "trailers"), "trailers")).isTrue();
    assertThat(WeightedTokens.allows(List.of(), "trailers")).isNull();
  }
}
