package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.Person;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What tells the states of a person apart: a digest of all of the person but the etag, the same in
 * every process and every store.
 */
final class Etags {

  private static final int BYTES = 12;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Etags() {}

  /** The etag of a person: 16 letters, digits, {@code -} and {@code _}. */
  static String of(Person person) {
    Person plain = person.getEtag().isEmpty() ? person : person.toBuilder().clearEtag().build();
    byte[] digest = sha256().digest(plain.toByteArray());
    return ENCODER.encodeToString(Arrays.copyOf(digest, BYTES));
  }

  /** A person with the etag. */
  static Person tag(Person person) {
    return person.toBuilder().setEtag(of(person)).build();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
