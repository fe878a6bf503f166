package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class QueuedAppenderTest {

  private static final int CAPACITY = 4;

  private final Logger logger = (Logger) LoggerFactory.getLogger(QueuedAppenderTest.class);
  private final Console console = new Console();
  private final QueuedAppender queued = new QueuedAppender(console, logger, CAPACITY);

  /** An output that takes nothing until it is told to. */
  private static final class Console extends AppenderBase<ILoggingEvent> {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    protected void append(ILoggingEvent event) {
      writing.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      lines.add(event.getFormattedMessage());
    }
  }

  private void start() {
    console.start();
    queued.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(queued);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(queued);
  }

  @Test
  void doesNotWaitForASlowOutputAndSaysWhatItDropped() throws Exception {
    start();
    logger.info("first");
    console.writing.await();
    for (int i = 0; i < CAPACITY + 3; i++) {
      logger.info("{}", i);
    }
    console.open.countDown();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(console.lines)
                    .containsExactlyInAnyOrder(
                        "first",
                        "0",
                        "1",
                        "2",
                        "3",
                        "Lines of the log that were dropped, for the output is too slow: 3"));
    queued.stop();
  }

  @Test
  void writesWhatWaitsWhenItIsStopped() {
    start();
    console.open.countDown();
    logger.info("one");
    logger.info("two");

    queued.stop();

    assertThat(console.lines).containsExactly("one", "two");
  }
}
