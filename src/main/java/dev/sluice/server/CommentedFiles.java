package dev.sluice.server;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.openapi.DescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of services with the comments of those that this project brings along: descriptors in
 * classes have none.
 */
final class CommentedFiles {

  private static final String COMMENTED = "/META-INF/sluice/sluice.protoset";

  private CommentedFiles() {}

  /** The files that services are in, and what these import. */
  static FileDescriptorSet of(Collection<ServiceDescriptor> services) throws IOException {
    Map<String, FileDescriptorProto> commented = new HashMap<>();
    try (InputStream in = CommentedFiles.class.getResourceAsStream(COMMENTED)) {
      if (in != null) {
        FileDescriptorSet.parseFrom(in)
            .getFileList()
            .forEach(file -> commented.put(file.getName(), file));
      }
    }
    FileDescriptorSet.Builder set = DescriptorSet.ofServices(services).toBuilder();
    for (FileDescriptorProto.Builder file : set.getFileBuilderList()) {
      FileDescriptorProto known = commented.get(file.getName());
      if (known != null && outline(known).equals(outline(file.build()))) {
        file.setSourceCodeInfo(known.getSourceCodeInfo());
      }
    }
    return set.build();
  }

  /** What places of comments count on: what there is in a file, in its order. */
  private static List<String> outline(FileDescriptorProto file) {
    List<String> names = new ArrayList<>();
    names.add(file.getPackage());
    file.getMessageTypeList().forEach(message -> add(message, names));
    file.getEnumTypeList().forEach(each -> names.add(each.getName()));
    for (ServiceDescriptorProto service : file.getServiceList()) {
      names.add(service.getName());
      service.getMethodList().stream().map(MethodDescriptorProto::getName).forEach(names::add);
    }
    return names;
  }

  private static void add(DescriptorProto message, List<String> names) {
    names.add(message.getName());
    message.getFieldList().forEach(field -> names.add(field.getName()));
    message.getNestedTypeList().forEach(nested -> add(nested, names));
    message.getEnumTypeList().forEach(each -> names.add(each.getName()));
  }
}
