package dev.sluice.cli;

import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;
import dev.sluice.service.addressbook.AddressBookException;
import dev.sluice.service.addressbook.AddressBookFile;
import dev.sluice.service.addressbook.PersonRules;
import java.io.PrintWriter;

/**
 * Asks for a person with the questions of the Protocol Buffers tutorials, in their order. The first
 * answer that will not do ends it.
 */
final class PersonQuestions {

  private final Answers answers;
  private final PrintWriter out;

  /**
   * Prepares to ask.
   *
   * @param answers where the answers come from
   * @param out where the questions go
   */
  PersonQuestions(Answers answers, PrintWriter out) {
    this.answers = answers;
    this.out = out;
  }

  /**
   * Asks.
   *
   * @param book where nobody may have the person's id
   * @throws AddressBookException if an answer will not do
   * @throws CallFailure if there is no answer
   */
  Person ask(AddressBookFile book) throws AddressBookException, CallFailure {
    int id = PersonRules.id(ask("Enter person ID: "));
    book.requireAddable(id);
    Person.Builder person =
        Person.newBuilder()
            .setId(id)
            .setName(PersonRules.name(ask("Enter name: ")))
            .setEmail(PersonRules.email(ask("Enter email address (blank for none): ")));
    for (String number = askNumber(); !number.isEmpty(); number = askNumber()) {
      person.addPhones(
          PhoneNumber.newBuilder().setNumber(PersonRules.number(number)).setType(askType()));
    }
    return person.build();
  }

  private String askNumber() throws CallFailure {
    return ask("Enter a phone number (or leave blank to finish): ");
  }

  private PhoneType askType() throws CallFailure {
    PhoneType type = PersonRules.type(ask("Is this a mobile, home, or work phone? "));
    if (type != PhoneType.UNRECOGNIZED) {
      return type;
    }
    out.println("Unknown phone type.  Using default.");
    return PhoneType.MOBILE;
  }

  private String ask(String question) throws CallFailure {
    out.print(question);
    out.flush();
    try {
      return answers.next();
    } catch (CallFailure e) {
      out.println();
      throw e;
    }
  }
}
