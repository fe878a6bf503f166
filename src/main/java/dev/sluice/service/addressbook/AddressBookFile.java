package dev.sluice.service.addressbook;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An address book in a file: one serialised {@code tutorial.AddressBook}, as the programs of the
 * Protocol Buffers tutorials read and write it.
 *
 * <p>Serialised messages of a type that are written one after the other are one message with the
 * elements of all (<a href="https://protobuf.dev/programming-guides/encoding/#last-one-wins">the
 * encoding</a>). So a person is added by appending an address book of one; what the file had, even
 * what is not known here, keeps its bytes.
 *
 * <p>The file is locked while it is read or written; the locks are advisory, and the tutorials'
 * programs do not heed them. A file that another process has locked is not waited for.
 *
 * <p>Every method blocks. Threads that share an instance take turns; a file must not have two
 * instances in one process, and a thread that adds must not be interrupted. Each failure is an
 * {@link AddressBookException} which begins with the file's name.
 */
public final class AddressBookFile {

  static final long MAX_BYTES = 1L << 30;
  private static final Disk DISK = new Disk() {};

  private final BookPath file;
  private final InstantSource clock;
  private final long maxBytes;

  /**
   * Names a file. Nothing is read yet.
   *
   * @param file the file, which need not be there; links are followed
   * @param clock tells when a person is added
   */
  public AddressBookFile(Path file, InstantSource clock) {
    this(file, clock, MAX_BYTES);
  }

  AddressBookFile(Path file, InstantSource clock, long maxBytes) {
    this.file = new BookPath(file);
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * Whether the file is not there yet.
   *
   * @return whether adding a person would create the file
   */
  public synchronized boolean isMissing() {
    return file.isMissing();
  }

  /**
   * Reads all people. They are read twice, so that none is told of a file that is not whole.
   *
   * @param action is told of each person, in the order of the file
   * @throws AddressBookException if there is no such file, or it cannot be read, or is corrupt or
   *     truncated, or larger than 1 GiB
   */
  public synchronized void forEach(Consumer<Person> action) throws AddressBookException {
    forEach(count -> {}, action::accept);
  }

  /** What is done with a person, unless it fails. */
  public interface Action<X extends Exception> {

    /** Does it. */
    void accept(Person person) throws X;
  }

  /**
   * Reads all people, as {@link #forEach(Consumer)} does, for as long as all goes well.
   *
   * @param count is told first how many people there are
   * @param action is told of each person, in the order of the file
   * @throws AddressBookException if there is no such file, or it cannot be read, or is corrupt or
   *     truncated, or larger than 1 GiB
   * @throws X what {@code action} fails with, which ends the reading; no {@link IOException}
   */
  public synchronized <X extends Exception> void forEach(LongConsumer count, Action<X> action)
      throws AddressBookException, X {
    try {
      file.requireRegular();
      try (LockedFile locked = LockedFile.open(file, DISK, false)) {
        count.accept(read(locked.channel(), person -> {}));
        read(locked.channel(), action);
      }
    } catch (IOException e) {
      throw file.failure("cannot be read", e);
    }
  }

  /**
   * Checks that people can be added: the file is whole and may be written, or could be created.
   *
   * @throws AddressBookException if {@link #add} would fail, as far as can be told
   */
  public synchronized void requireAddable() throws AddressBookException {
    requireAddable(person -> {});
  }

  /**
   * Checks that a person with this id can be added.
   *
   * @param id an id
   * @throws AddressBookException if someone has the id, or {@link #add} would fail for another
   *     reason, as far as can be told
   */
  public synchronized void requireAddable(int id) throws AddressBookException {
    requireAddable(person -> requireOther(person, id));
  }

  private void requireAddable(Action<AddressBookException> check) throws AddressBookException {
    try {
      if (isMissing()) {
        file.requireFolder();
        return;
      }
      file.requireWritable();
      try (LockedFile locked = LockedFile.open(file, DISK, false)) {
        read(locked.channel(), check);
      }
    } catch (IOException e) {
      throw file.failure("cannot be read", e);
    }
  }

  /**
   * Adds a person; when it returns, the person is on the disk. The file is created if it is not
   * there.
   *
   * @param person the person; {@code last_updated} is set to the present
   * @throws AddressBookException if the person breaks a rule of {@link PersonRules}, if someone in
   *     the file has the id, or if the file cannot be read or written, is corrupt, truncated, in
   *     use or full
   */
  public synchronized void add(Person person) throws AddressBookException {
    PersonRules.check(person);
    ByteBuffer addition = ByteBuffer.wrap(withTime(person).toByteArray());
    boolean missing = isMissing();
    try {
      if (missing) {
        file.requireFolder();
        file.createIfMissing();
      } else {
        file.requireWritable();
      }
      try (LockedFile locked = LockedFile.open(file, DISK, true)) {
        FileChannel channel = locked.channel();
        try {
          read(channel, other -> requireOther(other, person.getId()));
          append(channel, addition);
        } finally {
          if (missing && channel.size() == 0) {
            Files.deleteIfExists(file.file().toRealPath());
          }
        }
      }
    } catch (DurableAppend.HalfDoneException e) {
      throw file.failure("could not be written, nor be given back its length", e);
    } catch (IOException e) {
      throw file.failure("cannot be written", e);
    }
    if (missing) {
      syncFolder();
    }
  }

  private AddressBook withTime(Person person) {
    Instant now = clock.instant();
    return AddressBook.newBuilder()
        .addPeople(
            person.toBuilder()
                .setLastUpdated(
                    Timestamp.newBuilder()
                        .setSeconds(now.getEpochSecond())
                        .setNanos(now.getNano())))
        .build();
  }

  private void append(FileChannel channel, ByteBuffer addition)
      throws AddressBookException, IOException {
    if (addition.remaining() > PersonReader.MAX_PERSON_BYTES
        || channel.size() + addition.remaining() > maxBytes) {
      throw file.fault(
          "has no room for the person (expected: at most "
              + maxBytes
              + " bytes in all, and "
              + PersonReader.MAX_PERSON_BYTES
              + " each)");
    }
    DurableAppend.write(channel, addition);
  }

  private void requireOther(Person person, int id) throws AddressBookException {
    if (person.getId() == id) {
      throw file.fault(
          "has a person with id "
              + id
              + " already: "
              + PlainText.quote(person.getName())
              + " (expected: an id that nobody has)");
    }
  }

  /** Reads all people; returns how many there are. */
  private <X extends Exception> long read(FileChannel channel, Action<X> action)
      throws AddressBookException, IOException, X {
    long size = channel.size();
    if (size > maxBytes) {
      throw file.fault("has " + size + " bytes (expected: at most " + maxBytes + ")");
    }
    channel.position(0);
    PersonReader people = new PersonReader(Channels.newInputStream(channel), size);
    long count = 0;
    for (Person person = next(people); person != null; person = next(people)) {
      action.accept(person);
      count++;
    }
    return count;
  }

  private @Nullable Person next(PersonReader people) throws AddressBookException, IOException {
    try {
      return people.next();
    } catch (PersonReader.UnreadableException e) {
      throw new AddressBookException(file.name() + ": " + e.getMessage(), e);
    }
  }

  /** Makes the name of a new file last; the file itself is on the disk. */
  private void syncFolder() {
    Path folder = file.folder();
    if (folder == null) {
      return;
    }
    try {
      DISK.syncFolder(folder);
    } catch (IOException e) {
      // Not every system can.
    }
  }
}
