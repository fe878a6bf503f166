package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.test.v1.Many;
import dev.sluice.test.v1.Order;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code that reaches the fields of generated messages. */
class GeneratedAccessTest {

  private static final String ORDER =
      "{\"name\":\"a\",\"number\":\"1\",\"state\":\"PAID\",\"items\":[{\"tags\":[\"x\"]}],"
          + "\"labels\":{\"k\":\"v\"},\"createTime\":\"2026-01-31T12:34:56Z\"}";

  private final JsonCodecs codecs =
      JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry());

  @Test
  void readsAndWritesTypesOfMoreFieldsThanOneClassIsFor() throws Exception {
    Many.Builder many = Many.newBuilder();
    many.setC1("one").setC128(2).addC129("x").addC9("list").setC256(1.5).putC299("key", 3);
    many.setC10(0);
    String json = JsonFormat.printer().omittingInsignificantWhitespace().print(many);
    MessageShape shape = codecs.shape(Many.getDefaultInstance());
    shape.link();
    MessageCodec codec = codecs.codec(Many.getDefaultInstance());

    assertThat(codec.read(json.getBytes(UTF_8))).isEqualTo(many.build());
    assertThat(new String(codec.write(many.build()), UTF_8)).isEqualTo(json);
    assertThat(shape.fields().groups())
        .hasSize(3)
        .extracting(FieldGroup::access)
        .doesNotHaveDuplicates()
        .noneMatch(access -> access.getClass() == FieldAccess.class);
  }

  @Test
  void isCompiledOnceForATypeWhateverTheOptions() {
    MessageShape shape = codecs.shape(Order.getDefaultInstance());
    MessageShape other =
        JsonCodecs.create(
                JsonOptions.defaults().withEmitDefaults(true), TypeRegistry.getEmptyTypeRegistry())
            .shape(Order.getDefaultInstance());
    assertThat(access(shape).getClass()).isEqualTo(FieldAccess.class);

    shape.link();
    other.link();

    assertThat(access(shape)).isSameAs(access(other)).isNotExactlyInstanceOf(FieldAccess.class);
  }

  private static FieldAccess access(MessageShape shape) {
    return shape.fields().groups()[0].access();
  }

  @Test
  void leavesMessagesOfAnotherClassLoaderToReflection() throws Exception {
    Class<?> type = new Isolated().loadClass(Order.class.getName());
    Message prototype = (Message) type.getMethod("getDefaultInstance").invoke(null);
    MessageCodec codec = codecs.codec(prototype);
    codecs.shape(prototype).link();
    assertThat(access(codecs.shape(prototype))).isExactlyInstanceOf(FieldAccess.class);

    Message read = codec.read(ORDER.getBytes(UTF_8));

    assertThat(read.getClass()).isSameAs(type).isNotSameAs(Order.class);
    assertThat(new String(codec.write(read), UTF_8)).isEqualTo(ORDER);
  }

  @Test
  void leavesDynamicMessagesToReflection() throws Exception {
    DynamicMessage prototype = DynamicMessage.getDefaultInstance(Order.getDescriptor());
    MessageCodec codec = codecs.codec(prototype);
    codecs.shape(prototype).link();

    assertThat(new String(codec.write(codec.read(ORDER.getBytes(UTF_8))), UTF_8)).isEqualTo(ORDER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":|the JSON ends too early|1:9",
        "{\"name\"|the JSON ends too early|1:8",
        "{\"name\":\"a\",}|malformed JSON|1:13",
        "{\"name\":\"a\"x\"number\":1}|malformed JSON|1:12",
        "{\"name\":\"a\",\"number\":1,\"number\":2}|given twice|1:24",
        "{\"name\":\"a\",\"name\":\"b\"}|given twice|1:13",
        "{\"name\":\"a\",\"number\":x}|malformed JSON|1:22",
      })
  void saysWhatIsWrongAfterANameThatWasExpected(String json, String problem, String place) {
    MessageCodec codec = codecs.codec(Order.getDefaultInstance());

    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> codec.read(json.getBytes(UTF_8)))
        .satisfies(
            e -> {
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.line() + ":" + e.column()).isEqualTo(place);
            });
  }

  @ParameterizedTest
  @CsvSource({"true,0", "true,1", "false,0", "false,1"})
  void namesMeanTheSameWhereverTheyStand(boolean protoNames, int spaces) throws Exception {
    FileDescriptor file =
        FileDescriptor.buildFrom(
            FileDescriptorProto.newBuilder()
                .setName("swapped.proto")
                .setSyntax("proto3")
                .addMessageType(
                    DescriptorProto.newBuilder()
                        .setName("Swapped")
                        .addField(int32("foo", 1).setJsonName("bar"))
                        .addField(int32("baz", 2).setJsonName("foo")))
                .build(),
            new FileDescriptor[0]);
    Descriptor type = file.findMessageTypeByName("Swapped");
    MessageCodec codec =
        JsonCodecs.create(
                JsonOptions.defaults().withProtoFieldNames(protoNames),
                TypeRegistry.getEmptyTypeRegistry())
            .codec(DynamicMessage.getDefaultInstance(type));
    String space = " ".repeat(spaces);

    Message read = codec.read(("{" + space + "\"foo\":1}").getBytes(UTF_8));

    assertThat(read.getField(type.findFieldByName("baz"))).isEqualTo(1);
    assertThat(read.getField(type.findFieldByName("foo"))).isEqualTo(0);
  }

  private static FieldDescriptorProto.Builder int32(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .setType(FieldDescriptorProto.Type.TYPE_INT32);
  }

  @Test
  void readsFieldsInAnyOrderAndWithWhiteSpace() throws Exception {
    Order expected = Order.newBuilder().setName("a").setNumber(1).putLabels("k", "v").build();
    codecs.shape(Order.getDefaultInstance()).link();
    MessageCodec codec = codecs.codec(Order.getDefaultInstance());

    for (String json :
        List.of(
            "{\"labels\":{\"k\":\"v\"},\"number\":1,\"name\":\"a\"}",
            " { \"name\" : \"a\" , \"number\" : 1 , \"labels\" : { \"k\" : \"v\" } } ",
            "{\"name\":\"a\",\n\"number\":1,\n\"labels\":{\"k\":\"v\"}}",
            "{\"n\\u0061me\":\"a\",\"number\":1,\"labels\":{\"k\":\"v\"}}")) {
      assertThat(codec.read(json.getBytes(UTF_8))).as(json).isEqualTo(expected);
    }
  }

  /** Has the messages of tests a second time. */
  private static final class Isolated extends ClassLoader {

    Isolated() {
      super(GeneratedAccessTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.sluice.test.v1.Order")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
