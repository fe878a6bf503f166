package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Ada", "Žižka 李 👩‍💻", "می‌خواهم", "back\\slash", "\ufffd"})
  void leavesPlainTextAlone(String text) {
    assertThat(PlainText.escape(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'a\nb', a\\u000Ab",
    "'\u001b[2J', \\u001B[2J",
    "'\u009b1m', \\u009B1m",
    "'a\u202eb', a\\u202Eb",
    "'\u2066x', \\u2066x",
    "'\u2029', \\u2029",
    "'\udbff\udfff', \\uDBFF\\uDFFF",
    "'👍\u0000', 👍\\u0000"
  })
  void escapesWhatATerminalWouldObey(String text, String escaped) {
    assertThat(PlainText.escape(text)).isEqualTo(escaped);
  }
}
