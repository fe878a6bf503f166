package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListPeopleCommandTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("book");
  }

  @Test
  void listsPeopleAsTheTutorialDoes() throws Exception {
    write(
        Person.newBuilder()
            .setId(1)
            .setName("Zoë 李")
            .setEmail("zoe@example.org")
            .addPhones(phone("555-0100", 0))
            .addPhones(phone("555-0101", 1))
            .addPhones(phone("555-0102", 2))
            .addPhones(phone("555-0103", 3))
            .setLastUpdated(Timestamp.newBuilder().setSeconds(1_767_323_045).setNanos(678_901_000))
            .build(),
        Person.newBuilder().setId(-2).build());

    CommandRun run = CommandRun.of("list-people", file.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Person ID: 1",
            "  Name: Zoë 李",
            "  E-mail address: zoe@example.org",
            "  Mobile phone #: 555-0100",
            "  Home phone #: 555-0101",
            "  Work phone #: 555-0102",
            "  Phone #: 555-0103",
            "  Updated: 2026-01-02T03:04:05.678901Z",
            "Person ID: -2",
            "  Name: ");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1970-01-01T00:00:00Z",
    "-62135596800, 0, 0001-01-01T00:00:00Z",
    "253402300800, 0, 'at no valid time (253402300800 s, 0 ns)'",
    "0, -1, 'at no valid time (0 s, -1 ns)'"
  })
  void listsAnyTime(long seconds, int nanos, String shown) throws Exception {
    write(
        Person.newBuilder()
            .setLastUpdated(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
            .build());

    assertThat(CommandRun.of("list-people", file.toString()).out().lines())
        .last()
        .isEqualTo("  Updated: " + shown);
  }

  @Test
  void escapesWhatATerminalWouldObey() throws Exception {
    write(
        Person.newBuilder()
            .setName("Ada\nPerson ID: 2")
            .setEmail("\u001b]0;title\u0007@x")
            .addPhones(phone("\u202e555", 0))
            .build());

    assertThat(CommandRun.of("list-people", file.toString()).out().lines())
        .containsExactly(
            "Person ID: 0",
            "  Name: Ada\\u000APerson ID: 2",
            "  E-mail address: \\u001B]0;title\\u0007@x",
            "  Mobile phone #: \\u202E555");
  }

  @Test
  void listsNobodyOfAnEmptyFile() throws Exception {
    write();

    assertThat(CommandRun.of("list-people", file.toString())).isEqualTo(new CommandRun(0, "", ""));
  }

  @Test
  void listsNobodyOfAFileThatIsNotWhole() throws Exception {
    write(Person.newBuilder().setId(1).build(), Person.newBuilder().setId(2).build());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertThat(CommandRun.of("list-people", file.toString()))
        .isEqualTo(failure(file + ": is truncated at byte 4, after 1 person"));
  }

  @Test
  void saysWhatItCannotRead() {
    assertThat(CommandRun.of("list-people", file.toString()))
        .isEqualTo(failure(file + ": no such file"));
    assertThat(CommandRun.of("list-people", folder.toString()))
        .isEqualTo(failure(folder + ": is a directory (expected: an address book file)"));
    assertThat(file).doesNotExist();
  }

  @Test
  void saysThatTheListingCouldNotBeWritten() throws Exception {
    write(Person.newBuilder().setId(1).build());
    StringWriter err = new StringWriter();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    int code =
        Main.commandLine()
            .setOut(new PrintWriter(full, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true))
            .execute("list-people", file.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err).hasToString("sluice: cannot write the listing" + System.lineSeparator());
  }

  private static CommandRun failure(String message) {
    return new CommandRun(1, "", "sluice: " + message + System.lineSeparator());
  }

  private void write(Person... people) throws IOException {
    AddressBook.Builder book = AddressBook.newBuilder();
    for (Person person : people) {
      book.addPeople(person);
    }
    Files.write(file, book.build().toByteArray());
  }

  private static PhoneNumber phone(String number, int type) {
    return PhoneNumber.newBuilder().setNumber(number).setTypeValue(type).build();
  }
}
