package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonOptions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The masks of protobuf bodies whose type contains itself twice. */
@Timeout(20)
class PatchMaskTest {

  private final Descriptor update;

  PatchMaskTest() throws Exception {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("tree.proto")
            .setSyntax("proto3")
            .addDependency(FieldMaskProto.getDescriptor().getFullName())
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Tree")
                    .addField(field("a", 1, ".Tree"))
                    .addField(field("b", 2, ".Tree"))
                    .addField(field("c", 3, "").setType(FieldDescriptorProto.Type.TYPE_INT32)))
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Update")
                    .addField(field("tree", 1, ".Tree"))
                    .addField(field("mask", 2, ".google.protobuf.FieldMask")))
            .build();
    update =
        FileDescriptor.buildFrom(file, new FileDescriptor[] {FieldMaskProto.getDescriptor()})
            .findMessageTypeByName("Update");
  }

  private static FieldDescriptorProto.Builder field(String name, int number, String type) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder().setName(name).setNumber(number);
    return type.isEmpty()
        ? field
        : field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(type);
  }

  private Message tree(int trunk, int levels) {
    Descriptor type = update.findFieldByName("tree").getMessageType();
    DynamicMessage.Builder tree = DynamicMessage.newBuilder(type);
    if (trunk == 0 && levels == 0) {
      return tree.setField(type.findFieldByName("c"), 1).build();
    }
    Message below = trunk > 0 ? tree(trunk - 1, levels) : tree(0, levels - 1);
    tree.setField(type.findFieldByName("a"), below);
    return trunk > 0 ? tree.build() : tree.setField(type.findFieldByName("b"), below).build();
  }

  private Message completed(Message tree) throws JsonException {
    FieldDescriptor body = update.findFieldByName("tree");
    Message.Builder message = DynamicMessage.newBuilder(update).setField(body, tree);
    Objects.requireNonNull(PatchMask.of(update, body, List.of()))
        .complete(
            message,
            JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry())
                .codec(DynamicMessage.getDefaultInstance(update)),
            MediaType.X_PROTOBUF,
            new RequestBody(0, 0));
    return message.build();
  }

  @Test
  void namesEachFieldThatIsSet() throws Exception {
    assertThat(completed(tree(1, 1)).toString())
        .contains("paths: \"a.a.c\"", "paths: \"a.b.c\"")
        .doesNotContain("paths: \"a.a\"");
  }

  @Test
  void refusesMoreThanAMaskCanHold() {
    Message deep = tree(80, 12);

    assertThatThrownBy(() -> completed(deep))
        .isInstanceOf(JsonException.class)
        .hasMessage("more nested fields are given than a mask can hold");
  }
}
