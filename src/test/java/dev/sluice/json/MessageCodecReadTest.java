package dev.sluice.json;

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
  @ValueSource(
      strings = {
        "{\"anInt32\":1,\"anInt64\":2,\"aString\":\"x\",\"nested\":{\"text\":\"y\",\"number\":3}}",
        "{\"nested\":{\"number\":3,\"text\":\"y\"},\"aString\":\"x\",\"anInt64\":2,\"anInt32\":1}",
        " { \"anInt32\" :1 ,\n\"anInt64\"\t: 2,\r\n\"aString\":\"x\" , \"nested\":{\n\"text\" :\"y\",\"number\": 3} } ",
        "{\"an\\u0049nt32\":1,\"an_int64\":2,\"a_string\":\"x\",\"nested\":{\"text\":\"y\",\"number\":3}}"
      })
  void readsFieldsInAnyOrderAndAnySpacing(String json) throws JsonException {
    assertThat(rewrite(CODECS, json))
        .isEqualTo(
            "{\"anInt32\":1,\"anInt64\":\"2\",\"aString\":\"x\",\"nested\":{\"text\":\"y\",\"number\":3}}");
  }

  @Test
  void endsWhereItsPartOfAnArrayEnds() {
    byte[] json = "{\"anInt32\":1,\"anInt64\":2,\"aString\":\"x\"}".getBytes(UTF_8);
    for (int length = 0; length < json.length; length++) {
      int cut = length;
      assertThat(catchThrowableOfType(JsonException.class, () -> CODEC.read(json, 0, cut)))
          .as("%d bytes", cut)
          .isNotNull();
    }
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
