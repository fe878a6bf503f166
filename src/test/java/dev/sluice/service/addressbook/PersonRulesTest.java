package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonRulesTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "007, 7", "2147483647, 2147483647"})
  void takesIds(String text, int id) throws AddressBookException {
    assertThat(PersonRules.id(text)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "2147483648", "1.5", "1e3", "0x1", "one", "1 2"})
  void refusesOtherIds(String text) {
    assertThatThrownBy(() -> PersonRules.id(text))
        .isInstanceOf(AddressBookException.class)
        .hasMessage("id: \"" + text + "\" (expected: a whole number from 1 to 2147483647)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "Ada Lovelace", "Žižka", "李", "👩‍💻", "می‌خواهم", "x:y@z"})
  void takesNames(String name) throws AddressBookException {
    assertThat(PersonRules.name(name)).isEqualTo(name);
  }

  @Test
  void countsCharactersOfANameAndNotTheirHalves() throws AddressBookException {
    assertThat(PersonRules.name("👍".repeat(1000))).hasSize(2000);
    assertThatThrownBy(() -> PersonRules.name("👍".repeat(1001)))
        .hasMessageContaining("👍…\" (expected: 1 to 1000 characters")
        .message()
        .hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u00a0\u2003",
        "a\tb",
        "a\nb",
        "\u001b[31mred",
        "a\u0000",
        "\u009b",
        "\u202eevil",
        "\u2028",
        "\ud800",
        "lost\ufffd"
      })
  void refusesOtherNames(String name) {
    assertThatThrownBy(() -> PersonRules.name(name)).hasMessageStartingWith("name: \"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a@b", "ada@example.org", "ada+x@mail.example.org", "jiří@příklad.cz"})
  void takesEmails(String email) throws AddressBookException {
    assertThat(PersonRules.email(email)).isEqualTo(email);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "ada",
        "@",
        "ada@",
        "@example.org",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@\u00a0",
        "a@.b",
        "a@b.",
        "a@b..c",
        "a\n@b",
        "a\u0007@b"
      })
  void refusesOtherEmails(String email) {
    assertThatThrownBy(() -> PersonRules.email(email))
        .hasMessageStartingWith("email: \"")
        .hasMessageEndingWith("\" (expected: an address such as ada@example.org)");
  }

  @Test
  void refusesAnEmailThatIsTooLong() {
    assertThatThrownBy(() -> PersonRules.email("a@" + "b".repeat(253)))
        .hasMessageStartingWith("email: \"a@bbb");
  }

  @ParameterizedTest
  @CsvSource({
    "112, 112, MOBILE",
    "+1 (555) 010-0199, +1 (555) 010-0199, MOBILE",
    "555.0100:mobile, 555.0100, MOBILE",
    "+15550100:home, +15550100, HOME",
    "+1 555 0100 : work, +1 555 0100, WORK"
  })
  void takesPhones(String text, String number, PhoneType type) throws AddressBookException {
    assertThat(PersonRules.phone(text))
        .isEqualTo(PhoneNumber.newBuilder().setNumber(number).setType(type).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "11",
        "---",
        "call me",
        "555x100",
        "555/0100",
        "5\t55",
        "٥٥٥٥",
        "555:",
        "555:fax",
        "555:HOME",
        "555:home:work",
        ":home",
        "555;home",
        "1234567890 1234567890 1234567890 1234567890 12345678"
      })
  void refusesOtherPhones(String text) {
    assertThatThrownBy(() -> PersonRules.phone(text)).hasMessageStartingWith("phone: \"");
  }
}
