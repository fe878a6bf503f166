package dev.sluice.service.addressbook;

import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes at the end of a file: all of it, on the disk when it returns, or nothing. */
final class DurableAppend {

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
      channel.position(length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      setBack(channel, length, e);
      throw e;
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
