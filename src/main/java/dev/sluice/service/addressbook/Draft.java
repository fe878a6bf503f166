package dev.sluice.service.addressbook;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.PersonChange;
import io.vertx.grpc.server.StatusException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are made one after the other and not yet kept: what the book is going to be.
 *
 * <p>A change that fails with a {@link StatusException}, or with what the caller's function throws,
 * has left nothing behind.
 */
final class Draft {

  private final PeopleIndex index;
  private final InstantSource clock;
  private final long maxBytes;

  /** Those who are changed, as they are to stand in the file. */
  private final Map<Integer, Slot> slots = new LinkedHashMap<>();

  private final List<PersonChange> changes = new ArrayList<>();
  private long size;
  private int lastId;
  private boolean rewriting;
  private boolean batched;

  /** Who is to stand in the place of a person. */
  static final class Slot {
    private final @Nullable Person person;
    private final byte @Nullable [] bytes;

    private Slot(@Nullable Person person) {
      this.person = person;
      this.bytes = person == null ? null : person.toByteArray();
    }

    /** The person, without an etag; null if nobody. */
    @Nullable Person person() {
      return person;
    }

    /** The person as they are to stand in the file; null if nobody. */
    byte @Nullable [] bytes() {
      return bytes;
    }
  }

  /**
   * Begins without a change.
   *
   * @param index the people that there are
   * @param clock tells when people are changed
   * @param size the size of the file, in bytes
   * @param maxBytes how large it may become
   */
  Draft(PeopleIndex index, InstantSource clock, long size, long maxBytes) {
    this.index = index;
    this.clock = clock;
    this.size = size;
    this.maxBytes = maxBytes;
    this.lastId = index.lastId();
  }

  /** See {@link PersonStore#create}. */
  List<Person> create(List<Person> people) {
    Set<Integer> ids = new HashSet<>();
    int last = lastId;
    for (Person person : people) {
      int id = person.getId();
      if (id != 0 && exists(id)) {
        throw StoreFaults.alreadyExists(id);
      }
      if (id != 0 && !ids.add(id)) {
        throw StoreFaults.twice(id);
      }
      last = Math.max(last, id);
    }
    List<Person> added = new ArrayList<>(people.size());
    long bytes = 0;
    for (Person person : people) {
      if (person.getId() == 0 && last == Integer.MAX_VALUE) {
        throw StoreFaults.exhausted(
            "there is no id after " + last + " for another person (expected: one with an id)");
      }
      Person whole = asNew(person, person.getId() == 0 ? ++last : person.getId());
      bytes += recordSize(whole.getSerializedSize());
      requireRoom(whole, bytes);
      added.add(whole);
    }
    batched |= added.size() > 1;
    return added.stream().map(this::add).toList();
  }

  /** See {@link PersonStore#createMissing}. */
  int createMissing(List<Person> people) {
    Map<Integer, Person> missing = new LinkedHashMap<>();
    long bytes = 0;
    for (Person person : people) {
      if (!exists(person.getId()) && !missing.containsKey(person.getId())) {
        Person whole = asNew(person, person.getId());
        bytes += recordSize(whole.getSerializedSize());
        requireRoom(whole, bytes);
        missing.put(person.getId(), whole);
      }
    }
    missing.values().forEach(this::add);
    return missing.size();
  }

  /** See {@link PersonStore#update}. */
  Person update(int id, @Nullable String etag, UnaryOperator<Person> change) {
    Person old = require(id, etag);
    Person changed =
        Objects.requireNonNull(change.apply(old), "the changed person").toBuilder()
            .setId(id)
            .setLastUpdated(LastUpdated.next(clock, old))
            .clearEtag()
            .build();
    requireRoom(changed, recordSize(changed.getSerializedSize()) - recordSize(length(id)));
    set(id, changed);
    return changed(PersonChange.Kind.UPDATED, Etags.tag(changed));
  }

  /** See {@link PersonStore#delete}. */
  Person delete(int id, @Nullable String etag) {
    Person old = require(id, etag);
    set(id, null);
    return changed(PersonChange.Kind.DELETED, old);
  }

  private Person require(int id, @Nullable String etag) {
    Person person = person(id);
    if (person == null) {
      throw StoreFaults.notFound(id);
    }
    if (etag != null && !etag.equals(person.getEtag())) {
      throw StoreFaults.stale(etag, person.getEtag());
    }
    return person;
  }

  /**
   * A person as it is added: with the fields that are known, of which some are not the caller's.
   */
  private Person asNew(Person person, int id) {
    Person.Builder added =
        Person.newBuilder()
            .setName(person.getName())
            .setId(id)
            .setEmail(person.getEmail())
            .setLastUpdated(LastUpdated.first(clock));
    for (PhoneNumber phone : person.getPhonesList()) {
      added.addPhones(phone.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()));
    }
    return added.build();
  }

  private Person add(Person person) {
    slots.put(person.getId(), new Slot(person));
    size += recordSize(person.getSerializedSize());
    lastId = Math.max(lastId, person.getId());
    return changed(PersonChange.Kind.CREATED, Etags.tag(person));
  }

  private void set(int id, @Nullable Person person) {
    size -= recordSize(length(id));
    size += person == null ? 0 : recordSize(person.getSerializedSize());
    slots.put(id, new Slot(person));
    rewriting = true;
  }

  private Person changed(PersonChange.Kind kind, Person person) {
    changes.add(PersonChange.newBuilder().setKind(kind).setPerson(person).build());
    return person;
  }

  private boolean exists(int id) {
    Slot slot = slots.get(id);
    return slot == null ? index.bytes(id) != null : slot.person() != null;
  }

  private @Nullable Person person(int id) {
    Slot slot = slots.get(id);
    if (slot == null) {
      return index.get(id);
    }
    return slot.person() == null ? null : Etags.tag(slot.person());
  }

  /** How many bytes someone has who is there. */
  private int length(int id) {
    Slot slot = slots.get(id);
    byte[] bytes = slot == null ? index.bytes(id) : slot.bytes();
    return bytes == null ? 0 : bytes.length;
  }

  private void requireRoom(Person person, long more) {
    if (person.getSerializedSize() > PersonReader.MAX_PERSON_BYTES) {
      throw StoreFaults.exhausted(
          "the person has "
              + person.getSerializedSize()
              + " bytes (expected: at most "
              + PersonReader.MAX_PERSON_BYTES
              + ")");
    }
    if (size + more > maxBytes) {
      throw StoreFaults.exhausted(
          "the address book is full (expected: at most " + maxBytes + " bytes)");
    }
  }

  /** How many bytes someone of so many takes in the file. */
  private static int recordSize(int length) {
    return 1 + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  /** What has become of whom, in order; nothing if there is nothing to keep. */
  List<PersonChange> changes() {
    return changes;
  }

  /** Whether someone who stands in the file is changed or removed. */
  boolean isRewriting() {
    return rewriting;
  }

  /** Whether some of those who are added must not be kept without the others. */
  boolean isBatched() {
    return batched;
  }

  /** Those who are changed, by id, in the order in which they were first. */
  Map<Integer, Slot> slots() {
    return slots;
  }
}
