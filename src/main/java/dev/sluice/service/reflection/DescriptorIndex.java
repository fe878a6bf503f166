package dev.sluice.service.reflection;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files behind a set of services, by name, by symbol and by extension. Immutable. */
final class DescriptorIndex {

  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> bySymbol = new HashMap<>();
  private final Map<String, Map<Integer, FileDescriptor>> extensions = new HashMap<>();
  private final Set<String> services = new TreeSet<>();

  DescriptorIndex(Collection<ServiceDescriptor> bound) {
    for (ServiceDescriptor service : bound) {
      services.add(service.getFullName());
      add(service.getFile());
    }
  }

  private void add(FileDescriptor file) {
    if (files.putIfAbsent(file.getName(), file) != null) {
      return;
    }
    for (ServiceDescriptor service : file.getServices()) {
      bySymbol.put(service.getFullName(), file);
      service.getMethods().forEach(method -> bySymbol.put(method.getFullName(), file));
    }
    file.getMessageTypes().forEach(this::add);
    file.getEnumTypes().forEach(this::add);
    file.getExtensions().forEach(this::addExtension);
    file.getDependencies().forEach(this::add);
  }

  private void add(Descriptor message) {
    FileDescriptor file = message.getFile();
    bySymbol.put(message.getFullName(), file);
    message.getFields().forEach(field -> bySymbol.put(field.getFullName(), file));
    message.getOneofs().forEach(oneof -> bySymbol.put(oneof.getFullName(), file));
    message.getNestedTypes().forEach(this::add);
    message.getEnumTypes().forEach(this::add);
    message.getExtensions().forEach(this::addExtension);
  }

  private void add(EnumDescriptor type) {
    String name = type.getFullName();
    bySymbol.put(name, type.getFile());
    // Values are named beside their type; protobuf-java's full names put them inside it.
    String scope = name.substring(0, name.length() - type.getName().length());
    type.getValues().forEach(value -> bySymbol.put(scope + value.getName(), type.getFile()));
  }

  private void addExtension(FieldDescriptor extension) {
    bySymbol.put(extension.getFullName(), extension.getFile());
    extensions
        .computeIfAbsent(extension.getContainingType().getFullName(), type -> new TreeMap<>())
        .put(extension.getNumber(), extension.getFile());
  }

  Set<String> services() {
    return services;
  }

  @Nullable FileDescriptor file(String name) {
    return files.get(name);
  }

  @Nullable FileDescriptor fileOfSymbol(String symbol) {
    return bySymbol.get(symbol);
  }

  @Nullable FileDescriptor fileOfExtension(String type, int number) {
    return extensions.getOrDefault(type, Map.of()).get(number);
  }

  /** The extension numbers of a message, or null if there is no such message. */
  @Nullable List<Integer> extensionNumbers(String type) {
    Map<Integer, FileDescriptor> numbers = extensions.get(type);
    if (numbers == null) {
      return bySymbol.containsKey(type) ? List.of() : null;
    }
    return List.copyOf(numbers.keySet());
  }

  /** A file and all that it imports, imports last. */
  static Set<FileDescriptor> withImports(FileDescriptor file) {
    Set<FileDescriptor> all = new LinkedHashSet<>();
    collect(file, all);
    return all;
  }

  private static void collect(FileDescriptor file, Set<FileDescriptor> into) {
    if (into.add(file)) {
      file.getDependencies().forEach(dependency -> collect(dependency, into));
    }
  }
}
