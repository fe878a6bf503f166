package dev.sluice.soak;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.soak.PointWriter.Door;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that writes far more than the service takes. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class FastProducerTest {

  private static final int MANY = 1_000_000;
  private static final int SECONDS = 5;

  /** More than the service can take in that time. */
  private static final int FEW = SECONDS * 1_000 * 2;

  private final EndlessGuide guide = new EndlessGuide();
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void isHeldUpByTheWire(Door door) throws Exception {
    try (LogWatch log = LogWatch.open();
        SoakServer server = SoakServer.start(guide)) {
      PointWriter.start(vertx, server, door, 100);
      await().until(() -> guide.taken() == 100 && server.callsUnderWay() == 0);
      Memory before = Memory.now();

      PointWriter writer = PointWriter.start(vertx, server, door, MANY);
      await(vertx.timer(SECONDS, TimeUnit.SECONDS));

      before.hasNotGrown();
      assertThat(guide.taken()).isBetween(SECONDS * 100, FEW);
      assertThat(writer.written()).isLessThan(MANY / 2);
      assertThat(writer.stops()).isPositive();
      assertThat(server.callsUnderWay()).isEqualTo(1);

      writer.leave();
      if (door != Door.GRPC) {
        // On a stream of HTTP/2 the end overtakes what is held up; here it stands behind it.
        guide.hurry();
      }
      await().until(() -> server.callsUnderWay() == 0);
      await()
          .until(
              () -> {
                System.gc();
                return guide.hasLetGo();
              });
      log.isEmpty();
    }
  }
}
