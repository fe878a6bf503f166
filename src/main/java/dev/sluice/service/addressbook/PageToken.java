package dev.sluice.service.addressbook;

import dev.sluice.call.DetailedStatusException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Where a page of a list ended: the last id and a digest of the filter, so that the next page is of
 * the same list.
 */
final class PageToken {

  private static final int DIGEST_BYTES = 8;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private PageToken() {}

  /** The token of a page. */
  static String of(int lastId, String filter) {
    return ENCODER.encodeToString(bytes(lastId, filter));
  }

  /**
   * The id after which a page begins.
   *
   * @param token the token of the page before; empty for the first page
   * @param filter the filter that it must have been made with
   * @return the id; 0 for the first page
   * @throws DetailedStatusException INVALID_ARGUMENT if the token was not made here, or with
   *     another filter
   */
  static int lastId(String token, String filter) {
    if (token.isEmpty()) {
      return 0;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
    if (bytes.length != Integer.BYTES + DIGEST_BYTES
        || !ENCODER.encodeToString(bytes).equals(token)) {
      throw unknown();
    }
    int lastId = ByteBuffer.wrap(bytes).getInt();
    if (lastId < 1) {
      throw unknown();
    }
    if (!MessageDigest.isEqual(bytes, bytes(lastId, filter))) {
      throw AddressBookServiceImpl.invalid(
          "page_token", "made with another filter (expected: the filter of the page before)");
    }
    return lastId;
  }

  private static byte[] bytes(int lastId, String filter) {
    return ByteBuffer.allocate(Integer.BYTES + DIGEST_BYTES)
        .putInt(lastId)
        .put(sha256().digest(filter.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_BYTES)
        .array();
  }

  private static DetailedStatusException unknown() {
    return AddressBookServiceImpl.invalid(
        "page_token", "not a token (expected: the next_page_token of the page before)");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
