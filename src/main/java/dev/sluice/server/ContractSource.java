package dev.sluice.server;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.ConfFile;
import dev.sluice.config.ConfigException;
import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractCheck;
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
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the contract comes from: the file of the configuration; else the one that is built in, if
 * it is of the services that are served and {@code rest.openapi} asks for nothing else; else the
 * services' own {@code google.api.http} rules, with those of {@code rest.rules} in their place.
 * What callers have to bring is written into it.
 */
final class ContractSource {

  private static final String BUILT_IN = "/META-INF/sluice/openapi/sluice.yaml";

  private ContractSource() {}

  /**
   * A contract.
   *
   * @param contract the contract
   * @param rules the rules that take the place of those in the protos, or null
   */
  record Found(Contract contract, @Nullable HttpRules rules) {

    /**
     * Holds the contract against what is served.
     *
     * @throws ContractException if they disagree
     */
    void check(Collection<ServiceDescriptor> services, RestConfig config) {
      List<String> differences =
          ContractCheck.differences(
              contract, services, new ContractGenerator.Options(config), rules);
      if (!differences.isEmpty()) {
        throw new ContractException(differences);
      }
    }
  }

  /** Reads or makes the contract, off the event loop. */
  static Future<Found> load(
      Vertx vertx, SluiceConfig config, Collection<ServiceDescriptor> services) {
    return vertx.executeBlocking(() -> find(config, services), false);
  }

  private static Found find(SluiceConfig config, Collection<ServiceDescriptor> services)
      throws IOException {
    RestConfig rest = config.rest();
    String file = rest.transcoding().rules();
    HttpRules rules = file == null ? null : HttpRules.parse(ConfFile.readText("rest.rules", file));
    Contract contract =
        rest.contract() != null
            ? Contract.parse(ConfFile.readText("rest.contract", rest.contract()))
            : made(services, rules, new ContractGenerator.Options(rest));
    return new Found(DeclaredSecurity.in(config.security(), contract), rules);
  }

  private static Contract made(
      Collection<ServiceDescriptor> services,
      @Nullable HttpRules rules,
      ContractGenerator.Options options)
      throws IOException {
    check(options.config().extent().services(), services);
    return rules == null ? ofServices(services, options) : ofRules(rules, services, options);
  }

  private static void check(Set<String> chosen, Collection<ServiceDescriptor> services) {
    Set<String> names =
        services.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet());
    List<String> faults =
        chosen.stream()
            .filter(name -> !names.contains(name))
            .sorted()
            .map(name -> "rest.openapi.services: " + name + " (expected: a service that is served)")
            .toList();
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
  }

  private static Contract ofRules(
      HttpRules rules, Collection<ServiceDescriptor> services, ContractGenerator.Options options)
      throws IOException {
    try {
      return Contract.parse(
          ContractGenerator.generate(
              CommentedFiles.of(services), rules, of(chosen(services, options), options)));
    } catch (IllegalArgumentException e) {
      throw new ContractException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Contract ofServices(
      Collection<ServiceDescriptor> services, ContractGenerator.Options options)
      throws IOException {
    List<ServiceDescriptor> told =
        chosen(services, options).stream()
            .filter(service -> options.transcoding().unannotatedMethods() || hasHttpRule(service))
            .toList();
    Contract builtIn = builtIn();
    Set<String> described =
        builtIn.operations().stream()
            .map(ContractOperation::serviceName)
            .collect(Collectors.toSet());
    if (options.isPlain()
        && described.equals(
            told.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet()))) {
      return builtIn;
    }
    return Contract.parse(ContractGenerator.generate(CommentedFiles.of(told), of(told, options)));
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
    return options.of(services.stream().map(ServiceDescriptor::getFullName).toList());
  }

  private static Collection<ServiceDescriptor> chosen(
      Collection<ServiceDescriptor> services, ContractGenerator.Options options) {
    Set<String> chosen = options.config().extent().services();
    return chosen.isEmpty()
        ? services
        : services.stream().filter(each -> chosen.contains(each.getFullName())).toList();
  }

  private static boolean hasHttpRule(ServiceDescriptor service) {
    return service.getMethods().stream()
        .anyMatch(method -> method.getOptions().hasExtension(AnnotationsProto.http));
  }
}
