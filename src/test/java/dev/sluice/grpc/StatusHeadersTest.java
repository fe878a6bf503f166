package dev.sluice.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "not found,      not found",
    "100% ~,         100%25 ~",
    "'a\r\nb',       a%0D%0Ab",
    "ünready,        %C3%BCnready",
    "\uD83D\uDE00,   %F0%9F%98%80",
    "'',             ''"
  })
  void encodesAllButPrintableAscii(String message, String encoded) {
    assertThat(StatusHeaders.percentEncode(message)).isEqualTo(encoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "%", "ü", "\uD83D\uDE00"})
  void cutsAMessageThatClientsWouldNotTakeAtACharacter(String character) {
    String encoded = StatusHeaders.percentEncode("-" + character.repeat(10_000));

    assertThat(encoded).hasSizeBetween(4096, 4111).endsWith("...");
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8))
        .matches("-(" + character + ")+\\.{3}");
  }

  @Test
  void leavesAMessageOfTheGreatestLengthAsItIs() {
    assertThat(StatusHeaders.percentEncode("a".repeat(4096))).isEqualTo("a".repeat(4096));
  }
}
