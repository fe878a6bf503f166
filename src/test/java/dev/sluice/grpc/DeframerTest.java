package dev.sluice.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeframerTest {

  private static final int PREFIX = 5;
  private static final int MESSAGE = 20;
  private static final int FRAME = PREFIX + MESSAGE;
  private static final int MESSAGES = 200_000;

  private final Deframer deframer = new Deframer(MESSAGE);

  /** A stream of frames, the bytes of each message being its number. */
  private static byte[] stream(int messages) {
    byte[] stream = new byte[messages * FRAME];
    for (int i = 0; i < messages; i++) {
      int at = i * FRAME;
      stream[at + PREFIX - 1] = MESSAGE;
      Arrays.fill(stream, at + PREFIX, at + FRAME, (byte) i);
    }
    return stream;
  }

  private boolean isMessage(int number) {
    int first = deframer.offset();
    return deframer.length() == MESSAGE
        && deframer.array()[first] == (byte) number
        && deframer.array()[first + MESSAGE - 1] == (byte) number;
  }

  @Test
  void readsMessagesWhereTheyLie() {
    for (int chunk = 0; chunk < 10; chunk++) {
      byte[] bytes = stream(100);
      deframer.feed(Unpooled.wrappedBuffer(bytes));
      for (int i = 0; i < 100; i++) {
        assertThat(deframer.next()).isTrue();
        assertThat(deframer.array()).isSameAs(bytes);
        assertThat(isMessage(i)).isTrue();
      }
      assertThat(deframer.next()).isFalse();
      assertThat(deframer.isEmpty()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, FRAME, 1 << 10, 1 << 20})
  void holdsNoMoreThanAChunkAndAPieceOfAMessage(int chunkSize) {
    byte[] stream = stream(MESSAGES);
    int messages = 0;
    int held = 0;
    for (int at = 0; at < stream.length; at += chunkSize) {
      int end = Math.min(at + chunkSize, stream.length);
      deframer.feed(Unpooled.wrappedBuffer(Arrays.copyOfRange(stream, at, end)));
      while (deframer.next() && isMessage(messages)) {
        messages++;
        held = Math.max(held, deframer.array().length);
      }
    }

    assertThat(messages).isEqualTo(MESSAGES);
    assertThat(deframer.isEmpty()).isTrue();
    // Buffers grow in powers of two.
    assertThat(held).isLessThanOrEqualTo(2 * Math.max(64, chunkSize + FRAME));
  }
}
