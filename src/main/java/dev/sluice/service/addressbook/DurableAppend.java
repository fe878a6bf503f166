package dev.sluice.service.addressbook;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes at the end of a file: all of it, on the disk when it returns, or nothing. */
final class DurableAppend {

  /**
   * What begins an append that is not yet whole: the tag of a wire type that there is not, so that
   * it is never taken for a person.
   */
  static final byte UNFINISHED = 0x0F;

  private static final int BYTES_AT_ONCE = 1 << 20;

  private DurableAppend() {}

  /** The file could be neither written to nor set back. */
  static final class HalfDoneException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    HalfDoneException(long length, IOException cause) {
      super(
          "it may end in the middle of a person; before it had "
              + length
              + " bytes ("
              + cause.getMessage()
              + ")",
          cause);
    }
  }

  /**
   * Appends.
   *
   * @param channel a file open for writing, which no one else writes to
   * @param bytes what is to be written
   * @throws HalfDoneException if it failed, and the file could not be given its old length again
   * @throws IOException if it failed, and the file is as it was
   */
  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    long length = channel.size();
    try {
      writeAll(channel, length, bytes);
      channel.force(true);
    } catch (IOException e) {
      setBack(channel, length, e);
      throw e;
    }
  }

  /**
   * Appends so that all of it is there, or is known not to be, even after a crash: until the rest
   * is on the disk, {@link #UNFINISHED} stands in the place of the first byte.
   *
   * @param channel a file open for writing, which no one else writes to
   * @param bytes what is to be written, at least a byte
   * @throws HalfDoneException if it failed, and the file could not be given its old length again
   * @throws IOException if it failed, and the file is as it was
   */
  static void writeWhole(FileChannel channel, ByteBuffer bytes) throws IOException {
    long length = channel.size();
    ByteBuffer first = ByteBuffer.wrap(new byte[] {bytes.get(bytes.position())});
    bytes.put(bytes.position(), UNFINISHED);
    try {
      writeAll(channel, length, bytes);
      channel.force(true);
      writeAll(channel, length, first);
      channel.force(true);
    } catch (IOException e) {
      setBack(channel, length, e);
      throw e;
    }
  }

  private static void writeAll(FileChannel channel, long position, ByteBuffer bytes)
      throws IOException {
    channel.position(position);
    while (bytes.hasRemaining()) {
      // The system's copy of what is written at once is kept by the thread.
      int length = Math.min(bytes.remaining(), BYTES_AT_ONCE);
      int written = channel.write(bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + written);
    }
  }

  private static void setBack(FileChannel channel, long length, IOException failure)
      throws HalfDoneException {
    try {
      channel.truncate(length);
      channel.force(true);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw new HalfDoneException(length, failure);
    }
  }
}
