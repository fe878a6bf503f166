package dev.sluice.service.addressbook;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * How a person is in the table: the content is the person without id and etag; the other columns
 * are there to be searched.
 */
final class PostgresRow {

  private static final int LAST_BIT = 31;

  private PostgresRow() {}

  /** A person as added: with the fields that are known, the id still as given, and the time. */
  static Person added(Person person, InstantSource clock) {
    Person.Builder added =
        Person.newBuilder()
            .setName(person.getName())
            .setId(person.getId())
            .setEmail(person.getEmail())
            .setLastUpdated(LastUpdated.first(clock));
    for (PhoneNumber phone : person.getPhonesList()) {
      added.addPhones(phone.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()));
    }
    return fitting(added.build());
  }

  /** A person as changed. */
  static Person changed(Person old, Person person, InstantSource clock) {
    return fitting(
        person.toBuilder()
            .setId(old.getId())
            .setLastUpdated(LastUpdated.next(clock, old))
            .clearEtag()
            .build());
  }

  private static Person fitting(Person person) {
    int size = person.getSerializedSize();
    if (size > PersonReader.MAX_PERSON_BYTES) {
      throw StoreFaults.exhausted(
          "the person has "
              + size
              + " bytes (expected: at most "
              + PersonReader.MAX_PERSON_BYTES
              + ")");
    }
    return person;
  }

  /** Reads the columns {@code id} and {@code content}. */
  static Person read(Row row) {
    return person(row.getInteger("id"), row.getBuffer("content").getBytes());
  }

  /**
   * The person of an id and a content.
   *
   * @throws io.vertx.grpc.server.StatusException FAILED_PRECONDITION if the content is none of a
   *     person
   */
  static Person person(int id, byte[] content) {
    try {
      return Etags.tag(Person.parseFrom(content).toBuilder().setId(id).build());
    } catch (InvalidProtocolBufferException e) {
      throw StoreFaults.precondition("the person with id " + id + " is corrupt in the database");
    }
  }

  /** The values of the columns {@code id} to {@code phone_types}. */
  static Tuple values(Person person) {
    return Tuple.of(
            person.getId(), content(person), bytes(person.getName()), bytes(person.getEmail()))
        .addBuffer(bytes(PersonFilter.fold(person.getName())))
        .addBuffer(bytes(PersonFilter.fold(person.getEmail())))
        .addInteger(phoneTypes(person));
  }

  /** The values of the columns {@code id} to {@code phone_types} of many, a list for each. */
  static Tuple columns(List<Person> people) {
    return Tuple.tuple()
        .addArrayOfInteger(people.stream().map(Person::getId).toArray(Integer[]::new))
        .addArrayOfBuffer(column(people, PostgresRow::content))
        .addArrayOfBuffer(column(people, person -> bytes(person.getName())))
        .addArrayOfBuffer(column(people, person -> bytes(person.getEmail())))
        .addArrayOfBuffer(column(people, person -> bytes(PersonFilter.fold(person.getName()))))
        .addArrayOfBuffer(column(people, person -> bytes(PersonFilter.fold(person.getEmail()))))
        .addArrayOfInteger(people.stream().map(PostgresRow::phoneTypes).toArray(Integer[]::new));
  }

  /** A text as it is in a column. */
  static Buffer bytes(String text) {
    return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bits of {@code phone_types} that a type of telephone may have. */
  static int bits(PhoneType type) {
    if (type != PhoneType.UNRECOGNIZED) {
      return bit(type.getNumber());
    }
    int known = 0;
    for (PhoneType each : PhoneType.values()) {
      known |= each == PhoneType.UNRECOGNIZED ? 0 : bit(each.getNumber());
    }
    return ~known;
  }

  private static int bit(int type) {
    return type >= 0 && type < LAST_BIT ? 1 << type : 1 << LAST_BIT;
  }

  private static Buffer[] column(List<Person> people, Function<Person, Buffer> value) {
    return people.stream().map(value).toArray(Buffer[]::new);
  }

  private static Buffer content(Person person) {
    return Buffer.buffer(person.toBuilder().clearId().build().toByteArray());
  }

  private static int phoneTypes(Person person) {
    int types = 0;
    for (PhoneNumber phone : person.getPhonesList()) {
      types |= bit(phone.getTypeValue());
    }
    return types;
  }
}
