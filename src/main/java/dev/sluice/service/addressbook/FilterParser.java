package dev.sluice.service.addressbook;

import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.service.addressbook.PersonFilter.Contains;
import dev.sluice.service.addressbook.PersonFilter.Equal;
import dev.sluice.service.addressbook.PersonFilter.HasPhone;
import dev.sluice.service.addressbook.PersonFilter.Term;
import dev.sluice.service.addressbook.PersonFilter.TextField;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads filters, a part of <a href="https://google.aip.dev/160">AIP-160</a>:
 *
 * <pre>{@code
 * filter = [ term { "AND" term } ]
 * term   = field ( "=" | ":" ) value
 * field  = "name" | "email" | "phones.type"
 * value  = word | "…" | '…', in quotes with \ before a quote or another \
 * }</pre>
 *
 * <p>A word is of anything but white space, quotes and {@code ( ) < > = ! : , * \}. Whatever else
 * AIP-160 has is refused, never passed over: a filter must not match more than was asked for.
 */
final class FilterParser {

  private static final int MAX_TERMS = 10;
  private static final String NO_WORD = "\"'()<>=!:,*\\";

  private final String text;
  private int at;

  private FilterParser(String text) {
    this.text = text;
  }

  /**
   * Reads a filter.
   *
   * @param text the filter; blank for everyone
   * @throws DetailedStatusException INVALID_ARGUMENT, with the column (in characters, from 1) and
   *     what was expected there
   */
  static PersonFilter parse(String text) {
    return new FilterParser(text).filter();
  }

  private PersonFilter filter() {
    skipSpace();
    if (atEnd()) {
      return PersonFilter.ALL;
    }
    List<Term> terms = new ArrayList<>();
    terms.add(term());
    for (skipSpace(); !atEnd(); skipSpace()) {
      int start = at;
      if (!word().equals("AND")) {
        throw expected(start, "AND");
      }
      skipSpace();
      if (terms.size() == MAX_TERMS) {
        throw expected(at, "no more than " + MAX_TERMS + " terms");
      }
      terms.add(term());
    }
    return new PersonFilter(terms);
  }

  private Term term() {
    int start = at;
    String field = word();
    if (!field.equals("name") && !field.equals("email") && !field.equals("phones.type")) {
      throw expected(start, "name, email or phones.type");
    }
    skipSpace();
    if (atEnd() || (text.charAt(at) != '=' && text.charAt(at) != ':')) {
      throw expected(at, "= or :");
    }
    boolean equal = text.charAt(at++) == '=';
    skipSpace();
    start = at;
    String value = value();
    if (field.equals("phones.type")) {
      return new HasPhone(type(value, start));
    }
    TextField textField = field.equals("name") ? TextField.NAME : TextField.EMAIL;
    return equal ? new Equal(textField, value) : new Contains(textField, value);
  }

  private PhoneType type(String value, int start) {
    return switch (value) {
      case "MOBILE" -> PhoneType.MOBILE;
      case "HOME" -> PhoneType.HOME;
      case "WORK" -> PhoneType.WORK;
      default -> throw expected(start, "MOBILE, HOME or WORK");
    };
  }

  private String value() {
    if (!atEnd() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      return quoted(text.charAt(at++));
    }
    int start = at;
    String word = word();
    if (word.isEmpty() || word.equals("AND") || word.equals("OR") || word.equals("NOT")) {
      throw expected(start, "a word, or a text in quotes");
    }
    return word;
  }

  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    while (!atEnd()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return value.toString();
      }
      if (c == '\\') {
        if (atEnd() || "\"'\\".indexOf(text.charAt(at)) < 0) {
          throw expected(at, "a quote or \\ after \\");
        }
        c = text.charAt(at++);
      }
      value.append(c);
    }
    throw expected(at, "a closing " + quote);
  }

  private String word() {
    int start = at;
    while (!atEnd() && !isSpace(text.charAt(at)) && NO_WORD.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private void skipSpace() {
    while (!atEnd() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private boolean atEnd() {
    return at == text.length();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private DetailedStatusException expected(int where, String what) {
    String found =
        where == text.length() ? "the end" : PlainText.quote(text.substring(where).strip());
    return AddressBookServiceImpl.invalid(
        "filter",
        "column "
            + (text.codePointCount(0, where) + 1)
            + ": "
            + found
            + " (expected: "
            + what
            + ")");
  }
}
