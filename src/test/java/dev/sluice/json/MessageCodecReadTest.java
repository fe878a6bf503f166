package dev.sluice.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.Value;
import dev.sluice.test.v1.Everything;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecReadTest {

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

  /** Reads as a generated and as a dynamic message, which must agree, and writes what was read. */
  private static String rewrite(JsonCodecs codecs, String json) throws JsonException {
    byte[] bytes = json.getBytes(UTF_8);
    MessageCodec generated = codecs.codec(Everything.getDefaultInstance());
    MessageCodec dynamic =
        codecs.codec(DynamicMessage.getDefaultInstance(Everything.getDescriptor()));
    String written = new String(generated.write(generated.read(bytes)), UTF_8);
    assertThat(new String(dynamic.write(dynamic.read(bytes)), UTF_8)).isEqualTo(written);
    return written;
  }

  private static JsonException refusal(MessageCodec codec, byte[] json) {
    return catchThrowableOfType(JsonException.class, () -> codec.read(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          {}                                         | {}
          {"aString": "x"}                           | {"aString":"x"}
          {"a_string": "x"}                          | {"aString":"x"}
          {"newName": "x"}                           | {"newName":"x"}
          {"renamed": "x"}                           | {"newName":"x"}
          {"oldName": "x"}                           | {"oldName":"x"}
          {"aStr\\u0069ng": "x"}                     | {"aString":"x"}
          {"aString": "\\u00e9\\ud83d\\ude00\\/"}    | {"aString":"é😀/"}
          {"aString": "\\b\\f\\n\\r\\t\\"\\\\"}      | {"aString":"\\b\\f\\n\\r\\t\\"\\\\"}
          {"aString": "\\u0000"}                     | {"aString":"\\u0000"}
          {"aString": ""}                            | {}
          {"aString": null}                          | {}
          {"anInt32": 1}                             | {"anInt32":1}
          {"anInt32": -2147483648}                   | {"anInt32":-2147483648}
          {"anInt32": 2147483647}                    | {"anInt32":2147483647}
          {"anInt32": "1"}                           | {"anInt32":1}
          {"anInt32": "-1"}                          | {"anInt32":-1}
          {"anInt32": 1.0}                           | {"anInt32":1}
          {"anInt32": 1.50e1}                        | {"anInt32":15}
          {"anInt32": 1e3}                           | {"anInt32":1000}
          {"anInt32": "1E+3"}                        | {"anInt32":1000}
          {"anInt32": 12000e-3}                      | {"anInt32":12}
          {"anInt32": -0}                            | {}
          {"anInt32": 0e999999999}                   | {}
          {"aUint32": 4294967295}                    | {"aUint32":4294967295}
          {"aUint32": -0}                            | {}
          {"aSint32": -1}                            | {"aSint32":-1}
          {"aSint32": -2147483648}                   | {"aSint32":-2147483648}
          {"aFixed32": 4294967295}                   | {"aFixed32":4294967295}
          {"anSfixed32": -5}                         | {"anSfixed32":-5}
          {"anInt64": 9223372036854775807}           | {"anInt64":"9223372036854775807"}
          {"anInt64": "-9223372036854775808"}        | {"anInt64":"-9223372036854775808"}
          {"anInt64": 1e18}                          | {"anInt64":"1000000000000000000"}
          {"aUint64": "18446744073709551615"}        | {"aUint64":"18446744073709551615"}
          {"aUint64": 1.8446744073709551615e19}      | {"aUint64":"18446744073709551615"}
          {"aSint64": "-9223372036854775808"}        | {"aSint64":"-9223372036854775808"}
          {"aFixed64": "18446744073709551615"}       | {"aFixed64":"18446744073709551615"}
          {"anSfixed64": -1}                         | {"anSfixed64":"-1"}
          {"aDouble": 1}                             | {"aDouble":1.0}
          {"aDouble": "1.5"}                         | {"aDouble":1.5}
          {"aDouble": -0.0}                          | {"aDouble":-0.0}
          {"aDouble": 1e-400}                        | {}
          {"aDouble": 1.7976931348623157e308}        | {"aDouble":1.7976931348623157E308}
          {"aDouble": "NaN"}                         | {"aDouble":"NaN"}
          {"aDouble": "-Infinity"}                   | {"aDouble":"-Infinity"}
          {"aFloat": 0.1}                            | {"aFloat":0.1}
          {"aFloat": 3.4028235e38}                   | {"aFloat":3.4028235E38}
          {"aFloat": "Infinity"}                     | {"aFloat":"Infinity"}
          {"aBool": true}                            | {"aBool":true}
          {"aBool": false}                           | {}
          {"aBytes": "+/8="}                         | {"aBytes":"+/8="}
          {"aBytes": "-_8"}                          | {"aBytes":"+/8="}
          {"aBytes": "YQ"}                           | {"aBytes":"YQ=="}
          {"aBytes": "YWI"}                          | {"aBytes":"YWI="}
          {"aBytes": "YWJj"}                         | {"aBytes":"YWJj"}
          {"aBytes": ""}                             | {}
          {"colour": "COLOUR_RED"}                   | {"colour":"COLOUR_RED"}
          {"colour": "COLOUR_CRIMSON"}               | {"colour":"COLOUR_RED"}
          {"colour": -2}                             | {"colour":"COLOUR_BLUE"}
          {"colour": 1.0}                            | {"colour":"COLOUR_RED"}
          {"colour": 99}                             | {"colour":99}
          {"optionalInt32": 0}                       | {"optionalInt32":0}
          {"optionalInt32": null}                    | {}
          {"optionalString": ""}                     | {"optionalString":""}
          {"optionalColour": 0}                      | {"optionalColour":"COLOUR_UNSPECIFIED"}
          {"nested": {}}                             | {"nested":{}}
          {"nested": null}                           | {}
          {"nested": {"inner": {"inner": {}}}}       | {"nested":{"inner":{"inner":{}}}}
          {"numbers": []}                            | {}
          {"numbers": null}                          | {}
          {"numbers": [1, "2", 3e0]}                 | {"numbers":[1,2,3]}
          {"longs": [1]}                             | {"longs":["1"]}
          {"strings": ["", "b"]}                     | {"strings":["","b"]}
          {"colours": ["COLOUR_RED", 5]}             | {"colours":["COLOUR_RED",5]}
          {"nesteds": [{}, {"text": "x"}]}           | {"nesteds":[{},{"text":"x"}]}
          {"blobs": ["", "YQ"]}                      | {"blobs":["","YQ=="]}
          {"labels": {"": "x", "k": ""}}             | {"labels":{"":"x","k":""}}
          {"labels": null}                           | {}
          {"byNumber": {"-1": {}, "1e1": {}}}        | {"byNumber":{"-1":{},"10":{}}}
          {"byBool": {"true": 1, "false": 0}}        | {"byBool":{"true":"COLOUR_RED","false":"COLOUR_UNSPECIFIED"}}
          {"byUint64": {"18446744073709551615": 1}}  | {"byUint64":{"18446744073709551615":1.0}}
          {"choiceText": ""}                         | {"choiceText":""}
          {"choiceNumber": 0}                        | {"choiceNumber":"0"}
          {"choiceNested": {}}                       | {"choiceNested":{}}
          {"choiceNull": null}                       | {"choiceNull":null}
          {"choiceNull": "NULL_VALUE"}               | {"choiceNull":null}
          {"choiceText": "a", "choiceNumber": null}  | {"choiceText":"a"}
          {"choiceNumber": null, "choiceText": "a"}  | {"choiceText":"a"}
          {"nullValue": null}                        | {}
          {"timestamp": "1970-01-01T00:00:00Z"}      | {"timestamp":"1970-01-01T00:00:00Z"}
          {"timestamp": "0001-01-01T00:00:00Z"}      | {"timestamp":"0001-01-01T00:00:00Z"}
          {"timestamp": "9999-12-31T23:59:59.999999999Z"} | {"timestamp":"9999-12-31T23:59:59.999999999Z"}
          {"timestamp": "2024-02-29T23:30:00.5-01:30"} | {"timestamp":"2024-03-01T01:00:00.500Z"}
          {"timestamp": "2024-01-01T00:00:00.000001+00:00"} | {"timestamp":"2024-01-01T00:00:00.000001Z"}
          {"timestamp": null}                        | {}
          {"duration": "1s"}                         | {"duration":"1s"}
          {"duration": "-0.5s"}                      | {"duration":"-0.500s"}
          {"duration": "1.000000001s"}               | {"duration":"1.000000001s"}
          {"duration": "-315576000000s"}             | {"duration":"-315576000000s"}
          {"mask": ""}                               | {"mask":""}
          {"mask": "aString,nested.inner"}           | {"mask":"aString,nested.inner"}
          {"mask": "a_string"}                       | {"mask":"aString"}
          {"struct": {}}                             | {"struct":{}}
          {"struct": {"a": null, "b": [1, {}]}}      | {"struct":{"a":null,"b":[1.0,{}]}}
          {"struct": null}                           | {}
          {"value": null}                            | {"value":null}
          {"value": 1}                               | {"value":1.0}
          {"value": "x"}                             | {"value":"x"}
          {"value": true}                            | {"value":true}
          {"value": [null, [true]]}                  | {"value":[null,[true]]}
          {"value": {"a": {"b": []}}}                | {"value":{"a":{"b":[]}}}
          {"list": [1, "a", null]}                   | {"list":[1.0,"a",null]}
          {"list": []}                               | {"list":[]}
          {"empty": {}}                              | {"empty":{}}
          {"any": {}}                                | {"any":{}}
          {"any": {"@type": "t/google.protobuf.Duration", "value": "1s"}} | {"any":{"@type":"t/google.protobuf.Duration","value":"1s"}}
          {"any": {"value": "1s", "@type": "t/google.protobuf.Duration"}} | {"any":{"@type":"t/google.protobuf.Duration","value":"1s"}}
          {"any": {"@type": "t/google.protobuf.Value", "value": null}} | {"any":{"@type":"t/google.protobuf.Value","value":null}}
          {"any": {"@type": "t/google.protobuf.Int32Value", "value": 3}} | {"any":{"@type":"t/google.protobuf.Int32Value","value":3}}
          {"any": {"@type": "t/google.protobuf.Empty"}} | {"any":{"@type":"t/google.protobuf.Empty"}}
          {"any": {"number": 1, "@type": "t/sluice.test.v1.Everything.Nested", "text": "x"}} | {"any":{"@type":"t/sluice.test.v1.Everything.Nested","text":"x","number":1}}
          {"any": {"value": {"inner": {}, "@type": "t/sluice.test.v1.Everything.Nested"}, "@type": "t/google.protobuf.Any"}} | {"any":{"@type":"t/google.protobuf.Any","value":{"@type":"t/sluice.test.v1.Everything.Nested","inner":{}}}}
          {"doubleWrapper": 0}                       | {"doubleWrapper":0.0}
          {"floatWrapper": "NaN"}                    | {"floatWrapper":"NaN"}
          {"int64Wrapper": 1}                        | {"int64Wrapper":"1"}
          {"uint64Wrapper": "0"}                     | {"uint64Wrapper":"0"}
          {"int32Wrapper": 0}                        | {"int32Wrapper":0}
          {"uint32Wrapper": 1}                       | {"uint32Wrapper":1}
          {"boolWrapper": false}                     | {"boolWrapper":false}
          {"stringWrapper": ""}                      | {"stringWrapper":""}
          {"bytesWrapper": "YQ"}                     | {"bytesWrapper":"YQ=="}
          {"bytesWrapper": null}                     | {}
          {"timestamps": ["1970-01-01T00:00:00Z"]}   | {"timestamps":["1970-01-01T00:00:00Z"]}
          {"values": {"a": null}}                    | {"values":{"a":null}}
          {"int32Wrappers": [0]}                     | {"int32Wrappers":[0]}
          """)
  void reads(String json, String expected) throws JsonException {
    assertThat(rewrite(CODECS, json)).isEqualTo(expected);
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
          {"any": {"@type": "t/google.protobuf.UninterpretedOption", "name": [{}]}} | any: required but not given: name[0].name_part, name[0].is_extension (line 1, column 72)
          {'aString': "x"}                         | malformed JSON (line 1, column 2)
          {"aString": 'x'}                         | malformed JSON (line 1, column 13)
          {aString: "x"}                           | malformed JSON (line 1, column 2)
          {"aString": "x",}                        | malformed JSON (line 1, column 17)
          {"numbers": [1,]}                        | numbers: malformed JSON (line 1, column 16)
          {"aString" "x"}                          | malformed JSON (line 1, column 12)
          {"aDouble": NaN}                         | malformed JSON (line 1, column 16)
          {"aDouble": -Infinity}                   | malformed JSON (line 1, column 22)
          {"anInt32": 01}                          | malformed JSON (line 1, column 14)
          {"anInt32": +1}                          | malformed JSON (line 1, column 14)
          {"anInt32": .5}                          | malformed JSON (line 1, column 13)
          {"anInt32": 5.}                          | malformed JSON (line 1, column 15)
          {"anInt32": 0x1}                         | malformed JSON (line 1, column 14)
          {"aBool": TRUE}                          | malformed JSON (line 1, column 16)
          {/**/}                                   | malformed JSON (line 1, column 2)
          {} // x                                  | malformed JSON (line 1, column 4)
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
          {"foo": {"a": [1, {"b": null}]}, "aBool": true} | {"aBool":true}
          {"nested": {"foo": "x", "text": "y"}}           | {"nested":{"text":"y"}}
          {"colour": "MAUVE"}                             | {}
          {"colour": "colour_red"}                        | {"colour":"COLOUR_RED"}
          {"colours": ["MAUVE", "Colour_Red"]}            | {"colours":["COLOUR_RED"]}
          {"byBool": {"true": "MAUVE", "false": 1}}       | {"byBool":{"false":"COLOUR_RED"}}
          {"choiceText": "x", "foo": 1}                   | {"choiceText":"x"}
          {"any": {"@type": "t/google.protobuf.Duration", "x": 1}} | {"any":{"@type":"t/google.protobuf.Duration","value":"0s"}}
          """)
  void ignoresWhatIsUnknownIfToldTo(String json, String expected) throws JsonException {
    assertThat(rewrite(LENIENT, json)).isEqualTo(expected);
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
  void readsAroundWhitespaceAndAByteOrderMark() throws JsonException {
    byte[] json = "\uFEFF \t\r\n{ \"aString\"\t:\n\"x\" }\n ".getBytes(UTF_8);
    assertThat(CODEC.read(json)).isEqualTo(Everything.newBuilder().setAString("x").build());
  }

  @Test
  void readsPartOfAnArray() throws JsonException {
    byte[] json = "xx{\"aString\":\"y\"}xx".getBytes(UTF_8);
    assertThat(CODEC.read(json, 2, json.length - 4))
        .isEqualTo(Everything.newBuilder().setAString("y").build());
  }

  @Test
  void refusesWrongUtf8() {
    String[] wrong = {
      "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e9", "\u00f4\u0090\u0080\u0080"
    };
    for (String bytes : wrong) {
      byte[] json = ("{\"aString\": \"" + bytes + "\"}").getBytes(ISO_8859_1);
      assertThat(refusal(CODEC, json))
          .hasMessage("the JSON is not valid UTF-8 (line 1, column 14)");
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 200})
  void readsAndWritesToTheDepthItIsGiven(int depth) throws JsonException {
    JsonOptions options = JsonOptions.defaults().withMaxDepth(depth);
    MessageCodec codec = JsonCodecs.create(options, TYPES).codec(Everything.getDefaultInstance());
    String inside = depth == 1 ? "{}" : "{\"value\":" + nest("{\"a\":", depth - 1, "}") + "}";
    String beyond = "{\"value\":" + nest("{\"a\":", depth, "}") + "}";

    Message message = codec.read(inside.getBytes(UTF_8));
    assertThat(new String(codec.write(message), UTF_8)).isEqualTo(inside);
    assertThat(refusal(codec, beyond.getBytes(UTF_8))).isNotNull();
  }

  private static String nest(String open, int times, String close) {
    return open.repeat(times) + "null" + close.repeat(times);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a_string  | "x"              | {"aString":"x"}
          an_int64  | "12"             | {"anInt64":"12"}
          nested    | {"text": "x"}    | {"nested":{"text":"x"}}
          nested    | null             | {}
          strings   | ["a", "b"]       | {"strings":["a","b"]}
          labels    | {"a": "b"}       | {"labels":{"a":"b"}}
          value     | null             | {"value":null}
          values    | null             | {}
          timestamp | "1970-01-01T00:00:00Z" | {"timestamp":"1970-01-01T00:00:00Z"}
          """)
  void readsTheValueOfAField(String name, String json, String expected) throws JsonException {
    FieldDescriptor field = Everything.getDescriptor().findFieldByName(name);
    Everything.Builder generated = Everything.newBuilder();
    DynamicMessage.Builder dynamic = DynamicMessage.newBuilder(Everything.getDescriptor());
    byte[] bytes = json.getBytes(UTF_8);

    CODEC.readField(generated, field, bytes, 0, bytes.length);
    CODEC.readField(dynamic, field, bytes, 0, bytes.length);

    assertThat(new String(CODEC.write(generated.build()), UTF_8)).isEqualTo(expected);
    assertThat(new String(CODEC.write(dynamic.build()), UTF_8)).isEqualTo(expected);
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
  void mergesIntoABuilder() throws JsonException {
    Everything.Builder builder =
        Everything.newBuilder().setAString("a").setAnInt32(1).addNumbers(1);
    byte[] json = "{\"aString\": \"b\", \"numbers\": [2], \"anInt32\": 0}".getBytes(UTF_8);

    CODEC.readInto(builder, json, 0, json.length);

    assertThat(builder.build())
        .isEqualTo(Everything.newBuilder().setAString("b").addNumbers(1).addNumbers(2).build());
  }

  @Test
  void readsProto2() throws JsonException {
    MessageCodec codec = CODECS.codec(FieldDescriptorProto.getDefaultInstance());
    String json = "{\"name\":\"x\",\"number\":0,\"label\":\"LABEL_REPEATED\",\"type\":9}";

    Message message = codec.read(json.getBytes(UTF_8));

    assertThat(new String(codec.write(message), UTF_8))
        .isEqualTo(json.replace("9", "\"TYPE_STRING\""));
    assertThat(refusal(codec, "{\"type\": 99}".getBytes(UTF_8)).problem())
        .isEqualTo("expected a value of google.protobuf.FieldDescriptorProto.Type, got 99");
  }

  @Test
  void refusesProto2WithoutRequiredFields() {
    MessageCodec codec = CODECS.codec(UninterpretedOption.NamePart.getDefaultInstance());
    assertThat(refusal(codec, "{\"namePart\": \"x\"}".getBytes(UTF_8)))
        .hasMessage("required but not given: is_extension");
  }

  @Test
  void readsWellKnownTypesAtTheTop() throws JsonException {
    MessageCodec struct = CODECS.codec(Struct.getDefaultInstance());
    MessageCodec value = CODECS.codec(Value.getDefaultInstance());
    MessageCodec timestamp = CODECS.codec(Timestamp.getDefaultInstance());
    MessageCodec wrapper = CODECS.codec(Int64Value.getDefaultInstance());

    byte[] object = "{\"a\":[null]}".getBytes(UTF_8);
    assertThat(struct.write(struct.read(object))).isEqualTo(object);
    assertThat(new String(value.write(value.read("null".getBytes(UTF_8))), UTF_8))
        .isEqualTo("null");
    assertThat(new String(wrapper.write(wrapper.read("5".getBytes(UTF_8))), UTF_8))
        .isEqualTo("\"5\"");
    assertThat(refusal(timestamp, "null".getBytes(UTF_8))).isNotNull();
  }
}
