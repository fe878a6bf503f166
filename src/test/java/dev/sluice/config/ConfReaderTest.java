package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfReaderTest {

  @Test
  void countsMilliseconds() {
    JsonObject conf = new JsonObject().put("periodMillis", 250);

    Duration period = ConfReader.read(conf, "", c -> c.millis("periodMillis", 1, 0, 1000));

    assertThat(period).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void putsTheGivenPathBeforeItsKeys() {
    JsonObject conf = new JsonObject().put("periodMillis", -1);

    assertThatThrownBy(
            () ->
                ConfReader.read(conf, "services.clock", c -> c.millis("periodMillis", 1, 0, 1000)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "services.clock.periodMillis: -1"
                + " (expected: milliseconds, an integer from 0 to 1000)");
  }

  @Test
  void reportsWhatItsCallerRejects() {
    JsonObject conf = new JsonObject().put("least", 5);

    assertThatThrownBy(
            () ->
                ConfReader.read(
                    conf,
                    "",
                    c -> {
                      int least = c.integer("least", 0, 0, 9);
                      c.reject("least", "at most the greatest, 4");
                      return least;
                    }))
        .hasMessage("least: 5 (expected: at most the greatest, 4)");
  }

  @Test
  void expectsNoKeyWhereNoneIsRead() {
    assertThatThrownBy(() -> ConfReader.read(new JsonObject().put("a", 1), "", c -> "nothing"))
        .hasMessage("a: unknown key (expected: none)");
  }
}
