package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** People in memory, for as long as a test lasts; its methods may be overridden to go wrong. */
class MemoryPersonStore implements PersonStore {

  private final TreeMap<Integer, Person> people = new TreeMap<>();
  private final AtomicInteger states = new AtomicInteger();

  /** The watches that have not been closed. */
  final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /** How often a page was asked for. */
  final AtomicInteger pages = new AtomicInteger();

  /** Whether the store was closed. */
  volatile boolean closed;

  /** Someone who watches. */
  record Watcher(Handler<PersonChange> changes, Handler<Throwable> end) {}

  /** A store with so many people, their ids from 1. */
  static MemoryPersonStore of(int count) {
    MemoryPersonStore store = new MemoryPersonStore();
    IntStream.rangeClosed(1, count)
        .forEach(id -> store.put(Person.newBuilder().setId(id).setName("Person " + id).build()));
    return store;
  }

  private synchronized Person put(Person person) {
    Person kept = person.toBuilder().setEtag("e" + states.incrementAndGet()).build();
    people.put(kept.getId(), kept);
    return kept;
  }

  synchronized List<Integer> ids() {
    return List.copyOf(people.keySet());
  }

  void tell(Kind kind, Person person) {
    PersonChange change = PersonChange.newBuilder().setKind(kind).setPerson(person).build();
    watchers.forEach(watcher -> watcher.changes().handle(change));
  }

  /** Does it on a context, as stores do. */
  private static <T> Future<T> later(Supplier<T> work) {
    return Future.future(
        promise ->
            Vertx.currentContext()
                .runOnContext(
                    v -> {
                      try {
                        promise.complete(work.get());
                      } catch (RuntimeException e) {
                        promise.fail(e);
                      }
                    }));
  }

  private Person found(int id) {
    Person person = people.get(id);
    if (person == null) {
      throw StoreFaults.notFound(id);
    }
    return person;
  }

  @Override
  public Future<Person> get(int id) {
    return later(
        () -> {
          synchronized (this) {
            return found(id);
          }
        });
  }

  @Override
  public Future<List<Person>> list(PersonFilter filter, int afterId, int limit) {
    pages.incrementAndGet();
    return later(
        () -> {
          synchronized (this) {
            return people.tailMap(afterId, false).values().stream()
                .filter(filter)
                .limit(limit)
                .toList();
          }
        });
  }

  @Override
  public Future<List<Person>> create(List<Person> added) {
    return later(() -> createNow(added));
  }

  private List<Person> createNow(List<Person> added) {
    List<Person> created = new ArrayList<>();
    synchronized (this) {
      Set<Integer> ids = new HashSet<>();
      for (Person person : added) {
        if (person.getId() != 0 && people.containsKey(person.getId())) {
          throw StoreFaults.alreadyExists(person.getId());
        }
        if (person.getId() != 0 && !ids.add(person.getId())) {
          throw StoreFaults.twice(person.getId());
        }
      }
      for (Person person : added) {
        int next = people.isEmpty() ? 1 : people.lastKey() + 1;
        created.add(put(person.getId() == 0 ? person.toBuilder().setId(next).build() : person));
      }
    }
    created.forEach(person -> tell(Kind.CREATED, person));
    return created;
  }

  @Override
  public Future<Integer> createMissing(List<Person> added) {
    return later(
        () -> {
          synchronized (this) {
            int before = people.size();
            added.stream().filter(person -> !people.containsKey(person.getId())).forEach(this::put);
            return people.size() - before;
          }
        });
  }

  @Override
  public Future<Person> update(int id, @Nullable String etag, UnaryOperator<Person> change) {
    return later(
        () -> {
          Person changed;
          synchronized (this) {
            changed = put(change.apply(expected(id, etag)));
          }
          tell(Kind.UPDATED, changed);
          return changed;
        });
  }

  @Override
  public Future<Person> delete(int id, @Nullable String etag) {
    return later(
        () -> {
          Person deleted;
          synchronized (this) {
            deleted = expected(id, etag);
            people.remove(id);
          }
          tell(Kind.DELETED, deleted);
          return deleted;
        });
  }

  private Person expected(int id, @Nullable String etag) {
    Person person = found(id);
    if (etag != null && !etag.equals(person.getEtag())) {
      throw StoreFaults.stale(etag, person.getEtag());
    }
    return person;
  }

  @Override
  public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
    Watcher watcher = new Watcher(changes, end);
    watchers.add(watcher);
    return Future.succeededFuture(() -> watchers.remove(watcher));
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return Future.succeededFuture();
  }
}
