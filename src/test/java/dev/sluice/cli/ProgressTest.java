package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static String shown(long total, boolean terminal) {
    StringWriter out = new StringWriter();
    Progress progress = new Progress(total, new PrintWriter(out), terminal);
    LongStream.rangeClosed(1, total).forEach(progress::at);
    progress.finish();
    progress.finish();
    return out.toString();
  }

  @Test
  void showsABarOnATerminal() {
    assertThat(shown(400, true).split("\r"))
        .hasSize(41)
        .contains("[####################--------------------]  50 %  200 of 400")
        .endsWith("[" + "#".repeat(40) + "] 100 %  400 of 400" + System.lineSeparator());
  }

  @Test
  void printsALineForEachTenthElsewhere() {
    assertThat(shown(1000, false).lines())
        .hasSize(10)
        .startsWith(" 10 %  100 of 1000")
        .endsWith("100 %  1000 of 1000");
  }

  @Test
  void showsNothingOfNothing() {
    assertThat(shown(0, true)).isEmpty();
  }
}
