package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
    codecs.shape(Many.getDefaultInstance()).link();
    MessageCodec codec = codecs.codec(Many.getDefaultInstance());

    assertThat(codec.read(json.getBytes(UTF_8))).isEqualTo(many.build());
    assertThat(new String(codec.write(many.build()), UTF_8)).isEqualTo(json);
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
