package dev.sluice.rest;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a body of one or more members of <a
 * href="https://www.rfc-editor.org/rfc/rfc1952">gzip</a>, as it arrives and as much as is asked
 * for.
 *
 * <p>What expands more than {@value #MAX_RATIO} times is refused once there is more than {@value
 * #UNSUSPICIOUS} bytes of it: nobody means to send it. Not safe for concurrent use.
 */
final class GzipDecoder implements AutoCloseable {

  private static final int MAX_RATIO = 200;
  private static final int UNSUSPICIOUS = 1 << 20;

  private static final int HEADER_LENGTH = 10;
  private static final int TRAILER_LENGTH = 8;
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xE0;

  /** What the next byte belongs to. */
  private enum Part {
    HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_SUM,
    CONTENT,
    TRAILER
  }

  private static final byte[] NOTHING = {};

  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private byte[] in = NOTHING;
  private int at;
  private int end;
  private Part part = Part.HEADER;
  private int passed;
  private int flags;
  private int extra;
  private long trailer;
  private long read;
  private long written;
  private boolean closed;

  /** Sets the next input, when all of the one before has been read. */
  void feed(byte[] bytes, int offset, int length) {
    in = bytes;
    at = offset;
    end = offset + length;
    read += length;
  }

  /**
   * Inflates.
   *
   * @param out where it goes, from an offset on
   * @return how many bytes have been written; 0 if there is no more until the next input
   * @throws RefusedException 400 if the input is not gzip, 413 if it expands too much
   */
  int inflate(byte[] out, int offset) {
    while (at < end) {
      if (part != Part.CONTENT) {
        pass(in[at++] & 0xFF);
        continue;
      }
      int count = content(out, offset);
      if (count > 0) {
        written += count;
        if (written > UNSUSPICIOUS && written > MAX_RATIO * read) {
          throw new RefusedException(
              413, "the body expands to more than " + MAX_RATIO + " times what was sent");
        }
        sum.update(out, offset, count);
        return count;
      }
    }
    return 0;
  }

  private int content(byte[] out, int offset) {
    try {
      inflater.setInput(in, at, end - at);
      int count = inflater.inflate(out, offset, out.length - offset);
      at = end - inflater.getRemaining();
      if (inflater.needsDictionary()) {
        throw notGzip();
      }
      // Its checksum is known only when what has been written is counted.
      if (count == 0 && inflater.finished()) {
        next(Part.TRAILER);
      }
      return count;
    } catch (DataFormatException e) {
      throw notGzip();
    }
  }

  /** Whether what has been fed are whole members; nothing at all is an empty body. */
  boolean isComplete() {
    return at == end && part == Part.HEADER && passed == 0;
  }

  static RefusedException notGzip() {
    return RefusedException.bad("the body is not valid gzip");
  }

  private void next(Part following) {
    part = following;
    passed = 0;
  }

  private void pass(int b) {
    int i = passed++;
    switch (part) {
      case HEADER -> header(i, b);
      case EXTRA_LENGTH -> {
        extra |= b << (8 * i);
        if (i == 1) {
          next(Part.EXTRA);
          skipAbsent();
        }
      }
      case EXTRA -> {
        if (passed == extra) {
          extra = 0;
          flags &= ~FEXTRA;
          skipAbsent();
        }
      }
      case NAME -> {
        if (b == 0) {
          flags &= ~FNAME;
          skipAbsent();
        }
      }
      case COMMENT -> {
        if (b == 0) {
          flags &= ~FCOMMENT;
          skipAbsent();
        }
      }
      case HEADER_SUM -> {
        if (i == 1) {
          flags &= ~FHCRC;
          skipAbsent();
        }
      }
      default -> trailer(i, b);
    }
  }

  private void header(int i, int b) {
    if ((i == 0 && b != 0x1F) || (i == 1 && b != 0x8B) || (i == 2 && b != 8)) {
      throw notGzip();
    }
    if (i == 3) {
      flags = b;
      if ((flags & RESERVED) != 0) {
        throw notGzip();
      }
    }
    if (i == HEADER_LENGTH - 1) {
      skipAbsent();
    }
  }

  /** Goes on to the next part of the header that is there, or to the content. */
  private void skipAbsent() {
    if (part == Part.EXTRA && extra > 0) {
      return;
    }
    if (part == Part.EXTRA) {
      flags &= ~FEXTRA;
    }
    if ((flags & FEXTRA) != 0) {
      next(Part.EXTRA_LENGTH);
    } else if ((flags & FNAME) != 0) {
      next(Part.NAME);
    } else if ((flags & FCOMMENT) != 0) {
      next(Part.COMMENT);
    } else if ((flags & FHCRC) != 0) {
      next(Part.HEADER_SUM);
    } else {
      next(Part.CONTENT);
    }
  }

  private void trailer(int i, int b) {
    trailer |= (long) b << (8 * i);
    if (i == TRAILER_LENGTH - 1) {
      long expected = sum.getValue() | (inflater.getBytesWritten() & 0xFFFFFFFFL) << 32;
      if (trailer != expected) {
        throw notGzip();
      }
      trailer = 0;
      sum.reset();
      inflater.reset();
      next(Part.HEADER);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      at = end;
      inflater.end();
    }
  }
}
