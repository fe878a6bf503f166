package dev.sluice.openapi;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.ContractConfig.SchemaNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What operations, schemas and fields are called in a document. */
final class Names {

  private final ContractConfig config;
  private final boolean protoNames;
  private final Map<String, String> schemas = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  /**
   * Makes names.
   *
   * @param config how they are made
   * @param protoNames whether parameters are called by the names of fields in the proto
   * @param set the types among which short names have to be unique
   */
  Names(ContractConfig config, boolean protoNames, DescriptorSet set) {
    this.config = config;
    this.protoNames = protoNames;
    if (config.schemaNames() == SchemaNames.SHORT) {
      Map<String, Set<String>> byShortName = new HashMap<>();
      add(byShortName, WellKnown.STATUS, "google.rpc");
      add(byShortName, WellKnown.ANY, "google.protobuf");
      add(byShortName, Responses.PROBLEM, "");
      for (FileDescriptor file : set.files()) {
        file.getMessageTypes().forEach(message -> add(byShortName, message));
        file.getEnumTypes().forEach(type -> add(byShortName, type.getFullName(), type.getFile()));
      }
      byShortName.forEach(
          (name, types) -> {
            if (types.size() == 1) {
              schemas.put(types.iterator().next(), name);
            }
          });
    }
  }

  private static void add(Map<String, Set<String>> names, Descriptor message) {
    add(names, message.getFullName(), message.getFile());
    message.getNestedTypes().forEach(nested -> add(names, nested));
    for (EnumDescriptor nested : message.getEnumTypes()) {
      add(names, nested.getFullName(), nested.getFile());
    }
  }

  private static void add(Map<String, Set<String>> names, String type, FileDescriptor file) {
    add(names, type, file.getPackage());
  }

  private static void add(Map<String, Set<String>> names, String type, String scope) {
    String name = scope.isEmpty() ? type : type.substring(scope.length() + 1);
    names.computeIfAbsent(name, key -> new HashSet<>()).add(type);
  }

  /** The name of the schema of a type. */
  String schema(String fullName) {
    return schemas.getOrDefault(fullName, fullName);
  }

  /** The name of the parameter of a field. */
  String parameter(FieldPath path) {
    return path.fields().stream()
        .map(field -> protoNames ? field.getName() : field.getJsonName())
        .collect(Collectors.joining("."));
  }

  /**
   * A name for an operation that no other has.
   *
   * @param service the name of the method's service
   * @param wanted the name that its annotation gives it; empty for none
   */
  String operation(MethodDescriptor method, String service, String wanted) {
    String name = wanted.isEmpty() ? made(method.getName(), service) : wanted;
    String unique = name;
    for (int i = 2; !ids.add(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }

  private String made(String method, String service) {
    return switch (config.operationIds()) {
      case METHOD -> method;
      case SERVICE_METHOD -> service.replace('.', '_') + "_" + method;
      case SERVICE_DOT_METHOD -> service + "." + method;
    };
  }
}
