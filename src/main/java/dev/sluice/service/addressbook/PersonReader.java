package dev.sluice.service.addressbook;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
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
  private final UnknownFieldSet.@Nullable Builder others;
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
    this(content, size, null);
  }

  /**
   * Begins to read.
   *
   * @param content the content
   * @param size how many bytes it has
   * @param others gets the fields of the book that are not known here; null to pass them over
   */
  PersonReader(InputStream content, long size, UnknownFieldSet.@Nullable Builder others) {
    this.content = CodedInputStream.newInstance(content, BUFFER_BYTES);
    this.size = size;
    this.others = others;
  }

  /**
   * Reads the next person.
   *
   * @return the person; null after the last one
   * @throws UnreadableException if the content is corrupt or truncated; the message says where
   * @throws IOException if it could not be read
   */
  @Nullable Person next() throws IOException {
    byte[] person = nextBytes();
    if (person == null) {
      return null;
    }
    try {
      return Person.parseFrom(person);
    } catch (InvalidProtocolBufferException e) {
      throw corruptPerson();
    }
  }

  /**
   * Reads the next person as it stands, without a look into it.
   *
   * @return the person, serialised; null after the last one
   * @throws UnreadableException if the content is corrupt or truncated; the message says where
   * @throws IOException if it could not be read
   */
  byte @Nullable [] nextBytes() throws IOException {
    try {
      start = content.getTotalBytesRead();
      for (int tag = content.readTag(); tag != 0; tag = content.readTag()) {
        if (tag == PEOPLE_TAG) {
          return person(content.readRawVarint32());
        }
        if (!other(tag)) {
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

  /** Where in the content what was read last, or could not be read, begins. */
  long start() {
    return start;
  }

  private boolean other(int tag) throws IOException {
    return others == null ? content.skipField(tag) : others.mergeFieldFrom(tag, content);
  }

  private byte[] person(int length) throws IOException {
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
    byte[] person = content.readRawBytes(length);
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

  /** Says that what {@link #nextBytes} has returned last is no person. */
  UnreadableException corruptPerson() {
    people--;
    return fault("is corrupt");
  }

  private UnreadableException fault(String what) {
    return new UnreadableException(
        what + " at byte " + start + ", after " + people + (people == 1 ? " person" : " people"));
  }
}
