package dev.sluice.service.addressbook;

import static dev.sluice.service.addressbook.StoreCalls.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;
import dev.sluice.proto.addressbook.v1.Person;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in a file on a disk that may have faults. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class FileStoreTest {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

  final Vertx vertx = Vertx.vertx();
  final FaultyDisk disk = new FaultyDisk();
  @TempDir Path folder;
  Path file;
  volatile Instant now = NOW;

  private final List<PersonStore> opened = new ArrayList<>();

  @BeforeEach
  void name() throws IOException {
    file = folder.toRealPath().resolve("people.book");
  }

  @AfterEach
  void close() throws Exception {
    disk.heal();
    for (PersonStore store : opened) {
      await(store.close());
    }
    await(vertx.close());
  }

  PersonStore open() throws Exception {
    return open(AddressBookFile.MAX_BYTES, 1_000, 1 << 20);
  }

  PersonStore open(long maxBytes, int maxWaiting, long maxWaitingBytes) throws Exception {
    InstantSource clock = () -> now;
    BookSettings settings = new BookSettings(clock, disk, maxBytes, maxWaiting, maxWaitingBytes);
    PersonStore store = await(FilePersonStore.open(vertx, file, settings));
    opened.add(store);
    return store;
  }

  static List<Person> all(PersonStore store) throws Exception {
    return await(store.list(PersonFilter.ALL, 0, 1_000_000));
  }

  static Person add(PersonStore store, int id, String name) throws Exception {
    return await(store.create(List.of(StoreCalls.person(id, name)))).get(0);
  }

  /** Those in a file, as the tutorials read them. */
  static List<Integer> idsIn(Path file) throws IOException {
    return AddressBook.parseFrom(Files.readAllBytes(file)).getPeopleList().stream()
        .map(dev.sluice.proto.addressbook.Person::getId)
        .toList();
  }

  /** The files beside the book. */
  List<Path> others() throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.filter(each -> !each.equals(file)).sorted().toList();
    }
  }

  /** The only file beside the book, whose name begins so. */
  Path aside(String kind) throws IOException {
    assertThat(others()).hasSize(1);
    Path aside = others().get(0);
    assertThat(aside.getFileName().toString()).startsWith("people.book." + kind + "-");
    return aside;
  }

  void assertRefused(String why) {
    AddressBookException refusal = catchThrowableOfType(AddressBookException.class, this::open);
    assertThat(refusal).hasMessage(file + ": " + why);
  }

  static dev.sluice.proto.addressbook.Person tutorial(int id, String name) {
    return dev.sluice.proto.addressbook.Person.newBuilder()
        .setId(id)
        .setName(name)
        .setEmail("someone@example.org")
        .addPhones(PhoneNumber.newBuilder().setNumber("+1 555 0100").setType(PhoneType.HOME))
        .setLastUpdated(
            Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).setNanos(NOW.getNano()))
        .build();
  }

  static byte[] book(dev.sluice.proto.addressbook.Person... people) {
    return AddressBook.newBuilder().addAllPeople(List.of(people)).build().toByteArray();
  }
}
