package dev.sluice.service.addressbook;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reads the people of a serialised {@code tutorial.AddressBook} one by one, so that no more than
 * one of them is in memory.
 *
 * <p>Fields that are not known are passed over, as a reader of Protocol Buffers must. Of a content
 * without a single person but with something else it is said that it is no address book: nearly any
 * short content is a message of unknown fields.
 */
final class PersonReader {

  /** The size of the largest person; the tutorials know no limit but that of a message. */
  static final int MAX_PERSON_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int PEOPLE_TAG = AddressBook.PEOPLE_FIELD_NUMBER << 3 | 2;

  private final CodedInputStream content;
  private final long size;
  private long people;
  private long start;

  /** The content is not what it should be; the message says what it is instead. */
  static final class UnreadableException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Begins to read.
   *
   * @param content the content
   * @param size how many bytes it has
   */
  PersonReader(InputStream content, long size) {
    this.content = CodedInputStream.newInstance(content, BUFFER_BYTES);
    this.size = size;
  }

  /**
   * Reads the next person.
   *
   * @return the person; null after the last one
   * @throws UnreadableException if the content is corrupt or truncated; the message says where
   * @throws IOException if it could not be read
   */
  @Nullable Person next() throws IOException {
    try {
      start = content.getTotalBytesRead();
      for (int tag = content.readTag(); tag != 0; tag = content.readTag()) {
        if (tag == PEOPLE_TAG) {
          return person(content.readRawVarint32());
        }
        if (!content.skipField(tag)) {
          throw fault("is corrupt");
        }
        start = content.getTotalBytesRead();
      }
    } catch (InvalidProtocolBufferException e) {
      throw fault(isAtEnd() ? "is truncated" : "is corrupt");
    }
    if (people == 0 && start > 0) {
      throw new UnreadableException("is not an address book: there is no person in it");
    }
    return null;
  }

  private Person person(int length) throws IOException {
    if (length < 0) {
      throw fault("is corrupt");
    }
    if (length > size - content.getTotalBytesRead()) {
      throw fault("is truncated");
    }
    if (length > MAX_PERSON_BYTES) {
      throw fault(
          "has a person of " + length + " bytes (expected: at most " + MAX_PERSON_BYTES + ")");
    }
    int limit = content.pushLimit(length);
    Person person;
    try {
      person = Person.parser().parseFrom(content);
      content.checkLastTagWas(0);
    } catch (InvalidProtocolBufferException e) {
      throw fault("is corrupt");
    }
    if (content.getBytesUntilLimit() != 0) {
      throw fault("is truncated");
    }
    content.popLimit(limit);
    people++;
    return person;
  }

  private boolean isAtEnd() throws IOException {
    try {
      return content.isAtEnd();
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private UnreadableException fault(String what) {
    return new UnreadableException(
        what + " at byte " + start + ", after " + people + (people == 1 ? " person" : " people"));
  }
}
