package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.DeadlineRule;
import dev.sluice.config.MethodPattern;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {

  private static @Nullable Duration millis(@Nullable Long millis) {
    return millis == null ? null : Duration.ofMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({
    ",, , -1",
    "50m,, , 50000000",
    ", 20, , 20000000",
    ", 20, 30, 20000000",
    ", , 30, 30000000",
    "50m, 20, , 50000000",
    "50m, 20, 30, 30000000",
    "10m, 20, 30, 10000000",
    "99999999H, , 30, 30000000"
  })
  void isWhatTheClientAsksForWithinWhatTheServerAllows(
      @Nullable String header, @Nullable Long fallback, @Nullable Long max, long nanos) {
    DeadlineRule rule = new DeadlineRule(new MethodPattern("*"), millis(fallback), millis(max));
    assertThat(GrpcTimeout.of(header, rule)).isEqualTo(nanos);
  }

  @Test
  void doesNotOverflow() {
    assertThat(GrpcTimeout.of("99999999H", null)).isGreaterThan(Long.MAX_VALUE / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "S",
        "1",
        "-1S",
        "+1S",
        "1.5S",
        "1s",
        "1 S",
        "123456789S",
        "1000000000000000000H",
        "١S"
      })
  void isRefusedIfItIsAbsurd(String header) {
    assertThatThrownBy(
            () ->
                GrpcTimeout.of(
                    header, new DeadlineRule(new MethodPattern("*"), null, Duration.ofSeconds(1))))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("INVALID_ARGUMENT");
  }
}
