package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ElementReaderTest {

  private static final int MAX = 1 << 20;

  private static final List<String> ELEMENTS =
      List.of(
          "{}",
          "{\"a\":\"]},\\\"\\\\\",\"b\":[[],{}]}",
          "\"é\\\\\"",
          "17",
          "[[1],{\"x\":\"[\"}]",
          "true",
          "\"\"",
          "{\"long\":\"" + "é".repeat(500) + "\"}",
          "null");

  private static ByteBuf chunk(byte[] bytes, int from, int to, boolean direct) {
    ByteBuf chunk = direct ? Unpooled.directBuffer(to - from) : Unpooled.buffer(to - from);
    return chunk.writeBytes(bytes, from, to - from);
  }

  private static String content(ElementReader reader) {
    return new String(reader.array(), reader.offset(), reader.length(), UTF_8);
  }

  private static List<String> read(String body, MediaType type, int piece, boolean direct) {
    return read(body.getBytes(UTF_8), type, piece, direct);
  }

  private static List<String> read(byte[] bytes, MediaType type, int piece, boolean direct) {
    ElementReader reader = new ElementReader(type, MAX);
    List<String> elements = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += piece) {
      reader.add(chunk(bytes, at, Math.min(at + piece, bytes.length), direct));
      while (reader.next()) {
        elements.add(content(reader));
        assertThat(reader.index()).isEqualTo(elements.size() - 1);
      }
      assertThat(reader.isDone()).isFalse();
    }
    reader.end();
    while (reader.next()) {
      elements.add(content(reader));
    }
    assertThat(reader.isDone()).isTrue();
    return elements;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsTheSameElementsWhateverTheChunks(boolean direct) {
    String array = " [" + String.join(",", ELEMENTS) + "]\n";
    String spaced = "[ " + String.join("\r\n,\t", ELEMENTS) + " ] ";
    String lines = String.join("\n", ELEMENTS);
    String values = "{} " + String.join(" ", ELEMENTS.subList(1, ELEMENTS.size()));
    for (int piece = 1; piece < array.getBytes(UTF_8).length + 2; piece++) {
      assertThat(read(array, MediaType.JSON, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(spaced, MediaType.JSON, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(lines, MediaType.X_NDJSON, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(lines + "\n", MediaType.X_NDJSON, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(values, MediaType.JSON, piece, direct)).isEqualTo(ELEMENTS);
    }
  }

  /** Messages, each after its length, as protobuf's own writer puts it. */
  private static byte[] delimited(List<String> messages) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (String message : messages) {
      out.writeByteArrayNoTag(message.getBytes(UTF_8));
    }
    out.flush();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsTheSameMessagesWhateverTheChunks(boolean direct) throws IOException {
    List<String> messages =
        List.of("a", "", "x".repeat(127), "x".repeat(128), "\0\n[", "x".repeat(16_384), "");
    byte[] bytes = delimited(messages);
    for (int piece = 1; piece < 400; piece++) {
      assertThat(read(bytes, MediaType.X_PROTOBUF, piece, direct)).isEqualTo(messages);
    }
    assertThat(read(bytes, MediaType.PROTOBUF, bytes.length, direct)).isEqualTo(messages);
  }

  @Test
  void costsAsMuchAsThereAreMessagesToRead() throws IOException {
    String large = "x".repeat(MAX);
    assertThat(read(delimited(List.of(large)), MediaType.X_PROTOBUF, 1, false))
        .containsExactly(large);
    byte[] many = delimited(Collections.nCopies(1_000_000, "x"));
    assertThat(read(many, MediaType.X_PROTOBUF, many.length, false)).hasSize(1_000_000);
    assertThat(read(many, MediaType.X_PROTOBUF, 4097, false)).hasSize(1_000_000);
    byte[] empty = new byte[1_000_000];
    assertThat(read(empty, MediaType.X_PROTOBUF, 4097, false)).hasSize(1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0b                |  0 | than the 10 bytes",
        "00 00 0b          |  2 | than the 10 bytes",
        "00 ffffffff07     |  1 | than the 10 bytes",
        "00 ffffffff0f     |  1 | than the 10 bytes",
        "00 ffffffff7f     |  1 | than the 10 bytes",
        "00 8080808080     |  1 | a varint of at most 5 bytes",
        "00 ffffffffffffffffff01 | 1 | a varint of at most 5 bytes",
        "00 80             |  1 | the body ends within the length",
        "0161 80808080     |  1 | the body ends within the length",
        "00 02             |  1 | the body ends within the message",
        "00 0261           |  1 | the body ends within the message",
        "00 81808000       |  1 | the body ends within the message",
      })
  void refusesWhatIsNoMessageAfterItsLength(String hex, long index, String message) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int piece = 1; piece <= bytes.length; piece++) {
      int each = piece;
      ElementReader reader = new ElementReader(MediaType.X_PROTOBUF, 10);
      assertThatThrownBy(() -> readAll(reader, bytes, each))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining(message);
      assertThat(reader.index()).isEqualTo(index);
    }
  }

  @Test
  void takesALengthThatIsLongerThanItHasToBe() {
    byte[] bytes = {(byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0, 'a', (byte) 0x80, 0};
    assertThat(read(bytes, MediaType.X_PROTOBUF, 1, false)).containsExactly("a", "");
  }

  private static void readAll(ElementReader reader, byte[] bytes, int piece) {
    for (int at = 0; at < bytes.length; at += piece) {
      reader.add(chunk(bytes, at, Math.min(at + piece, bytes.length), false));
      while (reader.next()) {}
    }
    reader.end();
    assertThat(reader.isDone()).isFalse();
    while (reader.next()) {}
  }

  @Test
  void keepsWhatComesWhileNobodyAsks() {
    byte[] bytes = "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n".getBytes(UTF_8);
    ElementReader reader = new ElementReader(MediaType.X_NDJSON, MAX);
    List<String> elements = new ArrayList<>();
    for (int at = 0; at < bytes.length; at++) {
      reader.add(chunk(bytes, at, at + 1, false));
      if (at % 10 == 9 && reader.next()) {
        elements.add(content(reader));
      }
    }
    reader.end();
    while (reader.next()) {
      elements.add(content(reader));
    }
    assertThat(elements).containsExactly("{\"a\":1}", "{\"b\":2}", "{\"c\":3}");
  }

  @Test
  void leavesTheChunksAsTheyAre() {
    byte[] first = "[{\"a\":1},{\"b\"".getBytes(UTF_8);
    ElementReader reader = new ElementReader(MediaType.JSON, MAX);
    reader.add(Unpooled.wrappedBuffer(first));
    assertThat(reader.next()).isTrue();
    assertThat(reader.array()).isSameAs(first);
    assertThat(reader.next()).isFalse();
    reader.add(Unpooled.wrappedBuffer(":2}]".getBytes(UTF_8)));
    assertThat(reader.next()).isTrue();
    assertThat(content(reader)).isEqualTo("{\"b\":2}");
    assertThat(new String(first, UTF_8)).isEqualTo("[{\"a\":1},{\"b\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON", "X_NDJSON"})
  void costsAsMuchAsThereIsToRead(MediaType type) {
    String large = "{\"a\":\"" + "x".repeat(MAX - 100) + "\"}";
    assertThat(read(large, type, 1, false)).containsExactly(large);
    String many = "{}\n".repeat(1_000_000);
    assertThat(read(many, type, many.length(), false)).hasSize(1_000_000);
    assertThat(read(many, type, 4097, false)).hasSize(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"12345678\"}",
        "\"12345678901234\"",
        "1234567890123456",
        "[{},{},{},{},{}]"
      })
  void refusesAnElementAsSoonAsItIsTooLarge(String sixteen) {
    for (MediaType type : List.of(MediaType.JSON, MediaType.X_NDJSON)) {
      String start = type == MediaType.X_NDJSON ? "{}\n" : "[{},";
      ElementReader fits = new ElementReader(type, sixteen.length());
      fits.add(Unpooled.wrappedBuffer((start + sixteen + "\n").getBytes(UTF_8)));
      assertThat(fits.next()).isTrue();
      assertThat(fits.next()).isTrue();
      ElementReader tooLarge = new ElementReader(type, sixteen.length() - 1);
      tooLarge.add(Unpooled.wrappedBuffer((start + sixteen).getBytes(UTF_8)));
      assertThat(tooLarge.next()).isTrue();
      assertThatThrownBy(tooLarge::next)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("15 bytes");
      assertThat(tooLarge.index()).isEqualTo(1);
    }
  }

  @Test
  void skipsAnyAmountOfWhiteSpace() {
    ElementReader reader = new ElementReader(MediaType.X_NDJSON, 10);
    for (int i = 0; i < 1000; i++) {
      reader.add(Unpooled.wrappedBuffer(" \r\n\t".repeat(100).getBytes(UTF_8)));
      assertThat(reader.next()).isFalse();
    }
    reader.end();
    assertThat(reader.next()).isFalse();
    assertThat(reader.isDone()).isTrue();
  }
}
