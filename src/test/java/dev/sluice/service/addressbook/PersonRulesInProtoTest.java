package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.v1.ImportPeopleRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the command line lets into an address book, the service does, and nothing else. */
@Timeout(30)
class PersonRulesInProtoTest {

  private static final Validator VALIDATOR = ValidatorFactory.newBuilder().build();

  static Stream<Arguments> people() {
    return Stream.of(
            ids(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE),
            names(
                "Ada",
                "",
                " ",
                "\u00a0\u2003",
                "\u2028",
                "a\tb",
                "a\u0000b",
                "a\u0085b",
                "a\u200bb",
                "\u200b",
                "a\u202eb",
                "a\ufeffb",
                "a\u2028b",
                "Žofie Ωμέγα 😀",
                "n".repeat(1000),
                "n".repeat(1001),
                "😀".repeat(1000),
                "😀".repeat(1001)),
            emails(
                "",
                "ada@example.org",
                "ada@localhost",
                "ada@exämple.org",
                "zoë@example.org",
                "a+b.c@d-e.f",
                "\"a\"@b.c",
                "ada@-example.org",
                "ada",
                "@example.org",
                "ada@",
                "ada@example..org",
                "ada@.org",
                "ada@example.",
                "a@b@c",
                "a b@c.d",
                "a@c d",
                "a\u00a0b@c.d",
                "a\tb@c.d",
                "a\u202eb@c.d",
                " a@b.c",
                "a@b.c\n",
                "a".repeat(248) + "@b.org",
                "a".repeat(249) + "@b.org"),
            numbers(
                "555",
                "+1 (555) 010-0199",
                "1.2.3",
                "",
                "12",
                "1 2",
                "+()",
                "555x",
                "555\n",
                "٣٣٣",
                "5".repeat(50),
                "5".repeat(51)),
            Stream.of(
                person().addPhones(number("555").setTypeValue(2)),
                person().addPhones(number("555").setTypeValue(3)),
                person().addPhones(number("555").setTypeValue(-1)),
                phones(1000),
                phones(1001)))
        .flatMap(people -> people)
        .map(person -> arguments(person.build()));
  }

  private static Person.Builder person() {
    return Person.newBuilder().setId(1).setName("Ada");
  }

  private static PhoneNumber.Builder number(String number) {
    return PhoneNumber.newBuilder().setNumber(number);
  }

  private static Person.Builder phones(int count) {
    Person.Builder person = person();
    for (int i = 0; i < count; i++) {
      person.addPhones(number("555"));
    }
    return person;
  }

  private static Stream<Person.Builder> ids(Integer... ids) {
    return Stream.of(ids).map(id -> person().setId(id));
  }

  private static Stream<Person.Builder> names(String... names) {
    return Stream.of(names).map(name -> person().setName(name));
  }

  private static Stream<Person.Builder> emails(String... emails) {
    return Stream.of(emails).map(email -> person().setEmail(email));
  }

  private static Stream<Person.Builder> numbers(String... numbers) {
    return Stream.of(numbers).map(number -> person().addPhones(number(number)));
  }

  @ParameterizedTest
  @MethodSource("people")
  void agree(Person person) throws ValidationException, InvalidProtocolBufferException {
    // The messages have the same fields.
    ImportPeopleRequest request =
        ImportPeopleRequest.newBuilder()
            .setPerson(dev.sluice.proto.addressbook.v1.Person.parseFrom(person.toByteString()))
            .build();

    assertThat(VALIDATOR.validate(request).getViolations().isEmpty())
        .as("%s", VALIDATOR.validate(request))
        .isEqualTo(isAccepted(person));
  }

  private static boolean isAccepted(Person person) {
    try {
      PersonRules.check(person);
      return true;
    } catch (AddressBookException e) {
      return false;
    }
  }
}
