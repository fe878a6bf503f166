package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  private static final int TRIES = 200_000;
  private static final int[] LIMITS = {
    0, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  @Test
  void takesWhatProtobufTakesAndNoMore() {
    Random random = new Random(1);
    for (int i = 0; i < TRIES; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) (random.nextInt(3) == 0 ? 'a' : LIMITS[random.nextInt(LIMITS.length)]);
      }
      boolean valid = Utf8.validEnd(bytes, 0, bytes.length) == bytes.length;
      assertThat(valid)
          .as(() -> ByteString.copyFrom(bytes).toString())
          .isEqualTo(ByteString.copyFrom(bytes).isValidUtf8());
    }
  }

  @Test
  void takesEveryCharacterThereIs() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
      byte[] within = new byte[bytes.length + 2];
      System.arraycopy(bytes, 0, within, 1, bytes.length);
      assertThat(Utf8.validEnd(within, 1, 1 + bytes.length)).isEqualTo(1 + bytes.length);
    }
  }

  @Test
  void saysWhereItEnds() {
    byte[] bytes = "abcdefghij\u00e9klm".getBytes(StandardCharsets.UTF_8);
    bytes[11] = 'x';

    assertThat(Utf8.validEnd(bytes, 0, bytes.length)).isEqualTo(10);
    assertThat(Utf8.validEnd(bytes, 0, 10)).isEqualTo(10);
    assertThat(Utf8.validEnd(bytes, 12, bytes.length)).isEqualTo(bytes.length);
  }
}
