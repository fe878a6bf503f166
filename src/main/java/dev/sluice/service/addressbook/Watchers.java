package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Handler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who are told of changes, each on the thread that makes them. */
final class Watchers {

  private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  /** Someone who is told of changes. */
  private final class Watcher implements PersonStore.Watch {

    private final Object owner;
    private final Handler<PersonChange> changes;
    private final Handler<Throwable> end;
    private final AtomicBoolean closed = new AtomicBoolean();

    Watcher(Object owner, Handler<PersonChange> changes, Handler<Throwable> end) {
      this.owner = owner;
      this.changes = changes;
      this.end = end;
    }

    void tell(PersonChange change) {
      if (!closed.get()) {
        call(changes, change);
      }
    }

    void end(Throwable why) {
      if (!closed.getAndSet(true)) {
        watchers.remove(this);
        call(end, why);
      }
    }

    @Override
    public void close() {
      closed.set(true);
      watchers.remove(this);
    }

    private <E> void call(Handler<E> handler, E event) {
      try {
        handler.handle(event);
      } catch (RuntimeException e) {
        LOG.error("A watcher of the address book failed", e);
      }
    }
  }

  /** Tells someone of changes from now on. */
  PersonStore.Watch add(Object owner, Handler<PersonChange> changes, Handler<Throwable> end) {
    Watcher watcher = new Watcher(owner, changes, end);
    watchers.add(watcher);
    return watcher;
  }

  /** Tells everyone of changes, in their order. */
  void tell(List<PersonChange> changes) {
    for (Watcher watcher : watchers) {
      changes.forEach(watcher::tell);
    }
  }

  /** Tells those of an owner that they are told of no more changes. */
  void end(Object owner, Throwable why) {
    for (Watcher watcher : watchers) {
      if (watcher.owner == owner) {
        watcher.end(why);
      }
    }
  }

  /** Tells everyone that they are told of no more changes. */
  void end(Throwable why) {
    watchers.forEach(watcher -> watcher.end(why));
  }

  /** Whether there is nobody to tell. */
  boolean isEmpty() {
    return watchers.isEmpty();
  }
}
