package dev.sluice.service.routeguide;

import dev.sluice.proto.routeguide.RouteNote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The notes of one Vert.x instance, in memory.
 *
 * <p>Safe for concurrent use, under one lock that is held for as long as it takes to copy the list
 * of one point. Each note stands in two orders, that of its point and that of all notes; as both
 * are by age, the oldest of all is also the oldest of its point, and dropping either takes O(1).
 */
final class LocalNoteStore implements NoteStore, Shareable {

  private final Map<Long, Queue<Kept>> byPoint = new HashMap<>();
  private final LinkedHashSet<Kept> byAge = new LinkedHashSet<>();
  private int maxPerPoint;
  private int max;

  /** A note in the store; two with the same text are still two. */
  private static final class Kept {
    final long point;
    final RouteNote note;

    Kept(long point, RouteNote note) {
      this.point = point;
      this.note = note;
    }
  }

  /** Makes an empty store with bounds, both at least 1. */
  LocalNoteStore(int maxPerPoint, int max) {
    this.maxPerPoint = maxPerPoint;
    this.max = max;
  }

  /** The store of a Vert.x instance, made when first asked for; the newest bounds count. */
  static LocalNoteStore of(Vertx vertx, int maxPerPoint, int max) {
    LocalMap<String, LocalNoteStore> map =
        vertx.sharedData().getLocalMap("dev.sluice.routeguide.notes");
    LocalNoteStore store =
        map.computeIfAbsent("notes", key -> new LocalNoteStore(maxPerPoint, max));
    store.setBounds(maxPerPoint, max);
    return store;
  }

  private synchronized void setBounds(int maxPerPoint, int max) {
    this.maxPerPoint = maxPerPoint;
    this.max = max;
  }

  @Override
  public Future<List<RouteNote>> add(RouteNote note) {
    return Future.succeededFuture(addNow(note));
  }

  private synchronized List<RouteNote> addNow(RouteNote note) {
    Kept kept = new Kept(Coordinates.key(note.getLocation()), note);
    Queue<Kept> here = byPoint.computeIfAbsent(kept.point, key -> new ArrayDeque<>(2));
    List<RouteNote> earlier = new ArrayList<>(here.size());
    here.forEach(other -> earlier.add(other.note));
    here.add(kept);
    byAge.add(kept);
    while (here.size() > maxPerPoint) {
      byAge.remove(here.remove());
    }
    while (byAge.size() > max) {
      dropOldest();
    }
    return earlier;
  }

  private void dropOldest() {
    Iterator<Kept> oldestFirst = byAge.iterator();
    Kept oldest = oldestFirst.next();
    oldestFirst.remove();
    byPoint.computeIfPresent(
        oldest.point,
        (point, here) -> {
          here.remove();
          return here.isEmpty() ? null : here;
        });
  }

  /** How many notes are kept. */
  synchronized int size() {
    return byAge.size();
  }

  /** How many points have notes. */
  synchronized int points() {
    return byPoint.size();
  }
}
