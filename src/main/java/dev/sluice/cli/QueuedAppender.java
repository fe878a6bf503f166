package dev.sluice.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** Has a {@link LogThread} write the events of Logback. Safe for concurrent use. */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private final LogThread log;

  QueuedAppender(LogThread log) {
    this.log = log;
  }

  @Override
  public void start() {
    super.start();
    log.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    log.add(event);
  }

  /** Writes what waits, for as long as two seconds. */
  @Override
  public void stop() {
    if (isStarted()) {
      super.stop();
      log.stop();
    }
  }
}
