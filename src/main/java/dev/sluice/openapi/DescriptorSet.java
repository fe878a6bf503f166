package dev.sluice.openapi;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehaviorProto;
import com.google.api.ResourceProto;
import com.google.api.VisibilityProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.sluice.proto.api.RestProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of a descriptor set, as {@code protoc --include_imports --descriptor_set_out} writes
 * it, linked. The annotations of {@code google.api}, {@code sluice.api.rest} and those of {@code
 * buf.validate} are known in them. Immutable.
 */
public final class DescriptorSet {

  private static final ExtensionRegistry REGISTRY = ExtensionRegistry.newInstance();

  static {
    AnnotationsProto.registerAllExtensions(REGISTRY);
    FieldBehaviorProto.registerAllExtensions(REGISTRY);
    ResourceProto.registerAllExtensions(REGISTRY);
    VisibilityProto.registerAllExtensions(REGISTRY);
    RestProto.registerAllExtensions(REGISTRY);
    ValidateProto.registerAllExtensions(REGISTRY);
  }

  private final Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();

  private DescriptorSet(FileDescriptorSet set) {
    set.getFileList().forEach(file -> protos.put(file.getName(), file));
    protos.keySet().forEach(name -> link(name, new ArrayList<>()));
  }

  /**
   * Links a set. What it holds as unknown fields is parsed again with the annotations known.
   *
   * @param set the set; every import is in it
   * @return the linked files
   * @throws IllegalArgumentException if an import is missing or a file is not valid
   */
  public static DescriptorSet of(FileDescriptorSet set) {
    try {
      return parse(set.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("descriptor set: " + e.getMessage(), e);
    }
  }

  /**
   * Parses and links a set.
   *
   * @param bytes a serialized {@code google.protobuf.FileDescriptorSet}
   * @return the linked files
   * @throws InvalidProtocolBufferException if the bytes are no descriptor set
   * @throws IllegalArgumentException if an import is missing or a file is not valid
   */
  public static DescriptorSet parse(byte[] bytes) throws InvalidProtocolBufferException {
    return new DescriptorSet(FileDescriptorSet.parseFrom(bytes, REGISTRY));
  }

  /**
   * The set of the files that services are in.
   *
   * @param services the services
   * @return the files with their imports
   */
  public static FileDescriptorSet ofServices(Collection<ServiceDescriptor> services) {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    services.forEach(service -> addWithImports(service.getFile(), files));
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.forEach(file -> set.addFile(file.toProto()));
    return set.build();
  }

  /** Adds a file after the files that it imports, as a descriptor set has them. */
  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> files) {
    file.getDependencies().forEach(dependency -> addWithImports(dependency, files));
    files.add(file);
  }

  /** The files, each after its imports. */
  public Collection<FileDescriptor> files() {
    return List.copyOf(files.values());
  }

  /** All services, ordered by full name. */
  public List<ServiceDescriptor> services() {
    return files.values().stream()
        .flatMap(file -> file.getServices().stream())
        .sorted(Comparator.comparing(ServiceDescriptor::getFullName))
        .toList();
  }

  static ExtensionRegistry registry() {
    return REGISTRY;
  }

  private FileDescriptor link(String name, List<String> importers) {
    FileDescriptor linked = files.get(name);
    if (linked != null) {
      return linked;
    }
    FileDescriptorProto proto = protos.get(name);
    if (proto == null || importers.contains(name)) {
      throw new IllegalArgumentException(
          "descriptor set: "
              + name
              + (proto == null ? " is missing" : " imports itself")
              + ", by way of "
              + String.join(", ", importers)
              + " (expected: a set written with --include_imports)");
    }
    importers.add(name);
    FileDescriptor[] dependencies =
        proto.getDependencyList().stream()
            .map(dependency -> link(dependency, importers))
            .toArray(FileDescriptor[]::new);
    importers.remove(name);
    try {
      linked = FileDescriptor.buildFrom(proto, dependencies);
    } catch (DescriptorValidationException e) {
      throw new IllegalArgumentException("descriptor set: " + e.getMessage(), e);
    }
    files.put(name, linked);
    return linked;
  }
}
