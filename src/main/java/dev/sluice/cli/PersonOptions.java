package dev.sluice.cli;

import dev.sluice.proto.addressbook.Person;
import dev.sluice.service.addressbook.AddressBookException;
import dev.sluice.service.addressbook.PersonRules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** A person in options. */
final class PersonOptions {

  @Option(
      names = "--id",
      required = true,
      paramLabel = "<id>",
      description = "A number that nobody in the file has, from 1 to 2147483647.")
  private String id = "";

  @Option(names = "--name", required = true, paramLabel = "<name>", description = "The whole name.")
  private String name = "";

  @Option(
      names = "--email",
      paramLabel = "<email>",
      description = "The e-mail address. Default: none.")
  private String email = "";

  @Option(
      names = "--phone",
      paramLabel = "<number>[:<type>]",
      description = {
        "A telephone number, and whether it is mobile, home or work, such as +15550100:home."
            + " Without a type: mobile. Can be given several times."
      })
  private List<String> phones = new ArrayList<>();

  /**
   * The person.
   *
   * @throws AddressBookException naming the field that is wrong
   */
  Person person() throws AddressBookException {
    Person.Builder person =
        Person.newBuilder()
            .setId(PersonRules.id(id.strip()))
            .setName(PersonRules.name(name.strip()))
            .setEmail(PersonRules.email(email.strip()));
    for (String phone : phones) {
      person.addPhones(PersonRules.phone(phone));
    }
    return person.build();
  }
}
