package dev.sluice.server;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ConfigException;
import dev.sluice.config.ContractConfig;
import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractException;
import dev.sluice.openapi.ContractGenerator;
import dev.sluice.openapi.ContractOperation;
import dev.sluice.openapi.HttpRules;
import dev.sluice.security.DeclaredSecurity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the contract comes from: the file of the configuration; else the one that is built in, if
 * it is of the services that are served and {@code rest.openapi} asks for nothing else; else the
 * services' own {@code google.api.http} rules, with those of {@code rest.rules} in their place.
 * What callers have to bring is written into it.
 */
final class ContractSource {

  private static final String BUILT_IN = "/META-INF/sluice/openapi/sluice.yaml";

  private ContractSource() {}

  /** Reads or makes the contract, off the event loop. */
  static Future<Contract> load(
      Vertx vertx, SluiceConfig config, Collection<ServiceDescriptor> services) {
    return vertx.executeBlocking(
        () -> DeclaredSecurity.in(config.security(), find(config.rest(), services)), false);
  }

  private static Contract find(RestConfig config, Collection<ServiceDescriptor> services)
      throws IOException {
    String rules = config.transcoding().rules();
    ContractGenerator.Options options = new ContractGenerator.Options(config.openapi());
    if (config.contract() != null) {
      return Contract.parse(text("rest.contract", config.contract()));
    }
    if (rules != null) {
      return ofRules(rules, services, options);
    }
    return ofServices(services, options);
  }

  private static String text(String key, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(
          List.of(key + ": " + file + " (expected: a file that can be read)"));
    }
  }

  private static Contract ofRules(
      String file, Collection<ServiceDescriptor> services, ContractGenerator.Options options) {
    HttpRules rules = HttpRules.parse(text("rest.rules", file));
    try {
      return Contract.parse(
          ContractGenerator.generate(filesOf(services), rules, of(services, options)));
    } catch (IllegalArgumentException e) {
      throw new ContractException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Contract ofServices(
      Collection<ServiceDescriptor> services, ContractGenerator.Options options)
      throws IOException {
    List<ServiceDescriptor> ruled =
        services.stream().filter(ContractSource::hasHttpRule).collect(Collectors.toList());
    Contract builtIn = builtIn();
    Set<String> described =
        builtIn.operations().stream()
            .map(ContractOperation::serviceName)
            .collect(Collectors.toSet());
    boolean plain = options.config().equals(ContractConfig.DEFAULT);
    if (plain
        && described.equals(
            ruled.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet()))) {
      return builtIn;
    }
    return Contract.parse(ContractGenerator.generate(filesOf(ruled), of(ruled, options)));
  }

  private static Contract builtIn() throws IOException {
    try (InputStream in = ContractSource.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new FileNotFoundException(BUILT_IN + " is missing from the class path");
      }
      return Contract.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Options for the services that are served, and not for others in the files that they import. */
  private static ContractGenerator.Options of(
      Collection<ServiceDescriptor> services, ContractGenerator.Options options) {
    List<String> names = services.stream().map(ServiceDescriptor::getFullName).toList();
    return new ContractGenerator.Options(names, options.config(), options.security());
  }

  private static boolean hasHttpRule(ServiceDescriptor service) {
    return service.getMethods().stream()
        .anyMatch(method -> method.getOptions().hasExtension(AnnotationsProto.http));
  }

  private static FileDescriptorSet filesOf(Collection<ServiceDescriptor> services) {
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
}
