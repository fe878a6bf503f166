package dev.sluice.service.addressbook;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.proto.addressbook.AddressBook;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * All that is in the file of a book.
 *
 * @param index the people
 * @param unserved those without an id of at least 1, who are kept but not told of
 * @param others the fields of the book that are not known here
 */
record BookContent(PeopleIndex index, List<byte[]> unserved, UnknownFieldSet others) {

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Writes the file anew: the people by id, and then those who are added.
   *
   * @param out takes the bytes; is not closed
   * @param slots those who are changed
   */
  void write(OutputStream out, Map<Integer, Draft.Slot> slots) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out, BUFFER_BYTES);
    for (byte[] person : unserved) {
      write(coded, person);
    }
    for (Map.Entry<Integer, byte[]> entry : index.all().entrySet()) {
      Draft.Slot slot = slots.get(entry.getKey());
      if (slot == null) {
        write(coded, entry.getValue());
      } else {
        write(coded, slot);
      }
    }
    for (Map.Entry<Integer, Draft.Slot> slot : slots.entrySet()) {
      if (index.bytes(slot.getKey()) == null) {
        write(coded, slot.getValue());
      }
    }
    if (coded.getTotalBytesWritten() > 0) {
      // Without a person beside them they would not be known for an address book.
      others.writeTo(coded);
    }
    coded.flush();
  }

  /** Writes only what is new. */
  static void writeAdded(OutputStream out, Map<Integer, Draft.Slot> slots) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out, BUFFER_BYTES);
    for (Draft.Slot slot : slots.values()) {
      write(coded, slot);
    }
    coded.flush();
  }

  /** Makes the index what has become of the file. */
  void accept(Map<Integer, Draft.Slot> slots) {
    slots.forEach(
        (id, slot) -> {
          byte[] person = slot.bytes();
          if (person == null) {
            index.remove(id);
          } else {
            index.put(id, person);
          }
        });
  }

  private static void write(CodedOutputStream out, Draft.Slot slot) throws IOException {
    byte[] person = slot.bytes();
    if (person != null) {
      write(out, person);
    }
  }

  private static void write(CodedOutputStream out, byte[] person) throws IOException {
    out.writeByteArray(AddressBook.PEOPLE_FIELD_NUMBER, person);
  }
}
