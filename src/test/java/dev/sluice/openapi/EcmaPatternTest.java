package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "^[a-z]+$,             ^[a-z]+$",
        "^[^\\p{Cc}]*$,        ^[^\\p{Cc}]*$",
        "^[ +().-]*$,          ^[ +().-]*$",
        "a.b,                  a[^\\n]b",
        "\\w\\d\\bx,           \\w\\d\\bx",
        "\\s[\\s],             [\\t\\n\\f\\r ][\\t\\n\\f\\r ]",
        "\\S,                  [^\\t\\n\\f\\r ]",
        "a\\-b\\@c\\.,         a-b@c\\.",
        "[a\\-z\\@],           [a\\-z@]",
        "[[a],                 [\\[a]",
        "(?:ab|c)*?d??,        (?:ab|c)*?d??",
        "~a{2,3}b{2}c{2,}~,    ~a{2,3}b{2}c{2,}~",
        "a{b},                 a\\{b\\}",
        "\\x41\\x{1F600},      \\u0041😀",
        "[\\x{202A}-\\x{202e}], [\\u202A-\\u202E]",
        "\\PL,                 -",
        "x\\P{Lu},             x\\P{Lu}"
      })
  void writesWhatMeansTheSame(String re2, String ecma) {
    assertThat(EcmaPattern.of(re2)).isEqualTo(ecma.equals("-") ? null : ecma);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)a",
        "(?s:a)",
        "(?P<name>a)",
        "\\Aa",
        "a\\z",
        "\\Qa.b\\E",
        "[[:alpha:]]",
        "[]a]",
        "\\p{Greek}",
        "\\pN",
        "\\a",
        "\\101",
        "\\C",
        "[\\S]",
        "[a",
        "a\\",
        "\\x4"
      })
  void leavesOutWhatDoesNot(String re2) {
    assertThat(EcmaPattern.of(re2)).isNull();
  }
}
