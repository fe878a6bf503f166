package dev.sluice.rest;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lists of tokens with weights, such as {@code Accept-Encoding} and {@code TE}, of <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2">RFC 9110</a>.
 */
final class WeightedTokens {

  private WeightedTokens() {}

  /**
   * Whether a list allows a token: whether it has it with a weight above 0.
   *
   * @param headers the values of the header, each a list
   * @param token the token, in lower case
   * @return what the first one of them says that names the token, or null if none does
   */
  static @Nullable Boolean allows(List<String> headers, String token) {
    for (String header : headers) {
      for (String each : header.split(",", -1)) {
        int semicolon = each.indexOf(';');
        String name = semicolon < 0 ? each : each.substring(0, semicolon);
        if (name.strip().equalsIgnoreCase(token)) {
          return semicolon < 0 || !isZero(each.substring(semicolon + 1));
        }
      }
    }
    return null;
  }

  private static boolean isZero(String parameters) {
    for (String parameter : parameters.toLowerCase(Locale.ROOT).split(";", -1)) {
      int equals = parameter.indexOf('=');
      if (equals >= 0 && parameter.substring(0, equals).strip().equals("q")) {
        return parameter.substring(equals + 1).strip().matches("0(\\.0*)?");
      }
    }
    return false;
  }
}
