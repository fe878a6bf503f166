package dev.sluice.rest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses a body, piece by piece, as <a href="https://www.rfc-editor.org/rfc/rfc1952">gzip</a>.
 *
 * <p>Holds some hundred kilobytes outside of the heap until it is closed. Not safe for concurrent
 * use.
 */
final class GzipEncoder implements AutoCloseable {

  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
  private static final int MIN_ROOM = 512;

  private final Deflater deflater;
  private final CRC32 sum = new CRC32();
  private boolean begun;
  private boolean closed;

  /**
   * Makes an encoder.
   *
   * @param level how much to try, from 1 to 9
   */
  GzipEncoder(int level) {
    this.deflater = new Deflater(level, true);
  }

  /** Compresses a body as a whole. */
  static byte[] encode(byte[] body, int level) {
    try (GzipEncoder encoder = new GzipEncoder(level)) {
      ByteBuf out = encoder.encode(Unpooled.wrappedBuffer(body), true);
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes);
      return bytes;
    }
  }

  /**
   * Compresses a piece, so that who has read all output so far can tell all of it.
   *
   * @param piece the piece, on the heap
   * @param last whether it is the last one
   */
  ByteBuf encode(ByteBuf piece, boolean last) {
    int length = piece.readableBytes();
    byte[] in = piece.array();
    int offset = piece.arrayOffset() + piece.readerIndex();
    ByteBuf out = Unpooled.buffer(MIN_ROOM + length / 2);
    if (!begun) {
      begun = true;
      out.writeBytes(HEADER);
    }
    sum.update(in, offset, length);
    deflater.setInput(in, offset, length);
    if (last) {
      deflater.finish();
    }
    int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
    int room;
    int written;
    do {
      out.ensureWritable(MIN_ROOM);
      room = out.writableBytes();
      written = deflater.deflate(out.array(), out.arrayOffset() + out.writerIndex(), room, mode);
      out.writerIndex(out.writerIndex() + written);
    } while (last ? !deflater.finished() : written == room);
    if (last) {
      out.writeIntLE((int) sum.getValue());
      out.writeIntLE((int) deflater.getBytesRead());
    }
    return out;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      deflater.end();
    }
  }
}
