package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import dev.sluice.proto.addressbook.Person.PhoneType;

/**
 * What a person must be like to be added to an address book.
 *
 * <p>The tutorials take anything; here a slip of the pen is refused. What a file has already is
 * read as it is. Each method returns its argument, or fails naming the field, the value and what
 * was expected.
 */
public final class PersonRules {

  private static final int MAX_NAME_LENGTH = 1_000;
  private static final int MAX_EMAIL_LENGTH = 254;
  private static final int MAX_NUMBER_LENGTH = 50;
  private static final int MIN_DIGITS = 3;
  private static final int MAX_PHONES = 1_000;

  private PersonRules() {}

  /**
   * Reads an id.
   *
   * @param text a whole number
   * @return the id
   * @throws AddressBookException unless it is from 1 to 2147483647
   */
  public static int id(String text) throws AddressBookException {
    try {
      int id = Integer.parseInt(text);
      if (id >= 1) {
        return id;
      }
    } catch (NumberFormatException e) {
      // It is no int; said below.
    }
    throw fault("id", text, "a whole number from 1 to " + Integer.MAX_VALUE);
  }

  /**
   * Checks a name.
   *
   * @param name a name
   * @return the name
   * @throws AddressBookException if it is blank, longer than {@value #MAX_NAME_LENGTH} characters,
   *     or has control characters
   */
  public static String name(String name) throws AddressBookException {
    if (name.codePoints().allMatch(PersonRules::isSpace)
        || isLonger(name, MAX_NAME_LENGTH)
        || !PlainText.isAcceptable(name)) {
      throw fault(
          "name",
          name,
          "1 to " + MAX_NAME_LENGTH + " characters, none of them a control character");
    }
    return name;
  }

  /**
   * Checks an e-mail address: something, an {@code @}, and a domain without empty labels, with
   * neither spaces nor control characters. Whether mail can be sent there only sending tells.
   *
   * @param email an e-mail address, or nothing
   * @return the address
   * @throws AddressBookException unless it is empty or has that form and at most {@value
   *     #MAX_EMAIL_LENGTH} characters
   */
  public static String email(String email) throws AddressBookException {
    if (!email.isEmpty() && !isEmail(email)) {
      throw fault("email", email, "an address such as ada@example.org");
    }
    return email;
  }

  /**
   * Checks the number of a telephone.
   *
   * @param number a number as people write it, for example {@code +1 (555) 010-0199}
   * @return the number
   * @throws AddressBookException unless it has {@value #MIN_DIGITS} digits or more, nothing else
   *     but spaces and {@code + - ( ) .}, and at most {@value #MAX_NUMBER_LENGTH} characters
   */
  public static String number(String number) throws AddressBookException {
    long digits = number.chars().filter(PersonRules::isDigit).count();
    boolean dialled = number.chars().allMatch(c -> isDigit(c) || " +-().".indexOf(c) >= 0);
    if (digits < MIN_DIGITS || !dialled || isLonger(number, MAX_NUMBER_LENGTH)) {
      throw fault(
          "phone",
          number,
          "at least " + MIN_DIGITS + " digits, and nothing else but spaces and + - ( ) .");
    }
    return number;
  }

  /**
   * Reads a telephone number with its type.
   *
   * @param text a number, or one with a colon and {@code mobile}, {@code home} or {@code work}
   *     after it; without it is a mobile one
   * @return the number
   * @throws AddressBookException if the number or the type is none
   */
  public static PhoneNumber phone(String text) throws AddressBookException {
    int colon = text.lastIndexOf(':');
    String number = colon < 0 ? text : text.substring(0, colon);
    PhoneType type = colon < 0 ? PhoneType.MOBILE : type(text.substring(colon + 1).strip());
    if (type == PhoneType.UNRECOGNIZED) {
      throw fault("phone", text, "mobile, home or work after the colon");
    }
    return PhoneNumber.newBuilder().setNumber(number(number.strip())).setType(type).build();
  }

  /**
   * Reads the type of a telephone number.
   *
   * @param text {@code mobile}, {@code home} or {@code work}
   * @return the type; {@link PhoneType#UNRECOGNIZED} for another text
   */
  public static PhoneType type(String text) {
    return switch (text) {
      case "mobile" -> PhoneType.MOBILE;
      case "home" -> PhoneType.HOME;
      case "work" -> PhoneType.WORK;
      default -> PhoneType.UNRECOGNIZED;
    };
  }

  /** Checks a person as a whole. */
  static void check(Person person) throws AddressBookException {
    id(Integer.toString(person.getId()));
    name(person.getName());
    email(person.getEmail());
    if (person.getPhonesCount() > MAX_PHONES) {
      throw fault("phones", person.getPhonesCount() + " numbers", "no more than " + MAX_PHONES);
    }
    for (PhoneNumber phone : person.getPhonesList()) {
      number(phone.getNumber());
      if (phone.getType() == PhoneType.UNRECOGNIZED) {
        throw fault("phone", "type " + phone.getTypeValue(), "a type from 0 to 2");
      }
    }
  }

  private static boolean isEmail(String email) {
    int at = email.indexOf('@');
    if (at < 1 || isLonger(email, MAX_EMAIL_LENGTH) || !PlainText.isAcceptable(email)) {
      return false;
    }
    String domain = "." + email.substring(at + 1) + ".";
    return domain.indexOf('@') < 0
        && !domain.contains("..")
        && email.codePoints().noneMatch(PersonRules::isSpace);
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLonger(String text, int max) {
    return text.codePointCount(0, text.length()) > max;
  }

  private static AddressBookException fault(String field, String value, String expected) {
    return new AddressBookException(
        field + ": " + PlainText.quote(value) + " (expected: " + expected + ")");
  }
}
