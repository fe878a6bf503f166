package dev.sluice.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TypeRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GivenFieldsTest {

  /** A type that contains itself twice, so that a short document can give many deep fields. */
  private static Descriptor tree() throws Exception {
    FieldDescriptorProto.Builder node =
        FieldDescriptorProto.newBuilder()
            .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
            .setTypeName(".Tree");
    DescriptorProto type =
        DescriptorProto.newBuilder()
            .setName("Tree")
            .addField(node.setName("a").setNumber(1))
            .addField(node.setName("b").setNumber(2))
            .addField(
                FieldDescriptorProto.newBuilder()
                    .setName("c")
                    .setNumber(3)
                    .setType(FieldDescriptorProto.Type.TYPE_INT32))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("tree.proto")
            .setSyntax("proto3")
            .addMessageType(type)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Tree");
  }

  private static String branches(int levels) {
    String below = levels == 0 ? "" : branches(levels - 1);
    return levels == 0 ? "{\"c\":1}" : "{\"a\":" + below + ",\"b\":" + below + "}";
  }

  private static List<List<FieldDescriptor>> given(String json) throws Exception {
    Descriptor tree = tree();
    MessageCodec codec =
        JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry())
            .codec(DynamicMessage.getDefaultInstance(tree));
    byte[] bytes = json.getBytes(US_ASCII);
    return codec.givenFields(tree.findFieldByName("a"), bytes, 0, bytes.length);
  }

  @Test
  void findsEachFieldThatIsGiven() throws Exception {
    assertThat(given(branches(3))).hasSize(8).allMatch(path -> path.size() == 4);
  }

  @Test
  void refusesMoreThanAMaskCanHold() {
    String deep = "{\"a\":".repeat(80) + branches(12) + "}".repeat(80);

    assertThatThrownBy(() -> given(deep))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("more nested fields are given than a mask can hold");
  }
}
