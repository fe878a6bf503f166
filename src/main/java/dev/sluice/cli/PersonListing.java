package dev.sluice.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.service.addressbook.PlainText;

/**
 * A person in the lines of the Protocol Buffers tutorials. What a terminal would not show as it is
 * comes escaped.
 */
final class PersonListing {

  private final StringBuilder text = new StringBuilder();

  private PersonListing() {}

  /** The lines, each with its end. */
  static String of(Person person) {
    PersonListing listing = new PersonListing();
    listing.line("Person ID: ", Integer.toString(person.getId()));
    listing.line("  Name: ", person.getName());
    if (!person.getEmail().isEmpty()) {
      listing.line("  E-mail address: ", person.getEmail());
    }
    for (PhoneNumber phone : person.getPhonesList()) {
      listing.line(label(phone), phone.getNumber());
    }
    if (person.hasLastUpdated()) {
      listing.line("  Updated: ", text(person.getLastUpdated()));
    }
    return listing.text.toString();
  }

  private static String label(PhoneNumber phone) {
    return switch (phone.getType()) {
      case MOBILE -> "  Mobile phone #: ";
      case HOME -> "  Home phone #: ";
      case WORK -> "  Work phone #: ";
      case UNRECOGNIZED -> "  Phone #: ";
    };
  }

  private static String text(Timestamp time) {
    return Timestamps.isValid(time)
        ? Timestamps.toString(time)
        : "at no valid time (" + time.getSeconds() + " s, " + time.getNanos() + " ns)";
  }

  private void line(String label, String value) {
    text.append(label).append(PlainText.escape(value)).append(System.lineSeparator());
  }
}
