package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int64Value;
import com.google.protobuf.ListValue;
import com.google.protobuf.TypeRegistry;
import dev.sluice.test.v1.Everything;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecRefusalTest {

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder()
          .add(Everything.getDescriptor())
          .add(Empty.getDescriptor())
          .add(UninterpretedOption.getDescriptor())
          .build();
  private static final JsonCodecs CODECS = JsonCodecs.create(JsonOptions.defaults(), TYPES);
  private static final JsonCodecs LENIENT =
      JsonCodecs.create(
          JsonOptions.defaults().withIgnoreUnknownFields(true).withCaseInsensitiveEnums(true),
          TYPES);
  private static final MessageCodec CODEC = CODECS.codec(Everything.getDefaultInstance());

  private static JsonException refusal(MessageCodec codec, byte[] json) {
    return catchThrowableOfType(JsonException.class, () -> codec.read(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                       | expected JSON, got nothing (line 1, column 1)
          ` `                                      | expected JSON, got nothing (line 1, column 2)
          null                                     | expected an object, got null (line 1, column 1)
          []                                       | expected an object, got an array (line 1, column 1)
          1                                        | expected an object, got 1 (line 1, column 1)
          {                                        | the JSON ends too early (line 1, column 2)
          {"aString": "x                           | aString: the JSON ends too early (line 1, column 15)
          {} {}                                    | expected the end of the JSON, got more (line 1, column 4)
          {"foo": 1}                               | foo: unknown field (line 1, column 2)
          {"astring": 1}                           | astring: unknown field (line 1, column 2)
          {"nested": {"inner": {"foo": 1}}}        | nested.inner.foo: unknown field (line 1, column 23)
          {"@type": "x"}                           | @type: unknown field (line 1, column 2)
          {"nested": {"number": "abc"}}            | nested.number: expected int32, got "abc" (line 1, column 23)
          {"nested": {"words": ["a", 1]}}          | nested.words[1]: expected a string, got 1 (line 1, column 28)
          {"nesteds": [{}, {"number": true}]}      | nesteds[1].number: expected int32, got true (line 1, column 29)
          {"labels": {"x": 1}}                     | labels["x"]: expected a string, got 1 (line 1, column 18)
          {"byNumber": {"1": {"text": 1}}}         | byNumber["1"].text: expected a string, got 1 (line 1, column 29)
          {"byNumber": {"x": {}}}                  | byNumber["x"]: expected int32, got "x" (line 1, column 15)
          {"byBool": {"1": 1}}                     | byBool["1"]: expected true or false, got "1" (line 1, column 13)
          {"aString": "a", "aString": "b"}         | aString: given twice (line 1, column 18)
          {"aString": "a", "a_string": "b"}        | a_string: given twice (line 1, column 18)
          {"aString": null, "a_string": null}      | a_string: given twice (line 1, column 19)
          {"labels": {"x": "1", "x": "2"}}         | labels["x"]: given twice (line 1, column 23)
          {"byNumber": {"1": {}, "1.0": {}}}       | byNumber["1.0"]: given twice (line 1, column 24)
          {"struct": {"x": 1, "x": 2}}             | struct["x"]: given twice (line 1, column 21)
          {"choiceText": "a", "choiceNumber": 1}   | choiceNumber: another field of the oneof "choice" is given too (line 1, column 37)
          {"choiceText": "a", "choiceNull": null}  | choiceNull: another field of the oneof "choice" is given too (line 1, column 35)
          {"anInt32": 2147483648}                  | anInt32: expected int32, got 2147483648 (line 1, column 13)
          {"anInt32": 1.5}                         | anInt32: expected int32, got 1.5 (line 1, column 13)
          {"anInt32": 1e10}                        | anInt32: expected int32, got 1e10 (line 1, column 13)
          {"anInt32": 1e999999999}                 | anInt32: expected int32, got 1e999999999 (line 1, column 13)
          {"anInt32": "1e-99999999999"}            | anInt32: expected int32, got "1e-99999999999" (line 1, column 13)
          {"anInt32": ""}                          | anInt32: expected int32, got "" (line 1, column 13)
          {"anInt32": "+1"}                        | anInt32: expected int32, got "+1" (line 1, column 13)
          {"anInt32": "01"}                        | anInt32: expected int32, got "01" (line 1, column 13)
          {"anInt32": " 1"}                        | anInt32: expected int32, got " 1" (line 1, column 13)
          {"anInt32": "1."}                        | anInt32: expected int32, got "1." (line 1, column 13)
          {"anInt32": "1e"}                        | anInt32: expected int32, got "1e" (line 1, column 13)
          {"anInt32": "١"}                         | anInt32: expected int32, got "١" (line 1, column 13)
          {"anInt32": {}}                          | anInt32: expected int32, got an object (line 1, column 13)
          {"anInt32": [1]}                         | anInt32: expected int32, got an array (line 1, column 13)
          {"aUint32": -1}                          | aUint32: expected uint32, got -1 (line 1, column 13)
          {"aUint32": 4294967296}                  | aUint32: expected uint32, got 4294967296 (line 1, column 13)
          {"anInt64": 9223372036854775808}         | anInt64: expected int64, got 9223372036854775808 (line 1, column 13)
          {"aUint64": "18446744073709551616"}      | aUint64: expected uint64, got "18446744073709551616" (line 1, column 13)
          {"aUint64": "-1"}                        | aUint64: expected uint64, got "-1" (line 1, column 13)
          {"aDouble": 1e309}                       | aDouble: expected double, got 1e309 (line 1, column 13)
          {"aDouble": "nan"}                       | aDouble: expected double, got "nan" (line 1, column 13)
          {"aDouble": "0x1p3"}                     | aDouble: expected double, got "0x1p3" (line 1, column 13)
          {"aDouble": true}                        | aDouble: expected double, got true (line 1, column 13)
          {"aFloat": 3.5e38}                       | aFloat: expected float, got 3.5e38 (line 1, column 12)
          {"aFloat": "1e400"}                      | aFloat: expected float, got "1e400" (line 1, column 12)
          {"aBool": "true"}                        | aBool: expected true or false, got "true" (line 1, column 11)
          {"aBool": 1}                             | aBool: expected true or false, got 1 (line 1, column 11)
          {"aString": 1}                           | aString: expected a string, got 1 (line 1, column 13)
          {"aString": "\\ud800"}                   | aString: half of a surrogate pair stands alone in a string (line 1, column 13)
          {"aString": "\\udc00\\ud800"}            | aString: half of a surrogate pair stands alone in a string (line 1, column 13)
          {"labels": {"\\ud800": ""}}              | labels["?"]: half of a surrogate pair stands alone in a string (line 1, column 13)
          {"aBytes": "a"}                          | aBytes: expected base64, got "a" (line 1, column 12)
          {"aBytes": "YQ="}                        | aBytes: expected base64, got "YQ=" (line 1, column 12)
          {"aBytes": "YQ==="}                      | aBytes: expected base64, got "YQ===" (line 1, column 12)
          {"aBytes": "+_8="}                       | aBytes: expected base64, got "+_8=" (line 1, column 12)
          {"aBytes": "Y Q="}                       | aBytes: expected base64, got "Y Q=" (line 1, column 12)
          {"colour": "RED"}                        | colour: expected a value of sluice.test.v1.Colour, got "RED" (line 1, column 12)
          {"colour": "colour_red"}                 | colour: expected a value of sluice.test.v1.Colour, got "colour_red" (line 1, column 12)
          {"colour": 2147483648}                   | colour: expected a value of sluice.test.v1.Colour, got 2147483648 (line 1, column 12)
          {"colour": true}                         | colour: expected a value of sluice.test.v1.Colour, got true (line 1, column 12)
          {"nested": []}                           | nested: expected an object, got an array (line 1, column 12)
          {"numbers": 1}                           | numbers: expected an array, got 1 (line 1, column 13)
          {"numbers": [null]}                      | numbers[0]: expected a value, got null (line 1, column 14)
          {"colours": [null]}                      | colours[0]: expected a value, got null (line 1, column 14)
          {"nesteds": [null]}                      | nesteds[0]: expected a value, got null (line 1, column 14)
          {"int32Wrappers": [null]}                | int32Wrappers[0]: expected a value, got null (line 1, column 20)
          {"labels": {"x": null}}                  | labels["x"]: expected a value, got null (line 1, column 18)
          {"byBool": {"true": null}}               | byBool["true"]: expected a value, got null (line 1, column 21)
          {"labels": []}                           | labels: expected an object, got an array (line 1, column 12)
          {"struct": []}                           | struct: expected an object, got an array (line 1, column 12)
          {"struct": {"x": 1e309}}                 | struct["x"]: expected double, got 1e309 (line 1, column 18)
          {"list": {}}                             | list: expected an array, got an object (line 1, column 10)
          {"any": {"@type": "t/x"}}                | any.@type: unknown type "t/x" (line 1, column 19)
          {"any": {"@type": "x"}}                  | any.@type: expected a type URL like "type.googleapis.com/a.B", got "x" (line 1, column 19)
          {"any": {"@type": 1}}                    | any: expected a type URL in "@type" (line 1, column 19)
          {"any": {"text": "x"}}                   | any: expected a type URL in "@type" (line 1, column 10)
          {"any": {"@type": "t/google.protobuf.Empty", "x": 1}} | any.x: unknown field (line 1, column 46)
          {"any": {"@type": "t/google.protobuf.Empty", "@type": "t/google.protobuf.Empty"}} | any.@type: given twice (line 1, column 46)
          {"any": {"@type": "t/google.protobuf.Duration", "value": null}} | any.value: expected a value, got null (line 1, column 58)
          {"any": {"@type": "t/google.protobuf.Duration", "value": "1"}} | any.value: expected a duration in seconds like "1.5s", got "1" (line 1, column 58)
          {"any": {"@type": "t/google.protobuf.Duration", "x": "1"}} | any.x: unknown field (line 1, column 49)
          {"any": {"@type": "t/google.protobuf.UninterpretedOption", "name": [{}]}} | any.name[0].name_part: required but not given (line 1, column 72)
          {'aString': "x"}                         | malformed JSON (line 1, column 2)
          {"aString": 'x'}                         | aString: malformed JSON (line 1, column 13)
          {aString: "x"}                           | malformed JSON (line 1, column 2)
          {"aString": "x",}                        | malformed JSON (line 1, column 17)
          {"numbers": [1,]}                        | numbers: malformed JSON (line 1, column 16)
          {"aString" "x"}                          | malformed JSON (line 1, column 12)
          {"aDouble": NaN}                         | aDouble: malformed JSON (line 1, column 13)
          {"aDouble": -Infinity}                   | aDouble: malformed JSON (line 1, column 14)
          {"anInt32": 01}                          | malformed JSON (line 1, column 14)
          {"anInt32": +1}                          | anInt32: malformed JSON (line 1, column 13)
          {"anInt32": .5}                          | anInt32: malformed JSON (line 1, column 13)
          {"anInt32": 5.}                          | anInt32: malformed JSON (line 1, column 15)
          {"anInt32": 0x1}                         | malformed JSON (line 1, column 14)
          {"aBool": TRUE}                          | aBool: malformed JSON (line 1, column 11)
          {/**/}                                   | malformed JSON (line 1, column 2)
          {} // x                                  | expected the end of the JSON, got more (line 1, column 4)
          # x                                      | malformed JSON (line 1, column 1)
          {"aString": "\\x"}                       | aString: malformed JSON (line 1, column 15)
          {"aString": "\\u12"}                     | aString: malformed JSON (line 1, column 18)
          """)
  void refuses(String json, String message) {
    assertThat(refusal(CODEC, json.getBytes(UTF_8))).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024-01-01",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:00Z",
        "2024-01-01t00:00:00Z",
        "2024-01-01T00:00:00z",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:60Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00.1234567890Z",
        "2024-01-01T00:00:00+1:00",
        "2024-01-01T00:00:00+0100",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00Z ",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-00:01"
      })
  void refusesTimestamp(String text) {
    String json = "{\"timestamp\": \"" + text + "\"}";
    assertThat(refusal(CODEC, json.getBytes(UTF_8)))
        .hasMessageStartingWith("timestamp: expected an RFC 3339 timestamp like ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-s",
        "1",
        "1S",
        "1.s",
        ".5s",
        "1.5",
        "+1s",
        " 1s",
        "1s ",
        "1.1234567890s",
        "1e3s",
        "315576000001s",
        "-315576000000.000000001s",
        "1.-5s",
        "--1s",
        "9999999999999s"
      })
  void refusesDuration(String text) {
    String json = "{\"duration\": \"" + text + "\"}";
    assertThat(refusal(CODEC, json.getBytes(UTF_8)))
        .hasMessageStartingWith("duration: expected a duration in seconds like ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"foo": 1, "foo": 2}               | foo: given twice (line 1, column 12)
          {"foo": {"a": 1, "a": 2}}          | foo.a: given twice (line 1, column 18)
          {"foo": {"a": [{"b": 1, "b": 2}]}} | foo.a[0].b: given twice (line 1, column 25)
          {"foo": "\\ud800"}                 | foo: half of a surrogate pair stands alone in a string (line 1, column 9)
          {"foo": [1}                        | foo: malformed JSON (line 1, column 11)
          """)
  void refusesWhatIsWrongWithinTheUnknown(String json, String message) {
    MessageCodec codec = LENIENT.codec(Everything.getDefaultInstance());
    assertThat(refusal(codec, json.getBytes(UTF_8))).hasMessage(message);
  }

  @Test
  void tellsLineAndColumnInCharacters() {
    byte[] json = "  {\n \"aString\": \"é😀\", \"foo\": 1}  ".getBytes(UTF_8);
    JsonException e =
        catchThrowableOfType(JsonException.class, () -> CODEC.read(json, 2, json.length - 2));

    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(19);
    assertThat(e.fieldPath()).isEqualTo("foo");
    assertThat(e.problem()).isEqualTo("unknown field");
  }

  @Test
  void refusesWrongUtf8() {
    String[] wrong = {
      "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e9", "\u00f4\u0090\u0080\u0080"
    };
    for (String bytes : wrong) {
      byte[] json = ("{\"aString\": \"" + bytes + "\"}").getBytes(ISO_8859_1);
      assertThat(refusal(CODEC, json))
          .hasMessage("aString: the JSON is not valid UTF-8 (line 1, column 14)");
    }
  }

  @Test
  void refusesOtherEncodings() {
    assertThat(refusal(CODEC, "{}".getBytes(UTF_16LE))).isNotNull();
    assertThat(refusal(CODEC, new byte[] {0, 0, 0, '{', 0, 0, 0, '}'})).isNotNull();
  }

  @Test
  void refusesExcessDepthWithoutReadingOn() {
    String arrays = "{\"value\": " + "[".repeat(100_000);
    String objects = "{\"nested\": " + "{\"inner\": ".repeat(100_000);
    String skipped = "{\"foo\": " + "[".repeat(100_000);

    assertThat(refusal(CODEC, arrays.getBytes(UTF_8)).problem())
        .isEqualTo("the JSON is nested deeper than 100 levels");
    assertThat(refusal(CODEC, objects.getBytes(UTF_8)).problem())
        .isEqualTo("the JSON is nested deeper than 100 levels");
    assertThat(refusal(LENIENT.codec(CODEC.prototype()), skipped.getBytes(UTF_8)).problem())
        .isEqualTo("the JSON is nested deeper than 100 levels");
  }

  @Test
  void saysWhatADocumentOfNullShouldBe() {
    byte[] json = "null".getBytes(UTF_8);
    Map.of(
            Everything.getDefaultInstance(), "an object",
            Int64Value.getDefaultInstance(), "a value",
            ListValue.getDefaultInstance(), "an array",
            FieldMask.getDefaultInstance(), "a field mask like \"name,page.size\"")
        .forEach(
            (type, expected) ->
                assertThat(refusal(CODECS.codec(type), json).problem())
                    .isEqualTo("expected " + expected + ", got null"));
  }

  @Test
  void boundsTheWorkOfTypesThatComeLate() {
    String early = nestAny("{\"value\":", 90, ",\"@type\":\"t/google.protobuf.Any\"}");
    String padded =
        early.replace(
            "null",
            "{\"text\":\""
                + "x".repeat(100_000)
                + "\",\"@type\":\"t/sluice.test.v1.Everything.Nested\"}");

    assertThat(refusal(CODEC, padded.getBytes(UTF_8)).problem())
        .isEqualTo("too many nested objects give @type late");
  }

  private static String nestAny(String open, int times, String close) {
    return "{\"any\":" + nest(open, times, close) + "}";
  }

  @Test
  void refusesLongNumbers() {
    String digits = "1".repeat(1001);
    assertThat(refusal(CODEC, ("{\"aDouble\":" + digits + "}").getBytes(UTF_8))).isNotNull();
    assertThat(refusal(CODEC, ("{\"aDouble\":\"" + digits + "\"}").getBytes(UTF_8)).getMessage())
        .isEqualTo("aDouble: expected double, got \"" + "1".repeat(64) + "…\" (line 1, column 12)");
  }

  @Test
  void namesTheFieldWhoseValueIsRefused() {
    FieldDescriptor field = Everything.getDescriptor().findFieldByName("nesteds");
    byte[] json = "[{\"text\": 1}]".getBytes(UTF_8);
    JsonException e =
        catchThrowableOfType(
            JsonException.class,
            () -> CODEC.readField(Everything.newBuilder(), field, json, 0, json.length));

    assertThat(e).hasMessage("nesteds[0].text: expected a string, got 1 (line 1, column 11)");
  }

  @Test
  void refusesProto2WithoutRequiredFields() {
    MessageCodec codec = CODECS.codec(UninterpretedOption.NamePart.getDefaultInstance());
    assertThat(refusal(codec, "{\"namePart\": \"x\"}".getBytes(UTF_8)))
        .hasMessage("is_extension: required but not given");
  }

  private static String nest(String open, int times, String close) {
    return open.repeat(times) + "null" + close.repeat(times);
  }
}
