package dev.sluice.openapi;

import com.google.api.AnnotationsProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.api.HttpProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.List;

/** A proto file with services over one message, {@code Thing}, made by hand. */
final class ProtoFile {

  private final FileDescriptorProto.Builder file;
  private final DescriptorProto.Builder thing;

  ProtoFile(String packageName) {
    file =
        FileDescriptorProto.newBuilder()
            .setName(packageName + ".proto")
            .setPackage(packageName)
            .setSyntax("proto3")
            .addDependency("google/api/annotations.proto")
            .addDependency("google/api/field_behavior.proto");
    thing = DescriptorProto.newBuilder().setName("Thing");
    field("name", FieldDescriptorProto.Type.TYPE_STRING);
    field("id", FieldDescriptorProto.Type.TYPE_STRING);
    field("count", FieldDescriptorProto.Type.TYPE_INT32);
    field("tags", FieldDescriptorProto.Type.TYPE_STRING);
    thing.getFieldBuilder(3).setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
  }

  ProtoFile field(String name, FieldDescriptorProto.Type type, FieldBehavior... behaviors) {
    thing.addField(
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(thing.getFieldCount() + 1)
            .setType(type)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
            .setOptions(
                FieldOptions.newBuilder()
                    .setExtension(FieldBehaviorProto.fieldBehavior, List.of(behaviors))));
    return this;
  }

  ProtoFile method(String service, String method, HttpRule rule) {
    ServiceDescriptorProto.Builder builder =
        file.getServiceBuilderList().stream()
            .filter(each -> each.getName().equals(service))
            .findFirst()
            .orElseGet(() -> file.addServiceBuilder().setName(service));
    builder
        .addMethodBuilder()
        .setName(method)
        .setInputType("." + file.getPackage() + ".Thing")
        .setOutputType("." + file.getPackage() + ".Thing")
        .setOptions(MethodOptions.newBuilder().setExtension(AnnotationsProto.http, rule));
    return this;
  }

  ProtoFile get(String service, String method, String path) {
    return method(service, method, HttpRule.newBuilder().setGet(path).build());
  }

  ProtoFile commentOnFirstMethod(String comment) {
    file.getSourceCodeInfoBuilder()
        .addLocationBuilder()
        .addAllPath(List.of(6, 0, 2, 0))
        .setLeadingComments(comment);
    return this;
  }

  /** The descriptor set of files; the imports last, as nothing says in which order they come. */
  static FileDescriptorSet set(ProtoFile... files) {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    for (ProtoFile file : files) {
      set.addFile(file.file.clone().addMessageType(file.thing));
    }
    return set.addFile(AnnotationsProto.getDescriptor().toProto())
        .addFile(FieldBehaviorProto.getDescriptor().toProto())
        .addFile(HttpProto.getDescriptor().toProto())
        .addFile(DescriptorProtos.getDescriptor().toProto())
        .build();
  }

  static Contract contract(ProtoFile... files) {
    return Contract.parse(ContractGenerator.generate(set(files), Protosets.OPTIONS));
  }
}
