package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import dev.sluice.test.v1.Everything;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the codec answers with a message or a {@link JsonException}. */
class MessageCodecFuzzTest {

  private static final int TRIES = Integer.getInteger("sluice.tries", 2000);
  private static final TypeRegistry TYPES = RandomMessages.REGISTRY;
  private static final JsonCodecs STRICT = JsonCodecs.create(JsonOptions.defaults(), TYPES);
  private static final JsonCodecs LENIENT =
      JsonCodecs.create(JsonOptions.defaults().withIgnoreUnknownFields(true), TYPES);
  private static final String ALPHABET = "{}[]\",:\\u0123456789.eE+-truefalsn \n\t@typeaBs_/*'#";

  @Test
  void takesAnyBytes() throws Exception {
    for (int seed = 0; seed < 5 * TRIES; seed++) {
      Random random = new Random(seed);
      byte[] json = new byte[random.nextInt(40)];
      random.nextBytes(json);
      check(json);
    }
  }

  @Test
  void takesAnyTextOfJsonCharacters() throws Exception {
    for (int seed = 0; seed < 5 * TRIES; seed++) {
      Random random = new Random(seed);
      byte[] json = new byte[1 + random.nextInt(40)];
      for (int i = 0; i < json.length; i++) {
        json[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      }
      json[0] = '{';
      check(json);
    }
  }

  @Test
  void takesDocumentsWithAnyByteChanged() throws Exception {
    MessageCodec codec = STRICT.codec(Everything.getDefaultInstance());
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      byte[] json = codec.write(RandomMessages.everything(seed));
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        json[random.nextInt(json.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      }
      check(json);
    }
  }

  @Test
  void takesDocumentsCutAnywhere() throws Exception {
    MessageCodec codec = STRICT.codec(Everything.getDefaultInstance());
    for (int seed = 0; seed < TRIES; seed++) {
      byte[] json = codec.write(RandomMessages.everything(seed));
      int length = new Random(seed).nextInt(json.length);
      try {
        codec.read(json, 0, length);
        throw new AssertionError(new String(json, 0, length, UTF_8));
      } catch (JsonException e) {
        assertThat(e.line()).isEqualTo(1);
        assertThat(e.column()).isBetween(1, length + 1);
      }
    }
  }

  private static void check(byte[] json) throws JsonException {
    for (JsonCodecs codecs : new JsonCodecs[] {STRICT, LENIENT}) {
      MessageCodec generated = codecs.codec(Everything.getDefaultInstance());
      MessageCodec dynamic =
          codecs.codec(DynamicMessage.getDefaultInstance(Everything.getDescriptor()));
      Message message;
      try {
        message = generated.read(json);
      } catch (JsonException e) {
        assertThat(e.getMessage())
            .doesNotContain("Source:", "com.fasterxml", "java.lang", "JsonToken");
        assertThat(e.line()).isPositive();
        continue;
      }
      byte[] written;
      try {
        written = generated.write(message);
      } catch (JsonException e) {
        // A mask is also read in snake case, whose paths may have no camel case.
        assertThat(e.problem()).endsWith("has no JSON form");
        continue;
      }
      // Of the JSON, not of the message: a Value that is nothing and one that is null both write
      // null.
      assertThat(generated.write(generated.read(written))).isEqualTo(written);
      assertThat(dynamic.write(dynamic.read(json))).isEqualTo(written);
    }
  }
}
