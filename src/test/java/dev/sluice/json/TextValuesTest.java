package dev.sluice.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.sluice.test.v1.Everything;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextValuesTest {

  private static FieldDescriptor field(String name) {
    return Everything.getDescriptor().findFieldByName(name);
  }

  private static String set(Message.Builder builder, String name, String text)
      throws JsonException {
    FieldDescriptor field = field(name);
    Object value = TextValues.parse(builder, field, text);
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
    return TextFormat.printer().emittingSingleLine(true).printToString(builder.build()).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a_string       | x                     | a_string: "x"
          optional_string | ``                   | optional_string: ""
          an_int32       | -12                   | an_int32: -12
          an_int32       | 1e3                   | an_int32: 1000
          a_uint32       | 4294967295            | a_uint32: 4294967295
          a_sint32       | -5                    | a_sint32: -5
          an_int64       | 9223372036854775807   | an_int64: 9223372036854775807
          a_uint64       | 18446744073709551615  | a_uint64: 18446744073709551615
          a_fixed64      | 18446744073709551615  | a_fixed64: 18446744073709551615
          a_double       | 1.5                   | a_double: 1.5
          a_double       | NaN                   | a_double: NaN
          a_float        | 0.5                   | a_float: 0.5
          a_bool         | true                  | a_bool: true
          a_bytes        | YQ                    | a_bytes: "a"
          a_bytes        | _-8=                  | a_bytes: "\\377\\357"
          colour         | COLOUR_BLUE           | colour: COLOUR_BLUE
          colour         | 1                     | colour: COLOUR_RED
          colour         | 77                    | colour: 77
          numbers        | 3                     | numbers: 3
          colours        | COLOUR_RED            | colours: COLOUR_RED
          timestamp      | 1970-01-01T00:00:01.5Z | timestamp { seconds: 1 nanos: 500000000 }
          timestamps     | 1970-01-01T00:00:01Z  | timestamps { seconds: 1 }
          duration       | -1.5s                 | duration { seconds: -1 nanos: -500000000 }
          mask           | aB,c.dE               | mask { paths: "a_b" paths: "c.d_e" }
          int32_wrapper  | 5                     | int32_wrapper { value: 5 }
          uint64_wrapper | 5                     | uint64_wrapper { value: 5 }
          bool_wrapper   | false                 | bool_wrapper { }
          string_wrapper | x                     | string_wrapper { value: "x" }
          bytes_wrapper  | YQ==                  | bytes_wrapper { value: "a" }
          double_wrapper | 1                     | double_wrapper { value: 1.0 }
          int32_wrappers | 5                     | int32_wrappers { value: 5 }
          value          | 5                     | value { string_value: "5" }
          """)
  void parsesForGeneratedAndDynamicBuilders(String name, String text, String expected)
      throws JsonException {
    assertThat(set(Everything.newBuilder(), name, text)).isEqualTo(expected);
    assertThat(set(DynamicMessage.newBuilder(Everything.getDescriptor()), name, text))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          an_int32      | abc        | expected int32, got "abc"
          an_int32      | ``         | expected int32, got ""
          an_int32      | 2147483648 | expected int32, got "2147483648"
          a_uint32      | -1         | expected uint32, got "-1"
          an_int64      | 1.5        | expected int64, got "1.5"
          a_uint64      | +1         | expected uint64, got "+1"
          a_double      | 1e309      | expected double, got "1e309"
          a_float       | 1f         | expected float, got "1f"
          a_bool        | TRUE       | expected true or false, got "TRUE"
          a_bool        | 1          | expected true or false, got "1"
          a_bytes       | a          | expected base64, got "a"
          colour        | RED        | expected a value of sluice.test.v1.Colour, got "RED"
          duration      | 5          | expected a duration in seconds like "1.5s", got "5"
          timestamp     | now        | expected an RFC 3339 timestamp like "2026-01-31T12:34:56.789Z", got "now"
          int32_wrapper | x          | expected int32, got "x"
          nested        | x          | a message of type sluice.test.v1.Everything.Nested cannot be given as text
          any           | x          | a message of type google.protobuf.Any cannot be given as text
          struct        | {}         | a message of type google.protobuf.Struct cannot be given as text
          labels        | x          | a map cannot be given as text
          """)
  void refuses(String name, String text, String message) {
    assertThatThrownBy(() -> TextValues.parse(Everything.newBuilder(), field(name), text))
        .isInstanceOf(JsonException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"a_string", "string_wrapper", "value", "mask"})
  void refusesHalfOfASurrogatePair(String name) {
    assertThatThrownBy(() -> TextValues.parse(Everything.newBuilder(), field(name), "\ud83d"))
        .isInstanceOf(JsonException.class);
  }
}
