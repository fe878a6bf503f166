package dev.sluice.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IndentedJsonTest {

  private static String indented(String json) {
    return new String(IndentedJson.of(json.getBytes(US_ASCII)), US_ASCII);
  }

  private static String nested(int elements) {
    return "[".repeat(90) + "1,".repeat(elements) + "1" + "]".repeat(90);
  }

  @Test
  void indentsByTheDepth() {
    assertThat(indented("{\"a\":[1,{}],\"b\":\"{,\"}"))
        .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"{,\"\n}");
    assertThat(indented(nested(1_000))).contains("\n" + " ".repeat(180) + "1,\n");
  }

  @Test
  void leavesWhatWouldBeMuchLarger() {
    String json = nested(100_000);

    assertThat(indented(json)).isEqualTo(json);
  }

  @Test
  void leavesWhatIsTooLargeAsItIs() {
    byte[] json = ("\"" + "x".repeat(4 << 20) + "\"").getBytes(US_ASCII);

    assertThat(IndentedJson.of(json)).isSameAs(json);
  }
}
