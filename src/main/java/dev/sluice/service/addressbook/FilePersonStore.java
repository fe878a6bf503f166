package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps people in a file of the tutorials, a serialised {@code tutorial.AddressBook}.
 *
 * <p>Everyone is in memory as well, serialised: someone who takes 82 bytes in the file takes about
 * 154 there. {@link #get} and {@link #list} do not touch the disk. To add someone is to append,
 * whatever the size of the book; all who wait are added with one write and one sync. To change or
 * remove someone is to write the file anew beside the old one and put it in its place, once for all
 * who wait.
 *
 * <ul>
 *   <li>What has succeeded is on the disk. What had not when the process or the machine stopped may
 *       be there or not; a batch of {@link #create} is there as a whole or not at all, and nobody
 *       is there in part: the rest of an addition is kept aside and cut off when the file is
 *       opened.
 *   <li>While the disk is full or broken, or a change cannot be written since the folder is
 *       read-only, changes fail with UNAVAILABLE, and work again when it is not.
 *   <li>When someone else has replaced, removed, cut or extended the file, it is left as they made
 *       it: all changes fail with FAILED_PRECONDITION until the store is opened anew, and everyone
 *       is saved once in a file beside it.
 *   <li>Fields that are not known here, and people without an id of at least 1, stay in the file;
 *       the latter are not told of. A file in which two people have the same id is not opened.
 *   <li>The file is locked while it is open. The programs of the tutorials do not heed the lock.
 * </ul>
 */
final class FilePersonStore implements PersonStore {

  private static final Logger LOG = LoggerFactory.getLogger(FilePersonStore.class);

  /**
   * How much an event loop looks at in one go, as {@link PeopleIndex#scan} counts: about a thousand
   * people, or fewer large ones.
   */
  private static final long LOOKS = 1L << 20;

  /** About what a change takes besides people. */
  private static final int CHANGE_BYTES = 1_000;

  private final VertxInternal vertx;
  private final Path file;
  private final OpenBook book;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FilePersonStore(VertxInternal vertx, Path file, OpenBook book) {
    this.vertx = vertx;
    this.file = file;
    this.book = book;
  }

  /**
   * Opens the store in a file. All stores of a Vert.x instance in the same file are one, which is
   * closed with the last.
   *
   * @param vertx lends a worker to read the file
   * @param file the file; created if it is not there
   * @return the store; fails with an {@link AddressBookException}, whose message begins with the
   *     file's name, if the file cannot be read or written, is in use by another program, is
   *     damaged or too large, or two people in it have the same id
   */
  static Future<PersonStore> open(Vertx vertx, Path file) {
    return open(vertx, file, BookSettings.DEFAULT);
  }

  static Future<PersonStore> open(Vertx vertx, Path file, BookSettings settings) {
    VertxInternal internal = (VertxInternal) vertx;
    Promise<PersonStore> opened = internal.promise();
    vertx
        .executeBlocking(() -> realPath(new BookPath(file)), false)
        .compose(
            real ->
                SharedBooks.of(vertx)
                    .acquire(real, settings)
                    .<PersonStore>map(book -> new FilePersonStore(internal, real, book)))
        .onComplete(opened);
    return opened.future();
  }

  private static Path realPath(BookPath path) throws AddressBookException {
    try {
      if (path.isMissing()) {
        path.requireFolder();
        path.createIfMissing();
        LOG.info("{}: no such file; created a new one", path.name());
      }
      path.requireRegular();
      return path.file().toRealPath();
    } catch (IOException e) {
      throw path.failure("cannot be opened", e);
    }
  }

  @Override
  public Future<Person> get(int id) {
    if (closed.get()) {
      return Future.failedFuture(isClosed());
    }
    Person person = book.index().get(id);
    return person == null
        ? Future.failedFuture(StoreFaults.notFound(id))
        : Future.succeededFuture(person);
  }

  @Override
  public Future<List<Person>> list(PersonFilter filter, int afterId, int limit) {
    if (closed.get()) {
      return Future.failedFuture(isClosed());
    }
    List<Person> found = new ArrayList<>();
    int last = book.index().scan(filter, afterId, limit, found, LOOKS);
    if (last == 0) {
      return Future.succeededFuture(found);
    }
    return vertx.executeBlocking(
        () -> {
          book.index().scan(filter, last, limit, found, Long.MAX_VALUE);
          return found;
        },
        false);
  }

  @Override
  public Future<List<Person>> create(List<Person> people) {
    return change(draft -> draft.create(people), bytes(people), true);
  }

  @Override
  public Future<Integer> createMissing(List<Person> people) {
    return change(draft -> draft.createMissing(people), bytes(people), true);
  }

  @Override
  public Future<Person> update(int id, @Nullable String etag, UnaryOperator<Person> change) {
    return change(draft -> draft.update(id, etag, change), bytes(id, change), false);
  }

  @Override
  public Future<Person> delete(int id, @Nullable String etag) {
    return change(draft -> draft.delete(id, etag), 0, false);
  }

  private <T> Future<T> change(Function<Draft, T> work, long bytes, boolean adding) {
    if (closed.get()) {
      return Future.failedFuture(isClosed());
    }
    Promise<T> promise = vertx.promise();
    book.submit(new Change<>(work, CHANGE_BYTES + bytes, adding, promise));
    return promise.future();
  }

  /** Of the person as they are, who is copied, and of the new values where they are known. */
  private long bytes(int id, UnaryOperator<Person> change) {
    byte[] old = book.index().bytes(id);
    long values = change instanceof PersonUpdate update ? update.bytes() : 0;
    return values + (old == null ? 0 : old.length);
  }

  private static long bytes(List<Person> people) {
    long bytes = 0;
    for (Person person : people) {
      bytes += person.getSerializedSize();
    }
    return bytes;
  }

  @Override
  public Future<Watch> watch(Handler<PersonChange> changes, Handler<Throwable> end) {
    Watch watch = book.watchers().add(this, changes, end);
    if (closed.get()) {
      watch.close();
      return Future.failedFuture(isClosed());
    }
    return Future.succeededFuture(watch);
  }

  @Override
  public Future<Void> close() {
    if (closed.getAndSet(true)) {
      return Future.succeededFuture();
    }
    Promise<Void> done = vertx.promise();
    SharedBooks.of(vertx).release(file).onComplete(done);
    return done.future().onComplete(result -> book.watchers().end(this, isClosed()));
  }

  private static RuntimeException isClosed() {
    return StoreFaults.unavailable("the address book is closed");
  }
}
