package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Base64 as the JSON mapping reads it: the standard or the URL-safe alphabet, padded or not. The
 * alphabets are not mixed, and padding, where there is some, is complete.
 */
final class Base64Text {

  private static final byte[] SEXTETS = new byte[128];

  static {
    Arrays.fill(SEXTETS, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 64; i++) {
      SEXTETS[alphabet.charAt(i)] = (byte) i;
    }
    SEXTETS['-'] = 62;
    SEXTETS['_'] = 63;
  }

  private Base64Text() {}

  static byte[] decode(byte[] c, int from, int to) throws JsonException {
    int end = unpadded(c, from, to);
    int count = end - from;
    if (end < 0 || count % 4 == 1) {
      throw refused(c, from, to);
    }
    byte[] out = new byte[(int) (count * 3L / 4)];
    int size = 0;
    int bits = 0;
    boolean standard = false;
    boolean urlSafe = false;
    for (int i = 0; i < count; i++) {
      byte ch = c[from + i];
      int sextet = ch >= 0 ? SEXTETS[ch] : -1;
      if (sextet < 0) {
        throw refused(c, from, to);
      }
      standard |= ch == '+' || ch == '/';
      urlSafe |= ch == '-' || ch == '_';
      bits = bits << 6 | sextet;
      if (i % 4 == 3) {
        out[size++] = (byte) (bits >> 16);
        out[size++] = (byte) (bits >> 8);
        out[size++] = (byte) bits;
      }
    }
    if (standard && urlSafe) {
      throw refused(c, from, to);
    }
    if (count % 4 == 2) {
      out[size] = (byte) (bits >> 4);
    } else if (count % 4 == 3) {
      out[size++] = (byte) (bits >> 10);
      out[size] = (byte) (bits >> 2);
    }
    return out;
  }

  /** Where the digits end, or -1 if the padding is not right. */
  private static int unpadded(byte[] c, int from, int to) {
    int digits = to;
    while (digits > from && c[digits - 1] == '=') {
      digits--;
    }
    return digits == to || (to - digits <= 2 && (to - from) % 4 == 0) ? digits : -1;
  }

  private static JsonException refused(byte[] c, int from, int to) {
    return JsonException.expectedText("base64", new String(c, from, to - from, UTF_8));
  }
}
