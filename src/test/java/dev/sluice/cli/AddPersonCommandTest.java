package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddPersonCommandTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final String ASK_ID = "Enter person ID: ";
  private static final String ASK_NAME = "Enter name: ";
  private static final String ASK_EMAIL = "Enter email address (blank for none): ";
  private static final String ASK_NUMBER = "Enter a phone number (or leave blank to finish): ";
  private static final String ASK_TYPE = "Is this a mobile, home, or work phone? ";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("book");
  }

  @Test
  void asksWhatTheTutorialAsks() throws Exception {
    CommandRun run =
        answer("7\nZoë 李\nzoe@example.org\n+1 555 0100\nhome\n555-4321\nfax\n112\nwork\n\n");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            lines(
                file + ": File not found.  Creating a new file.",
                ASK_ID
                    + ASK_NAME
                    + ASK_EMAIL
                    + (ASK_NUMBER + ASK_TYPE).repeat(2)
                    + "Unknown phone type.  Using default.",
                ASK_NUMBER + ASK_TYPE + ASK_NUMBER));
    Person person = people().get(0);
    assertThat(person)
        .isEqualTo(
            Person.newBuilder()
                .setId(7)
                .setName("Zoë 李")
                .setEmail("zoe@example.org")
                .addPhones(phone("+1 555 0100", PhoneType.HOME))
                .addPhones(phone("555-4321", PhoneType.MOBILE))
                .addPhones(phone("112", PhoneType.WORK))
                .setLastUpdated(person.getLastUpdated())
                .build());
    assertThat(person.getLastUpdated().getSeconds()).isEqualTo(NOW.getEpochSecond());
    assertThat(person.getLastUpdated().getNanos()).isEqualTo(NOW.getNano());
  }

  @Test
  void takesBlanksAndTheLineEndsOfAnotherSystem() throws Exception {
    write(person(1));

    CommandRun run = answer(" 2 \r\n Ada\t\r\n  \r\n \r\n");

    assertThat(run).isEqualTo(new CommandRun(0, ASK_ID + ASK_NAME + ASK_EMAIL + ASK_NUMBER, ""));
    assertThat(people()).hasSize(2).last().extracting(Person::getName).isEqualTo("Ada");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "2\n",
        "2\nAda\n",
        "2\nAda\n\n",
        "2\nAda\n\n555\n",
        "2\nAda\n\n555\nhome\n"
      })
  void addsNobodyWhenTheInputEnds(String answers) throws Exception {
    byte[] before = write(person(1));

    CommandRun run = answer(answers);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).endsWith(" " + System.lineSeparator());
    assertThat(run.err())
        .isEqualTo(lines("sluice: the input ended before the last answer; nothing was added"));
    assertThat(file).hasBinaryContent(before);
    Files.delete(file);
    assertThat(answer(answers).code()).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "x ~ id: \"x\" (expected: a whole number from 1 to 2147483647)",
        "0 ~ id: \"0\" (expected: a whole number from 1 to 2147483647)",
        "1 ~ FILE: has a person with id 1 already: \"Person 1\" (expected: an id that nobody has)",
        "2; ~ name: \"\" (expected: 1 to 1000 characters, none of them a control character)",
        "2;a\u0007b ~ name: \"a\\u0007b\" (expected: 1 to 1000 characters, none of them a control"
            + " character)",
        "2;Ada;ada ~ email: \"ada\" (expected: an address such as ada@example.org)",
        "2;Ada;;12 ~ phone: \"12\" (expected: at least 3 digits, and nothing else but spaces and +"
            + " - ( ) .)"
      })
  void endsAtTheFirstAnswerThatWillNotDo(String answers, String fault) throws Exception {
    byte[] before = write(person(1));

    CommandRun run = answer(answers.replace(';', '\n') + "\n\n\n\n");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo(lines("sluice: " + fault.replace("FILE", file.toString())));
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void refusesAnswersThatAreNotUtf8OrTooLong() throws Exception {
    byte[] before = write(person(1));

    CommandRun latin1 =
        CommandRun.of(
            () -> NOW,
            "2\nZo\u00eb\n\n\n".getBytes(StandardCharsets.ISO_8859_1),
            "add-person",
            file.toString());
    CommandRun tooLong = answer("2\n" + "a".repeat(20_000) + "\n\n\n");

    assertThat(latin1.code()).isEqualTo(1);
    assertThat(latin1.err()).contains("is not UTF-8; nothing was added");
    assertThat(tooLong.code()).isEqualTo(1);
    assertThat(tooLong.err()).contains("is longer than 10000 characters; nothing was added");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void asksNothingWhenOptionsTellAll() throws Exception {
    CommandRun first = tell("--id=1", "--name=Zoë", "--phone", "+15550100:home", "--phone=112");
    CommandRun second = tell("--id", "2", "--name", "Ada", "--email", "ada@example.org");

    assertThat(first)
        .isEqualTo(new CommandRun(0, lines(file + ": File not found.  Creating a new file."), ""));
    assertThat(second).isEqualTo(new CommandRun(0, "", ""));
    assertThat(people())
        .extracting(person -> person.toBuilder().clearLastUpdated().build())
        .containsExactly(
            Person.newBuilder()
                .setId(1)
                .setName("Zoë")
                .addPhones(phone("+15550100", PhoneType.HOME))
                .addPhones(phone("112", PhoneType.MOBILE))
                .build(),
            Person.newBuilder().setId(2).setName("Ada").setEmail("ada@example.org").build());
    assertThat(people()).allMatch(Person::hasLastUpdated);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "--id=2 ~ Error: Missing required argument(s): --name=<name>",
        "--name=Ada ~ Error: Missing required argument(s): --id=<id>",
        "--email=a@b ~ Error: Missing required argument(s): --id=<id>, --name=<name>",
        "--id=x --name=Ada ~ --id: \"x\" (expected: a whole number from 1 to 2147483647)",
        "--id=-2 --name=Ada ~ --id: \"-2\" (expected: a whole number from 1 to 2147483647)",
        "--id=2 --name= ~ --name: \"\" (expected: 1 to 1000 characters",
        "--id=2 --name=a\ufffd ~ --name: \"a\ufffd\" (expected: 1 to 1000 characters, none of them a"
            + " control character); the locale lacks some",
        "--id=2 --name=Ada --email=a@ ~ --email: \"a@\" (expected: an address such as",
        "--id=2 --name=Ada --phone=12 ~ --phone: \"12\" (expected: at least 3 digits",
        "--id=2 --name=Ada --phone=112:fax ~ --phone: \"112:fax\" (expected: mobile, home or work",
        "--id=2 --name=Ada --fax=112 ~ Unknown option: '--fax=112'"
      })
  void rejectsWrongOptionsWithUsage(String options, String fault) throws Exception {
    byte[] before = write(person(1));

    CommandRun run = tell(options.split(" "));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith(fault).contains("Usage: sluice add-person");
    assertThat(file).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bad\u0000name"})
  void rejectsWhatIsNoPath(String path) {
    CommandRun run = CommandRun.of("add-person", path, "--id=2", "--name=Ada");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("FILE: \"").contains("(expected: the path of a file)");
  }

  @Test
  void needsAFile() {
    CommandRun run = CommandRun.of("add-person");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("Missing required parameter: 'FILE'");
  }

  @Test
  void refusesADuplicateInOptions() throws Exception {
    byte[] before = write(person(1));

    CommandRun run = tell("--id=1", "--name=Ada");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("has a person with id 1 already");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void doesNotAskWhenTheFileWillNotDo() throws Exception {
    byte[] corrupt = {10, 50, 1};
    Files.write(file, corrupt);

    CommandRun run = answer("2\nAda\n\n\n");

    assertThat(run)
        .isEqualTo(
            new CommandRun(
                1, "", lines("sluice: " + file + ": is truncated at byte 0, after 0 people")));
    assertThat(file).hasBinaryContent(corrupt);
  }

  private CommandRun answer(String answers) {
    return CommandRun.of(
        () -> NOW, answers.getBytes(StandardCharsets.UTF_8), "add-person", file.toString());
  }

  private CommandRun tell(String... options) {
    List<String> args = new ArrayList<>(List.of("add-person", file.toString()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private List<Person> people() throws IOException {
    return AddressBook.parseFrom(Files.readAllBytes(file)).getPeopleList();
  }

  private byte[] write(Person person) throws IOException {
    byte[] bytes = AddressBook.newBuilder().addPeople(person).build().toByteArray();
    Files.write(file, bytes);
    return bytes;
  }

  private static Person person(int id) {
    return Person.newBuilder().setId(id).setName("Person " + id).build();
  }

  private static PhoneNumber phone(String number, PhoneType type) {
    return PhoneNumber.newBuilder().setNumber(number).setType(type).build();
  }

  private static String lines(String... lines) {
    String end = System.lineSeparator();
    return String.join(end, lines) + (lines[lines.length - 1].endsWith(ASK_NUMBER) ? "" : end);
  }
}
