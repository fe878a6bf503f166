package dev.sluice.soak;

import static dev.sluice.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideService;
import dev.sluice.proto.routeguide.RouteSummary;
import dev.sluice.soak.FeatureReader.Door;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service that does not care that its client is gone. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LateWriteTest {

  private static final int LATE_WRITES = 100;

  private final Queue<Future<Void>> late = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  /** Goes on after the end: on its own context, from another thread, and with an end of its own. */
  private final class Careless extends RouteGuideService {

    @Override
    protected void listFeatures(Rectangle rectangle, WriteStream<Feature> response) {
      Vertx vertx = Vertx.currentContext().owner();
      response.write(Feature.getDefaultInstance());
      response.exceptionHandler(
          e -> {
            goOn(response);
            vertx
                .executeBlocking(
                    () -> {
                      goOn(response);
                      return null;
                    })
                .onComplete(v -> done.countDown());
          });
    }

    private void goOn(WriteStream<Feature> response) {
      try {
        for (int i = 0; i < LATE_WRITES; i++) {
          late.add(response.write(Feature.getDefaultInstance()));
          response.drainHandler(v -> thrown.add(new AssertionError("drained")));
          if (!response.writeQueueFull()) {
            thrown.add(new AssertionError("not full"));
          }
        }
        late.add(response.end());
        late.add(response.end(Feature.getDefaultInstance()));
      } catch (Throwable e) {
        thrown.add(e);
      }
    }

    @Override
    protected void recordRoute(ReadStream<Point> request, Completable<RouteSummary> response) {
      request.exceptionHandler(
          e -> {
            try {
              request.pause();
              request.fetch(1);
              request.resume();
              response.succeed(RouteSummary.getDefaultInstance());
            } catch (Throwable t) {
              thrown.add(t);
            }
            done.countDown();
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void failsWhatIsWrittenToAClientThatIsGone(Door door) throws Exception {
    try (LogWatch log = LogWatch.open();
        SoakServer server = SoakServer.start(new Careless())) {
      try (FeatureReader reader = door.open(server, 1)) {
        reader.read();
      }

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(late).hasSize(2 * (LATE_WRITES + 2));
      await().untilAsserted(() -> assertThat(late).allMatch(Future::failed));
      assertThat(List.copyOf(thrown)).isEmpty();
      log.isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(PointWriter.Door.class)
  void dropsAnAnswerToAClientThatIsGone(PointWriter.Door door) throws Exception {
    try (LogWatch log = LogWatch.open();
        SoakServer server = SoakServer.start(new Careless())) {
      PointWriter writer = PointWriter.start(vertx, server, door, 1_000_000_000);
      await().until(() -> server.callsUnderWay() == 1);

      writer.leave();

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      await().until(() -> server.callsUnderWay() == 0);
      assertThat(List.copyOf(thrown)).isEmpty();
      log.isEmpty();
    }
  }
}
