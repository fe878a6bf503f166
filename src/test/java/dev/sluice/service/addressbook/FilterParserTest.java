package dev.sluice.service.addressbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.BadRequest;
import dev.sluice.call.DetailedStatusException;
import dev.sluice.proto.addressbook.v1.Person.PhoneType;
import dev.sluice.service.addressbook.PersonFilter.Contains;
import dev.sluice.service.addressbook.PersonFilter.Equal;
import dev.sluice.service.addressbook.PersonFilter.HasPhone;
import dev.sluice.service.addressbook.PersonFilter.Term;
import dev.sluice.service.addressbook.PersonFilter.TextField;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

  private static final String TERM_EXPECTED = "name, email or phones.type";
  private static final String VALUE_EXPECTED = "a word, or a text in quotes";

  static Stream<Arguments> filters() {
    return Stream.of(
        filter("", new Term[0]),
        filter(" \t\r\n ", new Term[0]),
        filter("name = \"Ada\"", new Equal(TextField.NAME, "Ada")),
        filter("name='Ada Lovelace'", new Equal(TextField.NAME, "Ada Lovelace")),
        filter("name:ada", new Contains(TextField.NAME, "ada")),
        filter("email : ada@example.org", new Contains(TextField.EMAIL, "ada@example.org")),
        filter("email = \"\"", new Equal(TextField.EMAIL, "")),
        filter("phones.type = HOME", new HasPhone(PhoneType.HOME)),
        filter("phones.type:\"WORK\"", new HasPhone(PhoneType.WORK)),
        filter("name:\"say \\\"hi\\\" \\\\ \\'\"", new Contains(TextField.NAME, "say \"hi\" \\ '")),
        filter("name:\"AND\"", new Contains(TextField.NAME, "AND")),
        filter("name:and", new Contains(TextField.NAME, "and")),
        filter("name=Łukasz", new Equal(TextField.NAME, "Łukasz")),
        filter(
            " name:\"love\"  AND phones.type = MOBILE AND email:x ",
            new Contains(TextField.NAME, "love"),
            new HasPhone(PhoneType.MOBILE),
            new Contains(TextField.EMAIL, "x")));
  }

  private static Arguments filter(String text, Term... terms) {
    return Arguments.of(text, List.of(terms));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void readsFilters(String text, List<Term> terms) {
    assertThat(FilterParser.parse(text).terms()).isEqualTo(terms);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("nme = x", 1, "\"nme = x\"", TERM_EXPECTED),
        Arguments.of("phones = x", 1, "\"phones = x\"", TERM_EXPECTED),
        Arguments.of("NAME = x", 1, "\"NAME = x\"", TERM_EXPECTED),
        Arguments.of("name", 5, "the end", "= or :"),
        Arguments.of("name x", 6, "\"x\"", "= or :"),
        Arguments.of("name != x", 6, "\"!= x\"", "= or :"),
        Arguments.of("name <x", 6, "\"<x\"", "= or :"),
        Arguments.of("name =", 7, "the end", VALUE_EXPECTED),
        Arguments.of("name = = x", 8, "\"= x\"", VALUE_EXPECTED),
        Arguments.of("name = OR", 8, "\"OR\"", VALUE_EXPECTED),
        Arguments.of("name:*", 6, "\"*\"", VALUE_EXPECTED),
        Arguments.of("name:a*", 7, "\"*\"", "AND"),
        Arguments.of("name = \"x", 10, "the end", "a closing \""),
        Arguments.of("name = 'x\\", 11, "the end", "a quote or \\ after \\"),
        Arguments.of("name = \"\\n\"", 10, "\"n\"\"", "a quote or \\ after \\"),
        Arguments.of("name = x y", 10, "\"y\"", "AND"),
        Arguments.of("name = x and email = y", 10, "\"and email = y\"", "AND"),
        Arguments.of("name = x OR email = y", 10, "\"OR email = y\"", "AND"),
        Arguments.of("name = x AND", 13, "the end", TERM_EXPECTED),
        Arguments.of("AND name = x", 1, "\"AND name = x\"", TERM_EXPECTED),
        Arguments.of("NOT name = x", 1, "\"NOT name = x\"", TERM_EXPECTED),
        Arguments.of("-name = x", 1, "\"-name = x\"", TERM_EXPECTED),
        Arguments.of("(name = x)", 1, "\"(name = x)\"", TERM_EXPECTED),
        Arguments.of("phones.type = home", 15, "\"home\"", "MOBILE, HOME or WORK"),
        Arguments.of("phones.type = 1", 15, "\"1\"", "MOBILE, HOME or WORK"),
        Arguments.of("name = \"😀\" x", 12, "\"x\"", "AND"),
        Arguments.of("\u0000", 1, "\"\\u0000\"", TERM_EXPECTED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAnythingElseWithItsColumn(String text, int column, String found, String expected) {
    assertRefused(text, "column " + column + ": " + found + " (expected: " + expected + ")");
  }

  @Test
  void refusesMoreTermsThanAreWorthTheirWhile() {
    String terms = "name:a" + " AND name:a".repeat(9);

    assertThat(FilterParser.parse(terms).terms()).hasSize(10);
    assertRefused(
        terms + " AND name:b", "column 111: \"name:b\" (expected: no more than 10 terms)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "name:\"", "name:\\", "name:\"\\", "NOT ", "name:a AND ", "\"", "'"})
  void answersLongAndDeepInputInOneLine(String part) {
    assertThatThrownBy(() -> FilterParser.parse(part.repeat(100_000)))
        .isInstanceOfSatisfying(
            DetailedStatusException.class,
            e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource({"name:LOVE,true", "name=love,false", "name='Ada Lovelace',true", "email:@,false"})
  void matchesAsItSays(String filter, boolean matches) {
    assertThat(
            FilterParser.parse(filter)
                .test(
                    dev.sluice.proto.addressbook.v1.Person.newBuilder()
                        .setName("Ada Lovelace")
                        .build()))
        .isEqualTo(matches);
  }

  private static void assertRefused(String text, String problem) {
    assertThatThrownBy(() -> FilterParser.parse(text))
        .hasMessage("filter: " + problem)
        .isInstanceOfSatisfying(
            DetailedStatusException.class,
            e -> {
              assertThat(e.status().getCode()).isEqualTo(3);
              assertThat(unpacked(e).getFieldViolationsList())
                  .singleElement()
                  .satisfies(
                      violation -> {
                        assertThat(violation.getField()).isEqualTo("filter");
                        assertThat(violation.getDescription()).isEqualTo(problem);
                      });
            });
  }

  private static BadRequest unpacked(DetailedStatusException e) {
    try {
      return e.status().getDetails(0).unpack(BadRequest.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
