package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AddressBookFileTest {

  /** What the Python library writes for {@link #JOHN} at {@link #NOW}. */
  private static final byte[] BYTES_OF_PYTHON =
      HexFormat.of()
          .parseHex(
              "0a520a104a6f686e20446f6520c5bd69c5be6b6110d2091a106a646f6540"
                  + "6578616d706c652e636f6d220c0a083535352d343332311001220d0a0b2b"
                  + "312035353520303130302a0c08a5ebdcca061088eadcc302");

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final Person JOHN =
      Person.newBuilder()
          .setId(1234)
          .setName("John Doe Žižka")
          .setEmail("jdoe@example.com")
          .addPhones(PhoneNumber.newBuilder().setNumber("555-4321").setType(PhoneType.HOME))
          .addPhones(PhoneNumber.newBuilder().setNumber("+1 555 0100"))
          .build();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("book");
  }

  @Test
  void writesTheBytesThatPythonWrites() throws Exception {
    book().add(JOHN);

    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
    assertThat(people())
        .containsExactly(
            JOHN.toBuilder()
                .setLastUpdated(
                    Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).setNanos(NOW.getNano()))
                .build());
  }

  @Test
  void addsToWhatIsThereAndKeepsItsBytes() throws Exception {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(
                900,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("of a later version"))
                    .build())
            .build();
    AddressBook before =
        AddressBook.newBuilder()
            .addPeople(person(1).toBuilder().setUnknownFields(later))
            .setUnknownFields(later)
            .build();
    write(before.toByteArray());

    book().add(person(2));

    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).startsWith(before.toByteArray());
    AddressBook after = AddressBook.parseFrom(bytes);
    assertThat(after.getUnknownFields()).isEqualTo(later);
    assertThat(after.getPeople(0)).isEqualTo(before.getPeople(0));
    assertThat(after.getPeople(1).getId()).isEqualTo(2);
    assertThat(people()).isEqualTo(after.getPeopleList());
  }

  @Test
  void takesAnEmptyFileForAnEmptyBook() throws Exception {
    write();

    assertThat(people()).isEmpty();
    book().add(JOHN);
    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
  }

  @Test
  void readsPeopleThatWouldNotBeTaken() throws Exception {
    Person odd =
        Person.newBuilder()
            .setId(-5)
            .setEmail("none")
            .addPhones(PhoneNumber.newBuilder().setTypeValue(7))
            .build();
    write(AddressBook.newBuilder().addPeople(odd).addPeople(odd).build().toByteArray());

    assertThat(people()).containsExactly(odd, odd);
  }

  @Test
  void refusesAFileThatIsCutAnywhereButBetweenPeople() throws Exception {
    byte[] first = AddressBook.newBuilder().addPeople(person(1)).build().toByteArray();
    AddressBook both = AddressBook.newBuilder().addPeople(person(1)).addPeople(JOHN).build();
    byte[] whole = both.toByteArray();

    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      write(cut);
      if (length == first.length) {
        assertThat(people()).hasSize(1);
      } else {
        String where =
            length < first.length ? "0, after 0 people" : first.length + ", after 1 person";
        assertRefuses("is truncated at byte " + where);
      }
      assertThat(file).hasBinaryContent(cut);
    }
  }

  @Test
  void refusesOrReadsWhatHasAWrongByteButNeverFailsOtherwise() throws Exception {
    for (int i = 0; i < BYTES_OF_PYTHON.length; i++) {
      for (int flip : new int[] {1, 2, 4, 0x80, 0xff}) {
        byte[] wrong = BYTES_OF_PYTHON.clone();
        wrong[i] ^= (byte) flip;
        write(wrong);
        try {
          people();
        } catch (AddressBookException e) {
          assertRefuses("");
          assertThat(file).hasBinaryContent(wrong);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // no field
        "0c", // the end of a group that did not begin
        "0affffffff0f", // a person of -1 bytes
        "0affffffffffffffffffff01", // a length that is no varint
        "0a030a01ff", // a name that is not UTF-8
        "0a020a05", // a name that is longer than its person
        "0a04220208c0", // a phone number that ends too early
        "0b0b0b0b0b0b0b", // groups without end
        "7b22", // text
        "2830", // a message of another kind
        "ff"
      })
  void refusesWhatIsNoAddressBook(String hex) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    write(bytes);

    assertRefuses("is ");
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void refusesAnIdThatSomeoneHas() throws Exception {
    write(BYTES_OF_PYTHON);

    assertThatCode(() -> book().requireAddable(1)).doesNotThrowAnyException();
    String message =
        file
            + ": has a person with id 1234 already: \"John Doe Žižka\" (expected: an id that nobody has)";
    assertThatThrownBy(() -> book().requireAddable(1234)).hasMessage(message);
    assertThatThrownBy(() -> book().add(JOHN)).hasMessage(message);
    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
  }

  @Test
  void refusesAPersonThatBreaksARuleBeforeItTouchesTheFile() {
    Person newer =
        JOHN.toBuilder()
            .addPhones(PhoneNumber.newBuilder().setNumber("555").setTypeValue(9))
            .build();

    assertThatThrownBy(() -> book().add(Person.getDefaultInstance()))
        .hasMessageStartingWith("id: \"0\" (expected:");
    assertThatThrownBy(() -> book().add(newer)).hasMessageStartingWith("phone: \"type 9\"");
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesFilesThatAreTooLarge() throws Exception {
    write(BYTES_OF_PYTHON);
    AddressBookFile small = new AddressBookFile(file, () -> NOW, BYTES_OF_PYTHON.length);
    AddressBookFile smaller = new AddressBookFile(file, () -> NOW, BYTES_OF_PYTHON.length - 1);

    assertThatCode(() -> small.forEach(person -> {})).doesNotThrowAnyException();
    assertThatThrownBy(() -> small.add(person(1)))
        .hasMessageContaining("has no room for the person");
    assertThatThrownBy(() -> smaller.forEach(person -> {}))
        .hasMessage(file + ": has 84 bytes (expected: at most 83)");
    assertThatThrownBy(() -> smaller.add(person(1))).hasMessageContaining("has 84 bytes");
    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
  }

  @Test
  void refusesAPersonThatIsTooLarge() throws Exception {
    byte[] name = new byte[PersonReader.MAX_PERSON_BYTES];
    write(
        AddressBook.newBuilder()
            .addPeople(Person.newBuilder().setNameBytes(ByteString.copyFrom(name)))
            .build()
            .toByteArray());

    assertRefuses("has a person of ");
  }

  @Test
  void leavesNoFileWhenTheFirstPersonCannotBeWritten() {
    AddressBookFile full = new AddressBookFile(file, () -> NOW, 10);

    assertThatThrownBy(() -> full.add(JOHN)).hasMessageContaining("has no room for the person");
    assertThat(file).doesNotExist();
  }

  @Test
  void saysWhatIsNotThere() {
    AddressBookFile elsewhere = new AddressBookFile(folder.resolve("no/book"), () -> NOW);

    assertThat(book().isMissing()).isTrue();
    assertThatThrownBy(() -> book().forEach(person -> {})).hasMessage(file + ": no such file");
    assertThatThrownBy(elsewhere::requireAddable)
        .hasMessageEndingWith(": cannot be created: there is no folder " + folder.resolve("no"));
    assertThatThrownBy(() -> elsewhere.add(JOHN)).hasMessageContaining("there is no folder");
  }

  @Test
  void refusesADirectory() throws Exception {
    Files.createDirectory(file);

    assertRefuses("is a directory (expected: an address book file)");
  }

  @Test
  void refusesADevice() {
    file = Path.of("/dev/null");

    assertRefuses("is a device or a pipe");
  }

  @Test
  void refusesAFileInAFile() throws Exception {
    write(BYTES_OF_PYTHON);
    file = file.resolve("book");

    assertRefuses("");
  }

  @Test
  void readsButDoesNotWriteAReadOnlyFileWhoeverRunsIt() throws Exception {
    write(BYTES_OF_PYTHON);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));

    assertThat(people()).hasSize(1);
    String message = file + ": cannot be written: it is read-only";
    assertThatThrownBy(() -> book().requireAddable()).hasMessage(message);
    assertThatThrownBy(() -> book().add(person(1))).hasMessage(message);
    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
  }

  @Test
  void followsLinks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AddressBookFile linked = new AddressBookFile(link, () -> NOW);

    linked.add(JOHN);
    linked.add(person(1));

    assertThat(link).isSymbolicLink();
    assertThat(people()).extracting(Person::getId).containsExactly(1234, 1);
  }

  @Test
  void leavesALinkAsItWasWhenTheFirstPersonCannotBeWritten() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);

    assertThatThrownBy(() -> new AddressBookFile(link, () -> NOW, 10).add(JOHN))
        .isInstanceOf(AddressBookException.class);

    assertThat(link).isSymbolicLink();
    assertThat(file).doesNotExist();
  }

  @Test
  void doesNotWaitForAnotherProcessThatHasTheFile() throws Exception {
    write(BYTES_OF_PYTHON);
    try (LockHolder other = new LockHolder(file)) {
      assertThat(other).isNotNull();
      assertRefuses("is in use by another program; try again when it has ended");
    }

    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
    book().add(person(1));
    assertThat(people()).hasSize(2);
  }

  @Test
  void doesNotWriteWhileTheFileIsReadElsewhereInTheProcess() throws Exception {
    write(BYTES_OF_PYTHON);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.lock(0, Long.MAX_VALUE, true)) {
      assertThat(lock.isShared()).isTrue();
      assertThatThrownBy(() -> book().add(person(1))).hasMessageContaining("is in use");
    }

    assertThat(file).hasBinaryContent(BYTES_OF_PYTHON);
  }

  @Test
  void letsThreadsTakeTurns() throws Exception {
    AddressBookFile shared = book();

    IntStream.rangeClosed(1, 40)
        .parallel()
        .forEach(
            id -> {
              try {
                shared.add(person(id));
              } catch (AddressBookException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(people())
        .extracting(Person::getId)
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  private void assertRefuses(String what) {
    String message = file + ": " + what;
    assertThatThrownBy(this::people)
        .isInstanceOf(AddressBookException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> book().requireAddable())
        .isInstanceOf(AddressBookException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> book().add(person(77)))
        .isInstanceOf(AddressBookException.class)
        .hasMessageStartingWith(message);
  }

  private AddressBookFile book() {
    InstantSource clock = () -> NOW;
    return new AddressBookFile(file, clock);
  }

  private List<Person> people() throws AddressBookException {
    List<Person> people = new ArrayList<>();
    book().forEach(people::add);
    return people;
  }

  private static Person person(int id) {
    return Person.newBuilder().setId(id).setName("Person " + id).build();
  }

  private void write(byte... bytes) throws IOException {
    Files.write(file, bytes);
  }
}
