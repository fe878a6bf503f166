package dev.sluice.service.routeguide;

import static dev.sluice.service.routeguide.Places.note;
import static dev.sluice.service.routeguide.Places.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.routeguide.RouteNote;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class LocalNoteStoreTest {

  private static List<String> add(NoteStore store, int latitude, String message) {
    return store.add(note(point(latitude, 7), message)).result().stream()
        .map(RouteNote::getMessage)
        .toList();
  }

  @Test
  void answersTheEarlierNotesOfThePointOldestFirst() {
    LocalNoteStore store = new LocalNoteStore(10, 10);

    assertThat(add(store, 1, "a")).isEmpty();
    assertThat(add(store, 2, "b")).isEmpty();
    assertThat(add(store, 1, "c")).containsExactly("a");
    assertThat(add(store, 1, "a")).containsExactly("a", "c");
    assertThat(add(store, 1, "d")).containsExactly("a", "c", "a");
  }

  @Test
  void dropsTheOldestOfAPoint() {
    LocalNoteStore store = new LocalNoteStore(2, 10);
    for (String message : List.of("a", "b", "c", "d")) {
      add(store, 1, message);
    }
    add(store, 2, "other");

    assertThat(store.size()).isEqualTo(3);
    assertThat(add(store, 1, "e")).containsExactly("c", "d");
    assertThat(add(store, 2, "f")).containsExactly("other");
  }

  @Test
  void dropsTheOldestOfAllWithItsPoint() {
    LocalNoteStore store = new LocalNoteStore(10, 3);
    add(store, 1, "a");
    add(store, 2, "b");
    add(store, 3, "c");
    add(store, 2, "d");

    assertThat(store.size()).isEqualTo(3);
    assertThat(store.points()).isEqualTo(2);
    assertThat(add(store, 1, "e")).isEmpty();
    assertThat(add(store, 2, "f")).containsExactly("d");
  }

  @Test
  void keepsNoMoreThanOneNoteIfTold() {
    LocalNoteStore store = new LocalNoteStore(1, 1);

    assertThat(add(store, 1, "a")).isEmpty();
    assertThat(add(store, 1, "b")).containsExactly("a");
    assertThat(add(store, 2, "c")).isEmpty();
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.points()).isEqualTo(1);
  }

  @Test
  void staysWithinItsBoundsForManyThreads() throws Exception {
    LocalNoteStore store = new LocalNoteStore(5, 20);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    assertThat(add(store, (i * 31 + thread) % 9, "x")).hasSizeLessThanOrEqualTo(5);
                    assertThat(store.size()).isLessThanOrEqualTo(20);
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.size()).isEqualTo(20);
  }

  @Test
  @ExtendWith(VertxExtension.class)
  void isOnePerVertxWithTheNewestBounds(Vertx vertx) {
    LocalNoteStore store = LocalNoteStore.of(vertx, 10, 10);
    add(store, 1, "a");
    add(store, 1, "b");
    add(store, 1, "c");

    LocalNoteStore same = LocalNoteStore.of(vertx, 10, 2);

    assertThat(same).isSameAs(store);
    assertThat(add(same, 1, "d")).containsExactly("a", "b", "c");
    assertThat(add(store, 1, "e")).containsExactly("c", "d");
  }
}
