package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.test.v1.Names;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields whose accessors in Java have other names than theirs. */
class FieldNamesTest {

  private static final JsonCodecs CODECS =
      JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry());

  @BeforeAll
  static void link() {
    CODECS.shape(Names.getDefaultInstance()).link();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"class\":\"a\"}",
        "{\"serializedSize\":5}",
        "{\"unknownFields\":\"a\"}",
        "{\"cachedSize\":5}",
        "{\"thing\":[\"a\",\"b\"],\"thingCount\":9}",
        "{\"thingCount\":9}",
        "{\"a1b2C3\":\"a\"}",
        "{\"Leading\":\"a\"}",
        "{\"UPPERCase\":\"a\"}",
        "{\"field\":3}",
        "{\"closed\":\"CLOSED_B\",\"closeds\":[\"CLOSED_A\",\"CLOSED_B\"]}",
        "{\"closedByName\":{\"a\":\"CLOSED_B\",\"b\":\"CLOSED_A\"}}",
        "{\"zero\":0}",
        "{\"zero\":7}",
        "{\"names\":{\"1\":{\"class\":\"a\"},\"-2\":{}}}",
        "{\"numbers\":[\"1\",\"-9223372036854775808\"]}",
        "{\"colour\":\"COLOUR_RED\",\"colours\":[\"COLOUR_BLUE\",\"COLOUR_RED\"]}",
        "{\"all\":{\"all\":{\"thing\":[\"\"]}}}"
      })
  void areReadAndWritten(String json) throws Exception {
    Names.Builder expected = Names.newBuilder();
    JsonFormat.parser().merge(json, expected);

    Message generated = CODECS.codec(Names.getDefaultInstance()).read(json.getBytes(UTF_8));
    MessageCodec dynamicCodec =
        CODECS.codec(DynamicMessage.getDefaultInstance(Names.getDescriptor()));
    Message dynamic = dynamicCodec.read(json.getBytes(UTF_8));

    assertThat(generated).isEqualTo(expected.build());
    assertThat(dynamic.toByteString()).isEqualTo(expected.build().toByteString());
    assertThat(new String(dynamicCodec.write(generated), UTF_8)).isEqualTo(json);
    assertThat(new String(dynamicCodec.write(dynamic), UTF_8)).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"colour\":77}", "{\"colours\":[77]}", "{\"closed\":77}"})
  void refusesUnknownNumbersOfEnumsThatTheFieldTakesToBeClosed(String json) {
    MessageCodec codec = CODECS.codec(Names.getDefaultInstance());

    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> codec.read(json.getBytes(UTF_8)))
        .withMessageContaining("expected a value of sluice.test.v1.");
  }

  @Test
  void refusesUnknownNumbersAsText() {
    FieldDescriptor colour = Names.getDescriptor().findFieldByName("colour");

    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> TextValues.parse(Names.newBuilder(), colour, "77"))
        .withMessage("expected a value of sluice.test.v1.Colour, got \"77\"");
  }
}
