package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.grid;
import static dev.sluice.service.routeguide.Places.note;
import static dev.sluice.service.routeguide.Places.point;
import static dev.sluice.service.routeguide.Places.rectangle;
import static dev.sluice.service.routeguide.RouteGuideServer.LIST_FEATURES;
import static dev.sluice.service.routeguide.RouteGuideServer.RECORD_ROUTE;
import static dev.sluice.service.routeguide.RouteGuideServer.ROUTE_CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.proto.routeguide.Feature;
import dev.sluice.proto.routeguide.Point;
import dev.sluice.proto.routeguide.Rectangle;
import dev.sluice.proto.routeguide.RouteNote;
import dev.sluice.proto.routeguide.RouteSummary;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.lang.ref.WeakReference;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that read slowly, or go away in the middle. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, timeUnit = TimeUnit.SECONDS)
class RouteGuideStreamsTest {

  private static final int FEATURES = 100_000;
  private static final Rectangle ALL = rectangle(point(0, 0), point(1_000, 1_000));

  /** What a window and the queues before it take; a fraction of what there is to send. */
  private static final int FEW = FEATURES / 10;

  /** Counts how far its iterators have been advanced. */
  private static final class CountingStore implements FeatureStore {

    final FeatureStore store = FeatureIndex.of(grid(FEATURES));
    final AtomicInteger taken = new AtomicInteger();
    volatile WeakReference<Iterator<Feature>> last = new WeakReference<>(null);

    @Override
    public Feature at(Point point) {
      return store.at(point);
    }

    @Override
    public Iterator<Feature> within(Rectangle rectangle) {
      Iterator<Feature> features = store.within(rectangle);
      last = new WeakReference<>(features);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return features.hasNext();
        }

        @Override
        public Feature next() {
          taken.incrementAndGet();
          return features.next();
        }
      };
    }
  }

  /**
   * Waits until a count does not change while other calls of the connection are answered, before
   * which both sides have dealt with what they were sent.
   */
  private static int settled(AtomicInteger count, RouteGuideServer server) throws Exception {
    int seen = 0;
    for (int same = 0; same < 20; ) {
      Answers.of(server.call(RECORD_ROUTE)).all();
      same = count.get() == seen && seen > 0 ? same + 1 : 0;
      seen = count.get();
    }
    return seen;
  }

  @Test
  void takesFeaturesNoFasterThanTheClientReads(Vertx vertx) throws Exception {
    CountingStore features = new CountingStore();
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, features, new LocalNoteStore(1, 1))) {
      ClientCall<Rectangle, Feature> call = server.call(LIST_FEATURES);
      Answers<Feature> answers = new Answers<>();
      call.start(answers, new Metadata());
      call.request(1);
      call.sendMessage(ALL);
      call.halfClose();

      assertThat(settled(features.taken, server)).isBetween(1, FEW);
      await().until(() -> answers.soFar().size() == 1);

      call.request(FEATURES);
      assertThat(answers.all()).hasSize(FEATURES).doesNotHaveDuplicates();
      assertThat(features.taken).hasValue(FEATURES);
    }
  }

  @Test
  void letsTheFeaturesGoWhenTheClientCancels(Vertx vertx) throws Exception {
    CountingStore features = new CountingStore();
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, features, new LocalNoteStore(1, 1))) {
      ClientCall<Rectangle, Feature> call = server.call(LIST_FEATURES);
      call.start(new Answers<>(), new Metadata());
      call.request(1);
      call.sendMessage(ALL);
      call.halfClose();
      int taken = settled(features.taken, server);

      call.cancel("enough", null);

      await()
          .until(
              () -> {
                System.gc();
                return features.last.get() == null;
              });
      assertThat(features.taken).hasValue(taken);
    }
  }

  @Test
  void answersOtherCallsOfTheConnectionWhileOneIsSlow(Vertx vertx) throws Exception {
    CountingStore features = new CountingStore();
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, features, new LocalNoteStore(1, 1))) {
      ClientCall<Rectangle, Feature> call = server.call(LIST_FEATURES);
      call.start(new Answers<>(), new Metadata());
      call.sendMessage(ALL);
      call.halfClose();
      settled(features.taken, server);

      assertThat(Answers.of(server.call(RECORD_ROUTE), point(1, 1)).all())
          .extracting(RouteSummary::getFeatureCount)
          .containsExactly(1);
      call.cancel("enough", null);
    }
  }

  @Test
  void takesNotesNoFasterThanTheClientReads(Vertx vertx) throws Exception {
    AtomicInteger taken = new AtomicInteger();
    List<RouteNote> earlier = Collections.nCopies(50, note(point(1, 1), "x".repeat(4_000)));
    NoteStore notes =
        note -> {
          taken.incrementAndGet();
          return Future.succeededFuture(earlier);
        };
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, FeatureIndex.of(List.of()), notes)) {
      ClientCall<RouteNote, RouteNote> call = server.call(ROUTE_CHAT);
      Answers<RouteNote> answers = new Answers<>();
      call.start(answers, new Metadata());
      for (int i = 0; i < 200; i++) {
        call.sendMessage(note(point(1, 1), "short"));
      }
      call.halfClose();

      assertThat(settled(taken, server)).isLessThan(5);

      call.request(Integer.MAX_VALUE);
      assertThat(answers.all()).hasSize(200 * 50);
      assertThat(taken).hasValue(200);
    }
  }

  @Test
  void answersEachNoteBeforeTheNextIsSent(Vertx vertx) throws Exception {
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, FeatureIndex.of(List.of()), new LocalNoteStore(5, 5))) {
      ClientCall<RouteNote, RouteNote> call = server.call(ROUTE_CHAT);
      Answers<RouteNote> answers = new Answers<>();
      call.start(answers, new Metadata());
      call.request(10);
      RouteNote note = note(point(1, 1), "x");
      call.sendMessage(note);
      for (int i = 1; i <= 3; i++) {
        int expected = i * (i + 1) / 2;
        call.sendMessage(note);
        await().until(() -> answers.soFar().size() == expected);
      }
      call.halfClose();
      assertThat(answers.all()).hasSize(6);
    }
  }

  @Test
  void dropsTheAnswersOfAChatThatIsCancelled(Vertx vertx) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    CompletableFuture<List<RouteNote>> store = new CompletableFuture<>();
    NoteStore notes =
        note -> {
          asked.incrementAndGet();
          return Future.fromCompletionStage(store, Vertx.currentContext());
        };
    CountingStore features = new CountingStore();
    try (RouteGuideServer server = RouteGuideServer.start(vertx, features, notes)) {
      ClientCall<RouteNote, RouteNote> call = server.call(ROUTE_CHAT);
      Answers<RouteNote> answers = new Answers<>();
      call.start(answers, new Metadata());
      call.request(10);
      call.sendMessage(note(point(1, 1), "x"));
      call.sendMessage(note(point(1, 1), "y"));
      await().until(() -> asked.get() == 1);

      call.cancel("enough", null);
      // The next call of the same connection is answered after the server has seen the cancel.
      assertThat(Answers.of(server.call(RECORD_ROUTE)).all()).hasSize(1);
      store.complete(
          new AbstractList<>() {
            @Override
            public RouteNote get(int index) {
              answered.incrementAndGet();
              return RouteNote.getDefaultInstance();
            }

            @Override
            public int size() {
              return 3;
            }
          });

      assertThat(Answers.of(server.call(RECORD_ROUTE)).all()).hasSize(1);
      assertThat(answered).hasValue(0);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void failsAChatWhoseStoreFails(Vertx vertx) throws Exception {
    NoteStore notes = note -> Future.failedFuture(new IllegalStateException("secret"));
    try (RouteGuideServer server =
        RouteGuideServer.start(vertx, FeatureIndex.of(List.of()), notes)) {
      Status status =
          Answers.of(server.call(ROUTE_CHAT), note(point(1, 1), "x"), note(point(1, 1), "y"))
              .status();

      assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(status.getDescription()).doesNotContain("secret");
    }
  }
}
