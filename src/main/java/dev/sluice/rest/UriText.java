package dev.sluice.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding of <a href="https://www.rfc-editor.org/rfc/rfc3986">RFC 3986</a>, decoded
 * strictly: two hex digits after each percent sign, and UTF-8 in the end.
 */
final class UriText {

  /** How a part of a URI is decoded. */
  enum Mode {
    /** Every {@code %XX}. */
    ALL,
    /** Every {@code %XX} but {@code %2F}: the slashes of a value that spans segments. */
    KEEP_SLASH,
    /** Every {@code %XX} but those of the characters that RFC 6570 calls reserved. */
    KEEP_RESERVED,
    /** Every {@code %XX}, and a plus is a space. */
    QUERY
  }

  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";
  private static final String HEX = "0123456789ABCDEF";

  private UriText() {}

  /** Whether a character may stand unencoded in the path or the query of a request. */
  static boolean isAllowed(char c) {
    return c > ' ' && c < 0x7F && c != '#';
  }

  /**
   * Decodes a text of allowed characters.
   *
   * @return the decoded text, or null if the encoding is broken
   */
  static @Nullable String decode(String text, Mode mode) {
    int i = 0;
    int length = text.length();
    while (i < length && !isSpecial(text.charAt(i), mode)) {
      i++;
    }
    if (i == length) {
      return text;
    }
    byte[] bytes = new byte[length];
    int size = 0;
    boolean ascii = true;
    for (i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '+' && mode == Mode.QUERY) {
        c = ' ';
      } else if (c == '%') {
        int value = i + 2 < length ? hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)) : -1;
        if (value < 0) {
          return null;
        }
        if (isKept(value, mode)) {
          bytes[size++] = '%';
          bytes[size++] = (byte) text.charAt(++i);
          c = text.charAt(++i);
        } else {
          i += 2;
          c = (char) value;
        }
      }
      ascii &= c < 0x80;
      bytes[size++] = (byte) c;
    }
    if (ascii) {
      return new String(bytes, 0, size, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Encodes a text: what is not kept becomes the {@code %XX} of its UTF-8.
   *
   * @param kept whether an ASCII character stands for itself
   */
  static String encode(String text, IntPredicate kept) {
    int plain = 0;
    while (plain < text.length() && text.charAt(plain) < 0x80 && kept.test(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0 && kept.test(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
    return out.toString();
  }

  private static boolean isKept(int value, Mode mode) {
    return switch (mode) {
      case KEEP_SLASH -> value == '/';
      case KEEP_RESERVED -> RESERVED.indexOf(value) >= 0;
      default -> false;
    };
  }

  private static boolean isSpecial(char c, Mode mode) {
    return c == '%' || (c == '+' && mode == Mode.QUERY);
  }

  private static int hex(char c) {
    return Character.digit(c < 0x80 ? c : '?', 16);
  }
}
