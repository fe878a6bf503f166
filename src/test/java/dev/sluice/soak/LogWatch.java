package dev.sluice.soak;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.MachineLog;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Keeps what is logged while it is open: warnings and errors, as the tests' configuration says. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final MachineLog machine = MachineLog.ofThis();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  static LogWatch open() {
    LogWatch watch = new LogWatch();
    watch.start();
    watch.root.addAppender(watch);
    return watch;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (machine.has(event)) {
      return;
    }
    lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
  }

  /** Expects that nothing was worth a warning. */
  void isEmpty() {
    assertThat(lines).as("log").isEmpty();
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
