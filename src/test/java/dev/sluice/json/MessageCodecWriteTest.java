package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.sluice.test.v1.Colour;
import dev.sluice.test.v1.Everything;
import dev.sluice.test.v1.Everything.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecWriteTest {

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(Everything.getDescriptor()).build();
  private static final MessageCodec CODEC = codec(JsonOptions.defaults());

  private static final Everything SAMPLE =
      Everything.newBuilder()
          .setAString("x")
          .setAnInt64(5)
          .setAUint64(-1)
          .setColour(Colour.COLOUR_BLUE)
          .setRenamed("y")
          .putLabels("k", "v")
          .addNumbers(1)
          .addNumbers(2)
          .setNested(Nested.newBuilder().setText("t"))
          .setTimestamp(Timestamp.newBuilder().setSeconds(1))
          .setInt32Wrapper(Int32Value.of(7))
          .build();

  private static MessageCodec codec(JsonOptions options) {
    return JsonCodecs.create(options, TYPES).codec(Everything.getDefaultInstance());
  }

  private static String write(JsonOptions options, Message message) throws JsonException {
    return new String(codec(options).write(message), UTF_8);
  }

  @Test
  void writesFieldsInOrderOfNumber() throws JsonException {
    assertThat(write(JsonOptions.defaults(), SAMPLE))
        .isEqualTo(
            "{\"anInt64\":\"5\",\"aUint64\":\"18446744073709551615\",\"aString\":\"x\","
                + "\"colour\":\"COLOUR_BLUE\",\"nested\":{\"text\":\"t\"},\"numbers\":[1,2],"
                + "\"labels\":{\"k\":\"v\"},\"timestamp\":\"1970-01-01T00:00:01Z\","
                + "\"int32Wrapper\":7,\"newName\":\"y\"}");
  }

  @Test
  void writesProtoNamesAndNumbersIfToldTo() throws JsonException {
    JsonOptions options =
        JsonOptions.defaults()
            .withProtoFieldNames(true)
            .withEnumsAsNumbers(true)
            .withInt64AsNumbers(true);
    assertThat(write(options, SAMPLE))
        .isEqualTo(
            "{\"an_int64\":5,\"a_uint64\":18446744073709551615,\"a_string\":\"x\",\"colour\":-2,"
                + "\"nested\":{\"text\":\"t\"},\"numbers\":[1,2],\"labels\":{\"k\":\"v\"},"
                + "\"timestamp\":\"1970-01-01T00:00:01Z\",\"int32_wrapper\":7,\"renamed\":\"y\"}");
  }

  @Test
  void writesDefaultsIfToldTo() throws JsonException {
    JsonOptions options = JsonOptions.defaults().withEmitDefaults(true);
    MessageCodec nested = JsonCodecs.create(options, TYPES).codec(Nested.getDefaultInstance());

    assertThat(new String(nested.write(Nested.getDefaultInstance()), UTF_8))
        .isEqualTo("{\"text\":\"\",\"number\":0,\"words\":[]}");
    assertThat(new String(nested.write(Nested.newBuilder().setNumber(3).build()), UTF_8))
        .isEqualTo("{\"text\":\"\",\"number\":3,\"words\":[]}");
  }

  @Test
  void escapesAByteWhereverItIsInATextOfAnyLength() throws JsonException {
    for (int length = 0; length <= 40; length++) {
      for (int at = -1; at < length; at++) {
        StringBuilder text = new StringBuilder("abcdefgh".repeat(5).substring(0, length));
        if (at >= 0) {
          text.setCharAt(at, '"');
        }
        Everything message = Everything.newBuilder().setAString(text.toString()).build();
        String expected = text.toString().replace("\"", "\\\"");
        assertThat(write(JsonOptions.defaults(), message))
            .isEqualTo(length == 0 ? "{}" : "{\"aString\":\"" + expected + "\"}");
      }
    }
  }

  @Test
  void escapesWhatJsonRequiresAndNothingElse() throws JsonException {
    Everything message =
        Everything.newBuilder()
            .setAString("\"\\\b\f\n\r\t\u0000\u001f\u007f</&>'=é漢😀\u2028")
            .build();
    assertThat(write(JsonOptions.defaults(), message))
        .isEqualTo("{\"aString\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u007f</&>'=é漢😀\u2028\"}");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        9,
        10,
        99,
        100,
        -1,
        -10,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        -1_000_000_000_000_000_000L
      })
  void writesIntegers(long value) throws JsonException {
    Everything message =
        Everything.newBuilder().addLongs(value).setOptionalInt32((int) value).build();
    assertThat(write(JsonOptions.defaults(), message))
        .isEqualTo("{\"optionalInt32\":" + (int) value + ",\"longs\":[\"" + value + "\"]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a_string    | "x"
          an_int64    | "5"
          an_int32    | 0
          a_double    | 0.0
          a_bool      | false
          a_bytes     | ""
          colour      | "COLOUR_BLUE"
          numbers     | [1,2]
          longs       | []
          labels      | {"k":"v"}
          by_number   | {}
          nested      | {"text":"t"}
          timestamp   | "1970-01-01T00:00:01Z"
          int32_wrapper | 7
          choice_nested | {}
          struct      | {}
          any         | {}
          empty       | {}
          duration    | null
          bool_wrapper | null
          value       | null
          list        | null
          optional_int32 | null
          choice_text | null
          """)
  void writesTheValueOfAField(String name, String expected) throws Exception {
    FieldDescriptor field = Everything.getDescriptor().findFieldByName(name);
    DynamicMessage dynamic =
        DynamicMessage.parseFrom(Everything.getDescriptor(), SAMPLE.toByteString());

    assertThat(new String(CODEC.writeField(SAMPLE, field), UTF_8)).isEqualTo(expected);
    assertThat(new String(CODEC.writeField(dynamic, field), UTF_8)).isEqualTo(expected);
  }

  @Test
  void refusesAFieldOfAnotherType() {
    FieldDescriptor field = Nested.getDescriptor().findFieldByName("text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CODEC.writeField(SAMPLE, field))
        .withMessage(
            "sluice.test.v1.Everything.Nested.text"
                + " (expected: a field of sluice.test.v1.Everything)");
  }

  @Test
  void leavesUnknownFieldsOut() throws JsonException {
    UnknownFieldSet.Field one =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(1)
            .addFixed32(2)
            .addFixed64(3)
            .addLengthDelimited(ByteString.copyFromUtf8("x"))
            .addGroup(
                UnknownFieldSet.newBuilder()
                    .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder().addField(999, one).addField(100_000, one).build();

    assertThat(write(JsonOptions.defaults(), SAMPLE.toBuilder().setUnknownFields(unknown).build()))
        .isEqualTo(write(JsonOptions.defaults(), SAMPLE));
  }

  @Test
  void refusesWhatJsonCannotExpress() {
    refuses(
        Everything.newBuilder().setTimestamp(Timestamp.newBuilder().setSeconds(1L << 40)),
        "timestamp: a timestamp of 1099511627776 s, 0 ns is out of range");
    refuses(
        Everything.newBuilder().setTimestamp(Timestamp.newBuilder().setNanos(-1)),
        "timestamp: a timestamp of 0 s, -1 ns is out of range");
    refuses(
        Everything.newBuilder().setDuration(Duration.newBuilder().setSeconds(1).setNanos(-1)),
        "duration: a duration of 1 s, -1 ns is out of range");
    refuses(
        Everything.newBuilder().setDuration(Duration.newBuilder().setNanos(Integer.MIN_VALUE)),
        "duration: a duration of 0 s, -2147483648 ns is out of range");
    refuses(
        Everything.newBuilder().setMask(FieldMask.newBuilder().addPaths("fooBar")),
        "mask: the mask path \"fooBar\" has no JSON form");
    refuses(
        Everything.newBuilder().setMask(FieldMask.newBuilder().addPaths("foo_3")),
        "mask: the mask path \"foo_3\" has no JSON form");
    refuses(
        Everything.newBuilder().setValue(Value.newBuilder().setNumberValue(Double.NaN)),
        "value: google.protobuf.Value cannot hold NaN");
    refuses(
        Everything.newBuilder().setAny(Any.newBuilder().setTypeUrl("t/x")),
        "any: unknown type \"t/x\"");
    refuses(
        Everything.newBuilder()
            .setAny(
                Any.newBuilder()
                    .setTypeUrl("t/google.protobuf.Duration")
                    .setValue(ByteString.copyFromUtf8("x"))),
        "any: the content is no google.protobuf.Duration");
  }

  private static void refuses(Everything.Builder message, String problem) {
    assertThatThrownBy(() -> CODEC.write(message.build()))
        .isInstanceOf(JsonException.class)
        .hasMessage(problem);
  }

  @Test
  void refusesToNestWithoutEnd() {
    Any any = Any.getDefaultInstance();
    for (int i = 0; i < 1000; i++) {
      any = Any.pack(any);
    }
    Everything message = Everything.newBuilder().setAny(any).build();
    assertThatThrownBy(() -> CODEC.write(message))
        .isInstanceOf(JsonException.class)
        .hasMessageEndingWith("the message is nested too deeply");
  }

  @Test
  void writesAnAnyWhoseContentIsInAnyOrder() throws Exception {
    Nested first = Nested.newBuilder().setNumber(1).addWords("a").build();
    Nested second = Nested.newBuilder().setText("x").setNumber(2).addWords("b").build();
    ByteString content = first.toByteString().concat(second.toByteString());
    Any any =
        Any.newBuilder().setTypeUrl("t/sluice.test.v1.Everything.Nested").setValue(content).build();

    assertThat(write(JsonOptions.defaults(), Everything.newBuilder().setAny(any).build()))
        .isEqualTo(
            "{\"any\":{\"@type\":\"t/sluice.test.v1.Everything.Nested\",\"text\":\"x\","
                + "\"number\":2,\"words\":[\"a\",\"b\"]}}");
  }

  @Test
  void writesProto2StringsAsValidUtf8() throws Exception {
    MessageCodec codec =
        JsonCodecs.create(JsonOptions.defaults(), TYPES)
            .codec(FieldDescriptorProto.getDefaultInstance());
    FieldDescriptorProto message =
        FieldDescriptorProto.newBuilder()
            .setNameBytes(ByteString.copyFrom(new byte[] {'a', (byte) 0xff}))
            .build();
    assertThat(new String(codec.write(message), UTF_8)).isEqualTo("{\"name\":\"a\uFFFD\"}");
  }
}
