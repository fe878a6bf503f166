package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.MethodRegistry;
import dev.sluice.config.RestConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.test.v1.EverythingServiceGrpcService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationCompilerTest {

  private static final String CONTRACT =
      """
      openapi: 3.1.0
      info: {title: Test, version: '1'}
      paths:
        /a/{nested}:
          get: {operationId: a, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /b/{nesteds}:
          get: {operationId: b, x-grpc-method: sluice.test.v1.EverythingService/Echo}
        /c:
          post:
            operationId: c
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-body: nope
            x-grpc-response-body: neither
        /d:
          get: {operationId: d, x-grpc-method: no.Such/Method}
        /e:
          get:
            operationId: e
            x-grpc-method: sluice.test.v1.EverythingService/Echo
            x-grpc-rest: {requestHeaders: [x, te]}
            x-grpc-error-renderer: nobody
      """;

  @Test
  void reportsAllFaultsTogether() {
    MethodRegistry registry =
        MethodRegistry.of(List.of(EverythingServiceGrpcService.of(new TestService())), List.of());
    RestConfig config = new RestConfig(null, 1000, 20, Map.of(), false, RestServer.NEVER);
    Contract contract = Contract.parse(CONTRACT);
    assertThatThrownBy(() -> new RestDoor(registry, contract, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            GET /a/{nested} (a): {nested} (expected: a field of sluice.test.v1.Everything whose value a path can hold)
            GET /b/{nesteds} (b): {nesteds} (expected: a field of sluice.test.v1.Everything whose value a path can hold)
            POST /c (c): nope (expected: a field of sluice.test.v1.Everything)
            POST /c (c): neither (expected: a field of sluice.test.v1.Everything)
            GET /d (d): no service has the method no.Such/Method
            GET /e (e): x-grpc-error-renderer: nobody (expected: an ErrorRenderer on the class path; there are test-plain)
            GET /e (e): x-grpc-rest.requestHeaders[1].from: "te" (expected: no name of HTTP's own, the connection's or gRPC's)""");
  }
}
