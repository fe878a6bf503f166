package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which people are asked for: those that match all of the terms.
 *
 * @param terms the terms; none matches everyone
 */
record PersonFilter(List<Term> terms) implements Predicate<Person> {

  /** Everyone. */
  static final PersonFilter ALL = new PersonFilter(List.of());

  PersonFilter {
    terms = List.copyOf(terms);
  }

  @Override
  public boolean test(Person person) {
    return terms.stream().allMatch(term -> term.test(person));
  }

  /** A text in the case in which texts are compared. */
  static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** A condition on one field. */
  sealed interface Term extends Predicate<Person> {}

  /** The fields with text. */
  enum TextField {
    NAME,
    EMAIL;

    String of(Person person) {
      return this == NAME ? person.getName() : person.getEmail();
    }
  }

  /** The field is the text, to the letter. */
  record Equal(TextField field, String text) implements Term {
    @Override
    public boolean test(Person person) {
      return field.of(person).equals(text);
    }
  }

  /** The field has the text in it, in whatever case. */
  record Contains(TextField field, String text) implements Term {
    @Override
    public boolean test(Person person) {
      return fold(field.of(person)).contains(fold(text));
    }
  }

  /** One of the telephones is of the type. */
  record HasPhone(PhoneType type) implements Term {
    @Override
    public boolean test(Person person) {
      return person.getPhonesList().stream().anyMatch(phone -> phone.getType() == type);
    }
  }
}
