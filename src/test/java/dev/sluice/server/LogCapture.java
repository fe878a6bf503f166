package dev.sluice.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What a class logs while a test looks. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final Logger logger;
  private final Level earlier;
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

  /** Starts to look. */
  public LogCapture(Class<?> of) {
    logger = (Logger) LoggerFactory.getLogger(of);
    earlier = logger.getLevel();
    logger.setLevel(Level.INFO);
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** What was logged. */
  public Stream<String> lines() {
    return events.stream().map(ILoggingEvent::getFormattedMessage);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(earlier);
  }
}
