package dev.sluice.service.addressbook;

import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.addressbook.v1.Person;
import dev.sluice.proto.addressbook.v1.UpdatePersonRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The fields that a request changes, and what it changes them to. */
final class PersonUpdate implements UnaryOperator<Person> {

  private static final String MASK = "update_mask";
  private static final String EXPECTED = " (expected: name, email, phones or *)";

  /** As the rules of the requests that add people have it. */
  private static final Pattern NAMED = Pattern.compile("[^\\p{Z}\\p{Cc}]");

  private final Person values;
  private final Set<Field> fields;

  /** What can be changed. */
  private enum Field {
    NAME,
    EMAIL,
    PHONES
  }

  private PersonUpdate(Person values, Set<Field> fields) {
    this.values = values;
    this.fields = fields;
  }

  /**
   * The change that a request asks for.
   *
   * @throws DetailedStatusException INVALID_ARGUMENT if the mask has a path that cannot be changed,
   *     nothing would be changed, or the person would be left without a name
   */
  static PersonUpdate of(UpdatePersonRequest request) {
    Person values = request.getPerson();
    List<String> paths =
        request.getUpdateMask().getPathsCount() == 0
            ? populated(values)
            : request.getUpdateMask().getPathsList();
    if (paths.isEmpty()) {
      throw AddressBookServiceImpl.invalid(MASK, "no field to change" + EXPECTED);
    }
    Set<Field> fields = EnumSet.noneOf(Field.class);
    paths.forEach(path -> fields.addAll(fields(path)));
    if (fields.contains(Field.NAME) && !NAMED.matcher(values.getName()).find()) {
      throw AddressBookServiceImpl.invalid("person.name", "must not be blank");
    }
    return new PersonUpdate(values, fields);
  }

  private static List<String> populated(Person values) {
    List<String> paths = new ArrayList<>();
    if (!values.getName().isEmpty()) {
      paths.add("name");
    }
    if (!values.getEmail().isEmpty()) {
      paths.add("email");
    }
    if (values.getPhonesCount() > 0) {
      paths.add("phones");
    }
    return paths;
  }

  private static Set<Field> fields(String path) {
    return switch (path) {
      case "name" -> EnumSet.of(Field.NAME);
      case "email" -> EnumSet.of(Field.EMAIL);
      case "phones" -> EnumSet.of(Field.PHONES);
      case "*" -> EnumSet.allOf(Field.class);
      case "id" -> throw refused(path, "cannot be changed");
      case "last_updated", "etag" -> throw refused(path, "is set by the server");
      default -> throw refused(path, "is not a field");
    };
  }

  private static DetailedStatusException refused(String path, String why) {
    return AddressBookServiceImpl.invalid(MASK, PlainText.quote(path) + " " + why + EXPECTED);
  }

  /** About how much memory the new values take, in bytes. */
  int bytes() {
    return values.getSerializedSize();
  }

  @Override
  public Person apply(Person person) {
    Person.Builder changed = person.toBuilder();
    if (fields.contains(Field.NAME)) {
      changed.setName(values.getName());
    }
    if (fields.contains(Field.EMAIL)) {
      changed.setEmail(values.getEmail());
    }
    if (fields.contains(Field.PHONES)) {
      changed.clearPhones().addAllPhones(values.getPhonesList());
    }
    return changed.build();
  }
}
