package dev.sluice.soak;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteGuideService;
import dev.sluice.proto.routeguide.RouteSummary;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A route guide that makes features as they are sent, as many as the latitude of {@code hi} says,
 * and takes a thousand points a second.
 */
final class EndlessGuide extends RouteGuideService {

  private static final long TICK_MILLIS = 10;
  private static final int POINTS_PER_TICK = 10;

  private final AtomicInteger produced = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile int pointsPerTick = POINTS_PER_TICK;
  private volatile WeakReference<Object> last = new WeakReference<>(null);

  /** How many features the last listing has made. */
  int produced() {
    return produced.get();
  }

  /** How many points the last route has taken. */
  int taken() {
    return taken.get();
  }

  /** From now on takes points as they come. */
  void hurry() {
    pointsPerTick = Integer.MAX_VALUE;
  }

  /** Whether nothing refers to the last call any more; it is known after a garbage collection. */
  boolean hasLetGo() {
    return last.get() == null;
  }

  @Override
  protected void listFeatures(Rectangle rectangle, WriteStream<Feature> response) {
    produced.set(0);
    Listing listing = new Listing(rectangle.getHi().getLatitude(), response);
    last = new WeakReference<>(listing);
    response.drainHandler(v -> listing.send());
    listing.send();
  }

  private final class Listing {

    private final int count;
    private final WriteStream<Feature> response;

    Listing(int count, WriteStream<Feature> response) {
      this.count = count;
      this.response = response;
    }

    void send() {
      while (!response.writeQueueFull()) {
        int number = produced.get();
        if (number == count) {
          response.end();
          return;
        }
        if (response.write(feature(number)).failed()) {
          return;
        }
        produced.incrementAndGet();
      }
    }
  }

  private static Feature feature(int number) {
    return Feature.newBuilder()
        .setName("The place with the number " + number)
        .setLocation(Point.newBuilder().setLatitude(number).setLongitude(-number))
        .build();
  }

  @Override
  protected void recordRoute(ReadStream<Point> request, Completable<RouteSummary> response) {
    taken.set(0);
    Vertx vertx = Vertx.currentContext().owner();
    Object[] points = new Object[1];
    last = new WeakReference<>(points);
    request.pause();
    long timer = vertx.setPeriodic(TICK_MILLIS, id -> request.fetch(pointsPerTick));
    request.exceptionHandler(e -> vertx.cancelTimer(timer));
    request.handler(
        point -> {
          points[0] = point;
          taken.incrementAndGet();
        });
    request.endHandler(
        v -> {
          vertx.cancelTimer(timer);
          response.succeed(RouteSummary.newBuilder().setPointCount(taken.get()).build());
        });
  }
}
