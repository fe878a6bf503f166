package dev.sluice.service.addressbook;

import io.vertx.grpc.server.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A book that is open: its file, its people in memory, and the thread that changes both.
 *
 * <p>The thread takes all changes that wait and makes them in a {@link Draft}, one after the other.
 * Then what is new is appended to the file in one write; if someone was changed or removed, the
 * file is written anew instead, once for all who wait. When that is durable the index is changed,
 * the watchers are told, and the futures of the changes complete, in this order. Whatever the size
 * of the book, to add someone costs one write and one sync, shared by all who are added at a time;
 * to change or remove someone costs a copy of the book.
 */
final class OpenBook {

  private static final Logger LOG = LoggerFactory.getLogger(OpenBook.class);

  /** How long a saving aside that failed is not tried again. */
  private static final Duration SAVING_PAUSE = Duration.ofMinutes(1);

  private final BookFile file;
  private final BookContent content;
  private final BookSettings settings;
  private final Watchers watchers = new Watchers();
  private final CommitThread thread;

  /** Why no change is made any more; null while changes are made. */
  private @Nullable StatusException changed;

  /** Made beforehand, since there may be no memory for it when it is needed. */
  private final StatusException uncertain =
      StoreFaults.precondition(
          "the server has failed while it wrote the file of the address book; until it is"
              + " restarted, no one can be added, changed or removed");

  private boolean savedAside;

  /** When saving aside may be tried again. */
  private Instant nextSaving = Instant.MIN;

  private boolean failing;

  private OpenBook(BookFile file, BookContent content, BookSettings settings) {
    this.file = file;
    this.content = content;
    this.settings = settings;
    this.thread =
        new CommitThread(
            "sluice-addressbook-" + file.path().file().getFileName(),
            this::commit,
            settings.maxWaiting(),
            settings.maxWaitingBytes());
  }

  /**
   * Opens a book. Blocks while it is read.
   *
   * @param path the file, which is there; not a link
   * @param settings what it is made with
   * @throws AddressBookException if the file cannot be read or written, is in use, damaged or too
   *     large, or two people have the same id
   */
  static OpenBook open(BookPath path, BookSettings settings) throws AddressBookException {
    try {
      BookFile file = BookFile.open(path, settings.disk(), settings.clock());
      try {
        BookContent content =
            BookLoader.load(file, settings.maxBytes(), settings.maxWaitingBytes());
        return new OpenBook(file, content, settings);
      } catch (AddressBookException | IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw path.failure("cannot be opened", e);
    }
  }

  PeopleIndex index() {
    return content.index();
  }

  Watchers watchers() {
    return watchers;
  }

  /** Has a change made; its promise tells what came of it. */
  void submit(Change<?> change) {
    thread.submit(change);
  }

  private void commit(List<Change<?>> changes) {
    int from = 0;
    while (from < changes.size()) {
      int to = from;
      while (to < changes.size() && changes.get(to).adding()) {
        to++;
      }
      // Additions need not wait for a copy of the book, unless they come after its cause.
      to = to == from ? changes.size() : to;
      commitTogether(changes.subList(from, to));
      from = to;
    }
  }

  private void commitTogether(List<Change<?>> changes) {
    Draft draft = new Draft(content.index(), settings.clock(), file.length(), settings.maxBytes());
    List<Runnable> outcomes = new ArrayList<>(changes.size());
    changes.forEach(change -> outcomes.add(change.makeIn(draft)));
    if (!draft.changes().isEmpty()) {
      try {
        keep(draft);
      } catch (StatusException e) {
        changes.forEach(change -> change.promise().fail(e));
        return;
      }
    }
    outcomes.forEach(Runnable::run);
  }

  private void keep(Draft draft) {
    if (changed != null) {
      if (!settings.clock().instant().isBefore(nextSaving)) {
        saveAside();
      }
      throw changed;
    }
    try {
      requireUnchanged();
      write(draft);
      watchers.tell(draft.changes());
      file.settle();
    } catch (AddressBookException | IOException e) {
      throw unavailable(e);
    }
    if (failing) {
      failing = false;
      LOG.info("{}: can be written again", file.path().name());
    }
  }

  private void write(Draft draft) throws AddressBookException, IOException {
    ByteBuffer added = draft.isRewriting() ? ByteBuffer.allocate(0) : added(draft);
    try {
      if (draft.isRewriting()) {
        file.rewrite(out -> content.write(out, draft.slots()));
      } else {
        file.append(added, draft.isBatched());
      }
      content.accept(draft.slots());
    } catch (RuntimeException | Error e) {
      // The index may lack what is in the file: what is added next could be given an id twice.
      changed = uncertain;
      throw e;
    }
  }

  private void requireUnchanged() throws IOException {
    try {
      file.requireUnchanged();
    } catch (BookFile.ChangedException e) {
      changed =
          StoreFaults.precondition(
              "the file of the address book "
                  + e.getMessage()
                  + " while it was in use; until it is seen to, and the server restarted, no one"
                  + " can be added, changed or removed");
      LOG.error("{}: {} while it was in use", file.path().name(), e.getMessage());
      saveAside();
      throw changed;
    }
  }

  private static ByteBuffer added(Draft draft) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BookContent.writeAdded(bytes, draft.slots());
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private StatusException unavailable(Exception e) {
    String reason =
        e instanceof IOException failure
            ? BookPath.reason(failure)
            : String.valueOf(e.getMessage());
    if (!failing) {
      failing = true;
      LOG.error("{}: cannot be written: {}", file.path().name(), reason);
    }
    return StoreFaults.unavailable("the address book cannot be written at the moment: " + reason);
  }

  /** Keeps everyone in a file beside the one that someone else has changed; once. */
  private void saveAside() {
    if (savedAside) {
      return;
    }
    try {
      Path aside = file.keepAside("saved", out -> content.write(out, Map.of()));
      savedAside = true;
      LOG.error(
          "{}: all people as they were served are in {}",
          file.path().name(),
          PlainText.escape(aside.toString()));
    } catch (IOException e) {
      nextSaving = settings.clock().instant().plus(SAVING_PAUSE);
      LOG.error(
          "{}: the people could not be saved either, and are in memory only: {}",
          file.path().name(),
          BookPath.reason(e));
    }
  }

  /**
   * Makes the changes that wait, and lets go of the file. Blocks. If the file is no longer what was
   * written, everyone is saved beside it first.
   */
  void close() throws IOException, InterruptedException {
    thread.close();
    try (file) {
      saveIfOnlyInMemory();
    }
  }

  private void saveIfOnlyInMemory() {
    if (file.length() == 0) {
      return;
    }
    try {
      if (changed == null) {
        requireUnchanged();
      } else {
        saveAside();
      }
    } catch (StatusException e) {
      LOG.debug("{}: closed after it was changed", file.path().name(), e);
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot tell whether it is as it was written: {}",
          file.path().name(),
          BookPath.reason(e));
    }
  }
}
