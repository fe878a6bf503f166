package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

  @ParameterizedTest
  @CsvSource({"abc, abc", "abcd, abcd", "abcde, abcd…", "abc\uD83D\uDE00, abc…"})
  void showsTheBeginningAndCutsNoCharacterInTwo(String text, String shown) {
    assertThat(Excerpt.of(text, 4)).isEqualTo(shown);
  }

  @Test
  void showsAHundredOfWhatIsSentBack() {
    assertThat(Excerpt.of("x".repeat(100))).isEqualTo("x".repeat(100));
    assertThat(Excerpt.of("x".repeat(101))).isEqualTo("x".repeat(100) + "…");
  }
}
