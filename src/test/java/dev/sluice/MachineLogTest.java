package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class MachineLogTest {

  private static final String WATCH = "dev.sluice.server.EventLoopWatch";
  private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";

  private static LoggingEvent event(String logger, long time) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(logger);
    event.setTimeStamp(time);
    return event;
  }

  /** A machine that has run from 0 to 10 s, stood still to 15 s, and has run to 60 s. */
  private static MachineLog stoodStill() {
    MachineLog log = new MachineLog(0);
    for (long time = 50; time <= 60_000; time += 50) {
      if (time <= 10_000 || time >= 15_000) {
        log.tick(time);
      }
    }
    return log;
  }

  @ParameterizedTest
  @CsvSource({
    WATCH + ", 15_000, true",
    CHECKER + ", 15_001, true",
    WATCH + ", 18_000, true",
    WATCH + ", 9_000, false",
    WATCH + ", 20_000, false",
    "dev.sluice.call.ServerCall, 15_000, false"
  })
  void hasBlockedThreadsOfTheTimeWhenTheMachineStoodStill(String logger, String time, boolean has) {
    long at = Long.parseLong(time.replace("_", ""));
    assertThat(stoodStill().has(event(logger, at), 60_010)).isEqualTo(has);
  }

  @Test
  void knowsThatItStoodStillBeforeTheThreadThatWatchesRunsAgain() {
    assertThat(stoodStill().has(event(WATCH, 65_000), 65_000)).isTrue();
  }
}
