package dev.sluice.service.addressbook;

import dev.sluice.proto.addressbook.v1.PersonChange;
import dev.sluice.proto.addressbook.v1.PersonChange.Kind;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the database tells of a change of a person. It comes in parts that nothing
 * comes between: what was done, the id, the number of the part, how many there are, and a piece of
 * the person in Base64, with a space between each.
 */
final class PostgresNotification {

  /** How many parts the largest person has, and some more. */
  private static final int MAX_PARTS = PersonReader.MAX_PERSON_BYTES / 5_000;

  private final StringBuilder content = new StringBuilder();
  private int expected = 1;

  /**
   * Adds the next part.
   *
   * @return the change, after its last part
   * @throws IllegalArgumentException if it is none, or not the next
   */
  @Nullable PersonChange add(String payload) {
    String[] words = payload.split(" ", 5);
    if (words.length != 5) {
      throw new IllegalArgumentException("not told by the table of people");
    }
    int part = Integer.parseInt(words[2]);
    int parts = Integer.parseInt(words[3]);
    if (part != expected || part > parts || parts > MAX_PARTS) {
      throw new IllegalArgumentException("part " + part + " of " + parts + " is out of turn");
    }
    content.append(words[4]);
    if (part < parts) {
      expected++;
      return null;
    }
    byte[] person = Base64.getDecoder().decode(content.toString());
    content.setLength(0);
    content.trimToSize();
    expected = 1;
    return PersonChange.newBuilder()
        .setKind(kind(words[0]))
        .setPerson(PostgresRow.person(Integer.parseInt(words[1]), person))
        .build();
  }

  private static Kind kind(String operation) {
    return switch (operation) {
      case "INSERT" -> Kind.CREATED;
      case "UPDATE" -> Kind.UPDATED;
      case "DELETE" -> Kind.DELETED;
      default -> throw new IllegalArgumentException("not a change: " + operation);
    };
  }
}
