package dev.sluice.service.addressbook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The books that are open in one Vert.x instance, one per file, and how many use each. */
final class SharedBooks implements Shareable {

  private final Vertx vertx;
  private final Map<Path, Shared> books = new HashMap<>();

  /** A book and its users; without users it is being closed. */
  private static final class Shared {
    final Future<OpenBook> book;
    Future<Void> closed = Future.succeededFuture();
    int users;

    Shared(Future<OpenBook> book) {
      this.book = book;
    }
  }

  private SharedBooks(Vertx vertx) {
    this.vertx = vertx;
  }

  static SharedBooks of(Vertx vertx) {
    LocalMap<String, SharedBooks> map =
        vertx.sharedData().getLocalMap("dev.sluice.addressbook.books");
    return map.computeIfAbsent("books", key -> new SharedBooks(vertx));
  }

  /**
   * The book in a file, opened by the first who asks. It must be {@linkplain #release released}
   * once for each time it was got.
   *
   * @param file the real path of the file
   * @param settings what the book is made with, if it is not open
   */
  synchronized Future<OpenBook> acquire(Path file, BookSettings settings) {
    Shared shared = books.get(file);
    if (shared == null || shared.users == 0) {
      Future<Void> ready = shared == null ? Future.succeededFuture() : shared.closed;
      shared =
          new Shared(
              ready
                  .otherwiseEmpty()
                  .compose(
                      done ->
                          vertx.executeBlocking(
                              () -> OpenBook.open(new BookPath(file), settings), false)));
      books.put(file, shared);
      Shared opened = shared;
      shared.book.onFailure(e -> forget(file, opened));
    }
    shared.users++;
    return shared.book;
  }

  /** Gives back a book; the last who does closes it. */
  synchronized Future<Void> release(Path file) {
    Shared shared = books.get(file);
    if (shared == null || --shared.users > 0) {
      return Future.succeededFuture();
    }
    shared.closed = shared.book.compose(book -> vertx.executeBlocking(() -> close(book), false));
    shared.closed.onComplete(done -> forget(file, shared));
    return shared.closed;
  }

  private static Void close(OpenBook book) throws IOException, InterruptedException {
    book.close();
    return null;
  }

  private synchronized void forget(Path file, Shared shared) {
    books.remove(file, shared);
  }
}
