package dev.sluice.service.addressbook;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.proto.addressbook.v1.Person;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all of a book into memory. */
final class BookLoader {

  private static final Logger LOG = LoggerFactory.getLogger(BookLoader.class);

  private final BookFile file;
  private final PeopleIndex index = new PeopleIndex();
  private final List<byte[]> unserved = new ArrayList<>();
  private final UnknownFieldSet.Builder others = UnknownFieldSet.newBuilder();

  private BookLoader(BookFile file) {
    this.file = file;
  }

  /**
   * Reads a book. What an append has left that was interrupted is kept aside and cut off.
   *
   * @param file the book's file
   * @param maxBytes how large it may be
   * @param maxAppend how much is appended at once, at most
   * @return what is in the file
   * @throws AddressBookException if the file is damaged or too large, or two people have the same
   *     id; the file is then as it was
   */
  static BookContent load(BookFile file, long maxBytes, long maxAppend)
      throws AddressBookException, IOException {
    if (file.length() > maxBytes) {
      throw file.path()
          .fault("has " + file.length() + " bytes (expected: at most " + maxBytes + ")");
    }
    return new BookLoader(file).load(maxAppend);
  }

  private BookContent load(long maxAppend) throws AddressBookException, IOException {
    FileChannel channel = file.channel();
    channel.position(0);
    PersonReader people = new PersonReader(Channels.newInputStream(channel), file.length(), others);
    try {
      for (byte[] bytes = people.nextBytes(); bytes != null; bytes = people.nextBytes()) {
        add(bytes, people);
      }
    } catch (PersonReader.UnreadableException e) {
      byte[] tail = tail(people.start(), maxAppend);
      if (!TornTail.is(tail)) {
        throw new AddressBookException(file.path().name() + ": " + e.getMessage(), e);
      }
      cut(people.start(), tail);
    }
    if (!unserved.isEmpty()) {
      LOG.warn(
          "{}: {} people have an id less than 1; they stay in the file, but are not served",
          file.path().name(),
          unserved.size());
    }
    return new BookContent(index, List.copyOf(unserved), others.build());
  }

  private void add(byte[] bytes, PersonReader people) throws AddressBookException, IOException {
    int id;
    try {
      id = Person.parseFrom(bytes).getId();
    } catch (InvalidProtocolBufferException e) {
      throw people.corruptPerson();
    }
    if (id < 1) {
      unserved.add(bytes);
    } else if (index.put(id, bytes) != null) {
      throw file.path()
          .fault("has two people with id " + id + " (expected: an id each; change one by hand)");
    }
  }

  /** The file from a byte on; nothing if that is more than an append can leave. */
  private byte[] tail(long start, long maxAppend) throws IOException {
    long length = file.length() - start;
    if (length > maxAppend) {
      return new byte[0];
    }
    ByteBuffer tail = ByteBuffer.allocate((int) length);
    while (tail.hasRemaining()) {
      if (file.channel().read(tail, start + tail.position()) < 0) {
        throw new IOException("the file has become shorter while it was read");
      }
    }
    return tail.array();
  }

  private void cut(long end, byte[] tail) throws IOException {
    Path aside = file.keepAside("torn", out -> out.write(tail));
    file.cut(end);
    LOG.warn(
        "{}: the last {} bytes were cut off, since an addition was interrupted; they are in {}",
        file.path().name(),
        tail.length,
        PlainText.escape(aside.toString()));
  }
}
