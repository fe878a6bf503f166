package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LogThreadTest {

  private static final int CAPACITY = 4;

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger logger = context.getLogger("test");
  private final Console console = new Console();
  private final LogThread log =
      new LogThread(new TextLines(context), console, context.getLogger("own"), CAPACITY);
  private final QueuedAppender queued = new QueuedAppender(log);

  /** An output that takes nothing until it is told to. */
  private static final class Console extends OutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writing.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.write(bytes, offset, length);
    }

    /** The lines without their time of day. */
    List<String> lines() {
      return written
          .toString(UTF_8)
          .lines()
          .map(line -> line.substring("00:00:00.000 ".length()))
          .toList();
    }
  }

  /** An argument that cannot be formatted. */
  private static final class Broken {
    @Override
    public String toString() {
      throw new IllegalStateException("no string");
    }
  }

  @BeforeEach
  void start() {
    queued.setContext(context);
    queued.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(queued);
  }

  @AfterEach
  void stop() {
    console.open.countDown();
    logger.detachAppender(queued);
    queued.stop();
  }

  @Test
  void doesNotWaitForASlowOutputAndSaysWhatItDropped() throws Exception {
    logger.info("first");
    console.writing.await();
    for (int i = 0; i < CAPACITY + 3; i++) {
      logger.info("{}", i);
    }
    console.open.countDown();

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(console.lines())
                    .containsExactly(
                        "INFO  test first",
                        "INFO  test 0",
                        "INFO  test 1",
                        "INFO  test 2",
                        "INFO  test 3",
                        "WARN  own Lines of the log that were dropped, for the output is too slow: 3"));
  }

  @Test
  void writesWhatWaitsWhenItIsStopped() {
    console.open.countDown();
    logger.info("one");
    logger.info("two");

    queued.stop();

    assertThat(console.lines()).containsExactly("INFO  test one", "INFO  test two");
  }

  @Test
  void writesALineThatComesWhileItIsIdle() {
    console.open.countDown();
    for (int i = 1; i <= 3; i++) {
      int lines = i;
      logger.info("{}", i);
      Awaitility.await().untilAsserted(() -> assertThat(console.lines()).hasSize(lines));
    }
  }

  @Test
  void goesOnAfterALineThatCannotBeFormatted() {
    console.open.countDown();
    logger.atInfo().addKeyValue("broken", new Broken()).log("one");
    logger.info("two");

    queued.stop();

    assertThat(console.lines())
        .containsExactly(
            "WARN  own A line of the log could not be formatted: java.lang.IllegalStateException",
            "INFO  test two");
  }
}
