package dev.sluice.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static List<String> read(String body, boolean lines, int piece, boolean direct) {
    byte[] bytes = body.getBytes(UTF_8);
    ElementReader reader = new ElementReader(lines, MAX);
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
      assertThat(read(array, false, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(spaced, false, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(lines, true, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(lines + "\n", true, piece, direct)).isEqualTo(ELEMENTS);
      assertThat(read(values, false, piece, direct)).isEqualTo(ELEMENTS);
    }
  }

  @Test
  void keepsWhatComesWhileNobodyAsks() {
    byte[] bytes = "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n".getBytes(UTF_8);
    ElementReader reader = new ElementReader(true, MAX);
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
    ElementReader reader = new ElementReader(false, MAX);
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
  @ValueSource(booleans = {false, true})
  void costsAsMuchAsThereIsToRead(boolean lines) {
    String large = "{\"a\":\"" + "x".repeat(MAX - 100) + "\"}";
    assertThat(read(large, lines, 1, false)).containsExactly(large);
    String many = "{}\n".repeat(1_000_000);
    assertThat(read(many, lines, many.length(), false)).hasSize(1_000_000);
    assertThat(read(many, lines, 4097, false)).hasSize(1_000_000);
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
    for (boolean lines : new boolean[] {false, true}) {
      String start = lines ? "{}\n" : "[{},";
      ElementReader fits = new ElementReader(lines, sixteen.length());
      fits.add(Unpooled.wrappedBuffer((start + sixteen + "\n").getBytes(UTF_8)));
      assertThat(fits.next()).isTrue();
      assertThat(fits.next()).isTrue();
      ElementReader tooLarge = new ElementReader(lines, sixteen.length() - 1);
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
    ElementReader reader = new ElementReader(true, 10);
    for (int i = 0; i < 1000; i++) {
      reader.add(Unpooled.wrappedBuffer(" \r\n\t".repeat(100).getBytes(UTF_8)));
      assertThat(reader.next()).isFalse();
    }
    reader.end();
    assertThat(reader.next()).isFalse();
    assertThat(reader.isDone()).isTrue();
  }
}
