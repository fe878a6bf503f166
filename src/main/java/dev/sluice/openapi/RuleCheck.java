package dev.sluice.openapi;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.config.OperationConfig;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds a generated contract against the rules of methods: it has all of them, and no others. */
final class RuleCheck {

  private final Contract contract;
  private final Collection<ServiceDescriptor> services;
  private final Map<String, MethodDescriptor> methods = new HashMap<>();
  private final Visibility visibility;
  private final Map<String, OperationConfig> operations;
  private final List<String> differences;

  /**
   * Makes a check.
   *
   * @param services the services that are bound
   * @param operations what is configured of operations, which a contract that is made for it has
   * @param differences where what is found goes
   */
  RuleCheck(
      Contract contract,
      Collection<ServiceDescriptor> services,
      Map<String, OperationConfig> operations,
      List<String> differences) {
    this.contract = contract;
    this.operations = operations;
    this.services = services;
    this.visibility = Visibility.of(contract.document());
    this.differences = differences;
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor method : service.getMethods()) {
        methods.put(service.getFullName() + "/" + method.getName(), method);
      }
    }
  }

  /** A generated contract has an operation for each rule, and a rule for each operation. */
  void check() {
    Object chosen = contract.document().getValue(ContractGenerator.GENERATED_SERVICES);
    Set<ContractOperation> ruled = new HashSet<>();
    for (ServiceDescriptor service : services) {
      if (chosen instanceof JsonArray names && !names.contains(service.getFullName())) {
        continue;
      }
      for (MethodDescriptor method : service.getMethods()) {
        List<HttpBinding> bindings = HttpBinding.of(method, differences);
        for (HttpBinding binding : bindings) {
          rule(method, binding, ruled);
        }
        if (!bindings.isEmpty()) {
          restRule(method);
        }
      }
    }
    for (ContractOperation operation : contract.operations()) {
      MethodDescriptor method = methods.get(operation.grpcMethod());
      if (method != null && !ruled.contains(operation) && !isOwn(operation, method)) {
        differences.add(
            operation
                + ": no google.api.http rule of "
                + operation.grpcMethod()
                + " (expected: one for each operation of a generated contract)");
      }
    }
  }

  /** Whether an operation is that of a method without a rule at its own path. */
  private static boolean isOwn(ContractOperation operation, MethodDescriptor method) {
    return HttpBinding.of(method, new ArrayList<>()).isEmpty()
        && HttpBinding.of(operation).equals(HttpBinding.own(method));
  }

  private void rule(MethodDescriptor method, HttpBinding binding, Set<ContractOperation> ruled) {
    String name = method.getService().getFullName() + "/" + method.getName();
    for (ContractOperation operation : contract.operations()) {
      HttpBinding other = HttpBinding.of(operation);
      if (operation.grpcMethod().equals(name)
          && other.httpMethod().equals(binding.httpMethod())
          && other.template().equals(binding.template())) {
        ruled.add(operation);
        if (!binding.equals(other)) {
          differences.add(
              operation
                  + ": "
                  + bodies(other)
                  + " (expected: "
                  + bodies(binding)
                  + ", as the google.api.http rule says)");
        }
        return;
      }
    }
    if (!visibility.shows(method)) {
      return;
    }
    differences.add(
        binding.httpMethod()
            + " "
            + binding.template()
            + " ("
            + name
            + "): missing in the contract (expected: an operation for each google.api.http rule)");
  }

  private void restRule(MethodDescriptor method) {
    RestRule rule = RestRule.of(method, differences);
    String name = method.getService().getFullName() + "/" + method.getName();
    for (ContractOperation operation : contract.operations()) {
      RestRule other = RestRule.of(operation);
      if (operation.grpcMethod().equals(name)
          && !rule.equals(other)
          && !rule.told(ConfiguredOperations.told(operations, name, operation.operationId()))
              .equals(other)) {
        differences.add(
            operation
                + ": "
                + other
                + " (expected: "
                + rule
                + ", as the option sluice.api.rest says)");
      }
    }
  }

  private static String bodies(HttpBinding binding) {
    return ContractReader.GRPC_BODY
        + ": "
        + (binding.body() == null ? "none" : binding.body())
        + ", "
        + ContractReader.GRPC_RESPONSE_BODY
        + ": "
        + (binding.responseBody() == null ? "none" : binding.responseBody());
  }
}
