package dev.sluice.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.soak.FeatureReader.Door;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that reads a little of very much. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class SlowConsumerTest {

  private static final int MANY = 1_000_000;
  private static final int READ = 50;
  private static final int MILLIS_PER_READ = 100;

  /** What the buffers of both kernels take, and more. */
  private static final int FEW = MANY / 10;

  private final EndlessGuide guide = new EndlessGuide();

  @ParameterizedTest
  @EnumSource(Door.class)
  void holdsUpTheServiceAndNotTheMessages(Door door) throws Exception {
    try (LogWatch log = LogWatch.open();
        SoakServer server = SoakServer.start(guide)) {
      try (FeatureReader warmUp = door.open(server, READ)) {
        readAll(warmUp);
      }
      await().until(() -> server.callsUnderWay() == 0);
      Memory before = Memory.now();

      try (FeatureReader reader = door.open(server, MANY)) {
        readSlowly(reader);

        before.hasNotGrown();
        assertThat(guide.produced()).isBetween(READ, FEW);
        assertThat(server.callsUnderWay()).isEqualTo(1);
      }

      await().until(() -> server.callsUnderWay() == 0);
      await()
          .until(
              () -> {
                System.gc();
                return guide.hasLetGo();
              });
      assertThat(guide.produced()).isLessThan(FEW);
      log.isEmpty();
    }
  }

  private static void readAll(FeatureReader reader) throws Exception {
    for (int i = 0; i < READ; i++) {
      reader.read();
    }
  }

  private static void readSlowly(FeatureReader reader) throws Exception {
    Semaphore done = new Semaphore(0);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      ScheduledFuture<?> reading =
          clock.scheduleAtFixedRate(
              () -> {
                try {
                  reader.read();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                done.release();
              },
              0,
              MILLIS_PER_READ,
              TimeUnit.MILLISECONDS);
      while (!done.tryAcquire(READ, 100, TimeUnit.MILLISECONDS)) {
        if (reading.isDone()) {
          reading.get();
        }
      }
    } finally {
      clock.shutdownNow();
    }
  }
}
