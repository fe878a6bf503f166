package dev.sluice.service.addressbook;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.sluice.proto.addressbook.AddressBook;
import dev.sluice.proto.addressbook.Person;
import dev.sluice.proto.addressbook.Person.PhoneNumber;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells the end of an append that was interrupted from a file that was damaged.
 *
 * <p>What an interrupted append can leave is the beginning of a person as it is written here, cut
 * off by the end of the file; or such a beginning, or nothing, and then zeros up to the end, where
 * the system had made the file longer and not yet written to it; or all of an append that {@link
 * DurableAppend#UNFINISHED} begins. All else is damage, above all a length that was changed in the
 * middle of the file: other people follow there, which a person cannot have in it.
 */
final class TornTail {

  private static final int PEOPLE_TAG = AddressBook.PEOPLE_FIELD_NUMBER << 3 | 2;
  private static final int TAG_TYPE_BITS = 3;
  private static final int MAX_VARINT_BYTES = 5;

  private TornTail() {}

  /**
   * Whether what cannot be read at the end of a file is what an append has left.
   *
   * @param tail the file from the end of the last whole person on
   */
  static boolean is(byte[] tail) {
    if (tail.length == 0) {
      return false;
    }
    return tail[0] == DurableAppend.UNFINISHED || isBeginning(withoutZeros(tail));
  }

  /** What is before the zeros at the end; of what was written it is a beginning, too. */
  private static byte[] withoutZeros(byte[] tail) {
    int end = tail.length;
    while (end > 0 && tail[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(tail, end);
  }

  private static boolean isBeginning(byte[] tail) {
    if (tail.length == 0) {
      return true;
    }
    if (tail[0] != PEOPLE_TAG) {
      return false;
    }
    CodedInputStream in = CodedInputStream.newInstance(tail, 1, tail.length - 1);
    try {
      int length = in.readRawVarint32();
      int left = tail.length - 1 - in.getTotalBytesRead();
      return length > left
          && length <= PersonReader.MAX_PERSON_BYTES
          && isBeginningOfPerson(in, left);
    } catch (IOException e) {
      // The length itself is cut off, or else is none.
      return tail.length - 1 < MAX_VARINT_BYTES;
    }
  }

  /** The fields of a person come in the order of their numbers, none but the phones twice. */
  private static boolean isBeginningOfPerson(CodedInputStream in, int length) throws IOException {
    int end = in.getTotalBytesRead() + length;
    int last = 0;
    while (in.getTotalBytesRead() < end) {
      int tag = in.readTag();
      int field = tag >>> TAG_TYPE_BITS;
      if (field < last || (field == last && field != Person.PHONES_FIELD_NUMBER)) {
        return false;
      }
      last = field;
      try {
        if (!skipField(in, tag, end)) {
          return false;
        }
      } catch (InvalidProtocolBufferException e) {
        return in.isAtEnd();
      }
    }
    return true;
  }

  private static boolean skipField(CodedInputStream in, int tag, int end) throws IOException {
    if (tag == (Person.ID_FIELD_NUMBER << TAG_TYPE_BITS)) {
      in.readInt32();
      return true;
    }
    if ((tag & 7) != 2 || tag >>> TAG_TYPE_BITS > Person.LAST_UPDATED_FIELD_NUMBER) {
      return false;
    }
    int length = in.readRawVarint32();
    if (length < 0) {
      return false;
    }
    if (length > end - in.getTotalBytesRead()) {
      in.skipRawBytes(end - in.getTotalBytesRead());
      return true;
    }
    byte[] value = in.readRawBytes(length);
    return switch (tag >>> TAG_TYPE_BITS) {
      case Person.PHONES_FIELD_NUMBER -> parses(PhoneNumber.parser(), value);
      case Person.LAST_UPDATED_FIELD_NUMBER -> parses(Timestamp.parser(), value);
      default -> ByteString.copyFrom(value).isValidUtf8();
    };
  }

  private static boolean parses(Parser<?> parser, byte[] value) {
    try {
      parser.parseFrom(value);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
