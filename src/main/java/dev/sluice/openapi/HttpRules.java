package dev.sluice.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.api.AnnotationsProto;
import com.google.api.Http;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import dev.sluice.json.JsonCodecs;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HTTP rules from outside of the protos: the {@code http} of a <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/api/service.proto">google.api.Service</a>
 * in YAML or JSON, as grpc-gateway's {@code grpc_api_configuration}.
 *
 * <p>A rule is of the method that its selector names in full, and takes the place of those in the
 * proto; of two for one method the last one holds. Immutable.
 */
public final class HttpRules {

  private final Map<String, HttpRule> rules;

  private HttpRules(Map<String, HttpRule> rules) {
    this.rules = rules;
  }

  /**
   * Reads rules.
   *
   * @param text the document
   * @throws ContractException if it is no such document
   */
  public static HttpRules parse(String text) {
    JsonObject document = DocumentParser.parse(text);
    if (!(document.getValue("http") instanceof JsonObject http)) {
      throw new ContractException(
          List.of("#/http: " + document.getValue("http") + " (expected: an object with rules)"));
    }
    JsonCodecs codecs =
        JsonCodecs.create(JsonOptions.defaults(), TypeRegistry.getEmptyTypeRegistry());
    Map<String, HttpRule> rules = new LinkedHashMap<>();
    try {
      Http read =
          (Http) codecs.codec(Http.getDefaultInstance()).read(http.encode().getBytes(UTF_8));
      if (read.getFullyDecodeReservedExpansion()) {
        throw new ContractException(
            List.of(
                "#/http: fully_decode_reserved_expansion: true (expected: rest.pathUnescaping, of"
                    + " which \"all\" is the same)"));
      }
      read.getRulesList().forEach(rule -> rules.put(rule.getSelector(), rule));
    } catch (JsonException e) {
      throw new ContractException(List.of("#/http: " + e.fieldPath() + ": " + e.problem()));
    }
    return new HttpRules(rules);
  }

  /**
   * Puts the rules into descriptors.
   *
   * @param set the descriptors
   * @return the same with the rules as options of their methods
   * @throws ContractException if a selector names no method of the set
   */
  public FileDescriptorSet in(FileDescriptorSet set) {
    Map<String, HttpRule> left = new LinkedHashMap<>(rules);
    FileDescriptorSet.Builder all = known(set).toBuilder();
    for (FileDescriptorProto.Builder file : all.getFileBuilderList()) {
      String scope = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
      for (ServiceDescriptorProto.Builder service : file.getServiceBuilderList()) {
        for (MethodDescriptorProto.Builder method : service.getMethodBuilderList()) {
          HttpRule rule = left.remove(scope + service.getName() + "." + method.getName());
          if (rule != null) {
            method.getOptionsBuilder().setExtension(AnnotationsProto.http, rule);
          }
        }
      }
    }
    List<String> faults = new ArrayList<>();
    left.keySet()
        .forEach(
            selector ->
                faults.add(
                    "selector: " + selector + " (expected: a method of a service that is served)"));
    if (!faults.isEmpty()) {
      throw new ContractException(faults);
    }
    return all.build();
  }

  /**
   * Puts the rules into services.
   *
   * @param services the services
   * @return the same with the rules as options of their methods
   * @throws ContractException if a selector names no method of theirs, or of the services of the
   *     same files
   */
  List<ServiceDescriptor> in(Collection<ServiceDescriptor> services) {
    Set<String> names =
        services.stream().map(ServiceDescriptor::getFullName).collect(Collectors.toSet());
    return DescriptorSet.of(in(DescriptorSet.ofServices(services))).services().stream()
        .filter(service -> names.contains(service.getFullName()))
        .toList();
  }

  /** A set in which the annotations are no unknown fields, and so can be replaced. */
  private static FileDescriptorSet known(FileDescriptorSet set) {
    try {
      return FileDescriptorSet.parseFrom(set.toByteString(), DescriptorSet.registry());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("descriptor set: " + e.getMessage(), e);
    }
  }
}
