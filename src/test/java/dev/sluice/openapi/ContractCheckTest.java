package dev.sluice.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.sluice.proto.addressbook.v1.AddressBookServiceProto;
import dev.sluice.proto.helloworld.HelloWorldProto;
import dev.sluice.proto.routeguide.RouteGuideProto;
import dev.sluice.test.v1.EverythingProto;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContractCheckTest {

  private static final List<ServiceDescriptor> EVERYTHING =
      EverythingProto.getDescriptor().getServices();
  private static final List<ServiceDescriptor> SHIPPED =
      Stream.of(
              AddressBookServiceProto.getDescriptor(),
              HelloWorldProto.getDescriptor(),
              RouteGuideProto.getDescriptor())
          .flatMap(file -> file.getServices().stream())
          .toList();

  @Test
  void theContractThatIsCheckedInAgreesWithTheServices() throws Exception {
    Contract contract = Contract.parse(Files.readString(Path.of("openapi/sluice.yaml")));

    assertThat(ContractCheck.differences(contract, SHIPPED)).isEmpty();
  }

  @Test
  void aGeneratedContractAgreesWithCompiledAndDynamicDescriptors() {
    Contract contract = Contract.parse(Protosets.testContract());

    assertThat(ContractCheck.differences(contract, EVERYTHING)).isEmpty();
    assertThat(ContractCheck.differences(contract, DescriptorSet.of(Protosets.test()).services()))
        .isEmpty();
  }

  /** Old text, new text, the place of the difference, and the difference. */
  static Stream<Arguments> drifts() {
    String hello = "POST /v1/hello (Greeter_SayHello)";
    String get = "GET /v1/hello/{name} (Greeter_SayHello_2)";
    return Stream.of(
        drift(
            "operationId: Greeter_SayHello\n      x-grpc-method: helloworld.Greeter/SayHello",
            "operationId: Greeter_SayHello\n      x-grpc-method: helloworld.Greeter/SayHi",
            hello
                + ": x-grpc-method: helloworld.Greeter/SayHi (expected: a method of"
                + " helloworld.Greeter)",
            "POST /v1/hello (helloworld.Greeter/SayHello): missing in the contract (expected: an"
                + " operation for each google.api.http rule)"),
        drift(
            "operationId: Greeter_SayHello\n      x-grpc-method: helloworld.Greeter/SayHello",
            "operationId: Greeter_SayHello\n      x-grpc-method: helloworld.Greeter"
                + "/SayHelloStreamReply",
            hello + ": x-grpc-streaming: none (expected: server)",
            "POST /v1/hello (helloworld.Greeter/SayHello): missing in the contract (expected: an"
                + " operation for each google.api.http rule)",
            hello
                + ": no google.api.http rule of helloworld.Greeter/SayHelloStreamReply"
                + " (expected: one for each operation of a generated contract)"),
        drift(
            "x-grpc-body: '*'",
            "x-grpc-body: nme",
            hello + ": x-grpc-body: nme (expected: a field of helloworld.HelloRequest, or *)",
            hello
                + ": x-grpc-body: nme, x-grpc-response-body: none (expected: x-grpc-body: *,"
                + " x-grpc-response-body: none, as the google.api.http rule says)"),
        drift(
            "x-grpc-body: '*'",
            "x-grpc-body: '*'\n      x-grpc-response-body: mesage",
            hello + ": x-grpc-response-body: mesage (expected: a field of helloworld.HelloReply)",
            hello
                + ": x-grpc-body: *, x-grpc-response-body: mesage (expected: x-grpc-body: *,"
                + " x-grpc-response-body: none, as the google.api.http rule says)"),
        drift(
            "x-grpc-body: '*'",
            "x-grpc-body: '*'\n      x-grpc-path: /v1/hallo",
            "POST /v1/hallo (Greeter_SayHello): x-grpc-path: /v1/hallo (expected: a template of"
                + " the path /v1/hello)",
            "POST /v1/hello (helloworld.Greeter/SayHello): missing in the contract (expected: an"
                + " operation for each google.api.http rule)",
            "POST /v1/hallo (Greeter_SayHello): no google.api.http rule of"
                + " helloworld.Greeter/SayHello (expected: one for each operation of a generated"
                + " contract)"),
        drift(
            "/v1/hello/{name}:",
            "/v1/hello/{nme}:",
            "GET /v1/hello/{nme} (Greeter_SayHello_2): x-grpc-path: /v1/hello/{nme}: nme"
                + " (expected: a field of helloworld.HelloRequest)",
            "GET /v1/hello/{nme} (Greeter_SayHello_2): path parameter name (expected: a parameter"
                + " of /v1/hello/{nme})",
            "GET /v1/hello/{nme} (Greeter_SayHello_2): path parameter nme: not among the"
                + " parameters",
            "GET /v1/hello/{name} (helloworld.Greeter/SayHello): missing in the contract"
                + " (expected: an operation for each google.api.http rule)",
            "GET /v1/hello/{nme} (Greeter_SayHello_2): no google.api.http rule of"
                + " helloworld.Greeter/SayHello (expected: one for each operation of a generated"
                + " contract)"),
        drift(
            "required: true\n          schema:\n            type: string",
            "required: true\n          schema:\n            type: boolean",
            get + ": path parameter name: type boolean (expected: string, for string)"),
        drift(
            "      parameters:\n",
            "      parameters:\n        - {name: nick.name, in: query, schema: {type: string}}\n",
            get + ": query parameter nick.name (expected: a field of helloworld.HelloRequest)"),
        drift(
            "      requestBody:\n",
            "      parameters: [{name: name, in: query}]\n      requestBody:\n",
            hello + ": query parameter name (expected: none, as x-grpc-body is *)"),
        drift(
            "message:\n          type: string\n          description: The greeting",
            "mesage:\n          type: string\n          description: The greeting",
            hello
                + ": schema helloworld.HelloReply: property mesage (expected: a field of"
                + " helloworld.HelloReply)",
            hello
                + ": schema helloworld.HelloReply: no property message (expected: all fields of"
                + " helloworld.HelloReply)"),
        drift(
            "message:\n          type: string\n          description: The greeting",
            "message:\n          type: integer\n          description: The greeting",
            hello
                + ": schema helloworld.HelloReply.message: type integer (expected: string, for"
                + " string)"),
        drift(
            "$ref: '#/components/schemas/helloworld.HelloRequest'",
            "{type: array, required: [x]}",
            hello + ": request body: type array (expected: object, helloworld.HelloRequest)",
            hello + ": request body: required x (expected: a field of helloworld.HelloRequest)",
            hello
                + ": request body: no property name (expected: all fields of"
                + " helloworld.HelloRequest)"));
  }

  private static Arguments drift(String before, String after, String... differences) {
    return Arguments.of(before, after, Arrays.asList(differences));
  }

  @ParameterizedTest
  @MethodSource("drifts")
  void tellsWhereTheyDisagree(String before, String after, List<String> differences)
      throws Exception {
    String text = Files.readString(Path.of("openapi/sluice.yaml"));
    assertThat(text).contains(before);

    Contract drifted = Contract.parse(text.replaceFirst(Pattern.quote(before), quoted(after)));

    assertThat(ContractCheck.differences(drifted, SHIPPED)).containsExactlyElementsOf(differences);
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }

  @Test
  void namesTheServicesThatAreBound() throws Exception {
    Contract contract = Contract.parse(Files.readString(Path.of("openapi/sluice.yaml")));

    assertThat(ContractCheck.differences(contract, List.of()))
        .contains(
            "POST /v1/hello (Greeter_SayHello): x-grpc-method: helloworld.Greeter/SayHello"
                + " (expected: a method of a service that is bound; none is)");
    assertThat(ContractCheck.differences(contract, EVERYTHING))
        .contains(
            "POST /v1/hello (Greeter_SayHello): x-grpc-method: helloworld.Greeter/SayHello"
                + " (expected: a method of a service that is bound:"
                + " sluice.test.v1.EverythingService)",
            "PATCH /v1/{name=shelves/*/things/*} (sluice.test.v1.EverythingService/Update): missing"
                + " in the contract (expected: an operation for each google.api.http rule)");
  }

  @Test
  void aContractOfChosenServicesAnswersForTheseOnly() throws Exception {
    String text = Files.readString(Path.of("openapi/sluice.yaml"));
    Contract chosen =
        Contract.parse(
            text
                + "x-generated-services: [helloworld.Greeter, routeguide.RouteGuide,"
                + " sluice.addressbook.v1.AddressBookService]\n");

    assertThat(
            ContractCheck.differences(
                chosen, Stream.of(SHIPPED, EVERYTHING).flatMap(List::stream).toList()))
        .isEmpty();
  }

  @Test
  void aHandWrittenContractMayLeaveThingsOutAndNarrowThem() {
    Contract contract =
        Contract.parse(
            """
            openapi: 3.0.3
            paths:
              /v1/{name}:
                parameters:
                  - {name: name, in: path, required: true, schema: {type: string}}
                get:
                  operationId: list
                  x-grpc-method: sluice.test.v1.EverythingService/List
                  x-grpc-path: /v1/{parent=shelves/*/things}
                  parameters:
                    - {name: page.size, in: query, schema: {type: integer, maximum: 10}}
                    - {name: page_size, in: header, schema: {type: integer}}
                    - $ref: '#/components/parameters/Since'
                  responses:
                    2XX: {description: A page, content: {application/json: {schema: true}}}
              /v1/split:
                post:
                  operationId: split
                  x-grpc-method: sluice.test.v1.EverythingService/Split
                  x-grpc-streaming: server
                  requestBody:
                    content:
                      text/csv: {schema: {type: integer}}
                      application/json:
                        schema:
                          allOf:
                            - {$ref: '#/components/schemas/Some'}
                            - {properties: {anInt64: {type: integer}, a_bool: {type: boolean}}}
                  responses:
                    '200':
                      content:
                        application/json:
                          schema: {type: array, items: {$ref: '#/components/schemas/Some'}}
              /v1/echo:
                get:
                  operationId: echo
                  x-grpc-method: sluice.test.v1.EverythingService/Echo
                  parameters:
                    - {name: nesteds, in: query, schema: {type: string, maxLength: 99}}
                    - {name: values, in: query, style: deepObject, schema: {type: object}}
                    - {name: value, in: query, schema: {type: string, maxLength: 99}}
                    - {name: struct, in: query, content: {application/json: {schema: true}}}
            components:
              parameters:
                Since: {name: since, in: query, schema: {type: string}}
              schemas:
                Some:
                  type: object
                  properties:
                    nested: {properties: {inner: {$ref: '#/components/schemas/Some/properties/nested'}}}
                    colour: {enum: [COLOUR_RED, null]}
                    struct: {type: object}
                    int64Wrapper: {type: [string, 'null']}
                    labels: {type: object, additionalProperties: {type: string}}
            """);

    assertThat(ContractCheck.differences(contract, EVERYTHING)).isEmpty();
  }

  @Test
  void tellsTheDirectionsOfNumbersApart() {
    Contract contract =
        Contract.parse(
            """
            openapi: 3.0.3
            paths:
              /v1/echo:
                post:
                  operationId: echo
                  x-grpc-method: sluice.test.v1.EverythingService/Echo
                  requestBody: {$ref: '#/components/requestBodies/Loop'}
                  responses:
                    200: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
            components:
              requestBodies:
                Loop: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
              schemas:
                A:
                  anyOf: [{$ref: '#/components/schemas/A'}]
                  properties:
                    anInt64: {type: integer}
                    anInt32: {type: string}
                    longs: {type: array, items: {type: integer}}
                    byBool: {additionalProperties: {enum: [COLOUR_PINK]}}
                    aString: {anyOf: [{$ref: '#/components/schemas/A/properties/aString'}]}
                    timestamp: {type: object}
                    strings: {type: string}
                    nullValue: {type: string}
                    aBool: {type: 'null'}
            """);

    assertThat(ContractCheck.differences(contract, EVERYTHING))
        .allMatch(line -> line.startsWith("POST /v1/echo (echo): schema A"))
        .extracting(line -> line.replace("POST /v1/echo (echo): schema A", ""))
        .containsExactlyInAnyOrder(
            ".byBool.*: enum COLOUR_PINK (expected: a value of sluice.test.v1.Colour)",
            ".timestamp: type object (expected: string, google.protobuf.Timestamp)",
            ".strings: type string (expected: array, for repeated string)",
            ".nullValue: type string (expected: null, for google.protobuf.NullValue)",
            ".aBool: type null (expected: boolean, for bool)",
            ".anInt64: type integer (expected: string, for int64)",
            ".anInt32: type string (expected: integer or number, for int32)",
            ".longs[]: type integer (expected: string, for int64)");
  }

  @Test
  void survivesADocumentThatIsNotOpenApi() {
    Contract contract =
        Contract.parse(
            """
            openapi: 3.0.3
            paths:
              /v1/echo:
                parameters: 3
                post:
                  operationId: echo
                  x-grpc-method: sluice.test.v1.EverythingService/Echo
                  parameters: [7, {in: path}, {in: query, name: [x]}]
                  requestBody: {content: {application/json: {schema: {properties: [], type: {}}}}}
                  responses: {200: {content: []}, 201: [], 2XX: {content: {application/json: 1}}}
            """);

    assertThat(ContractCheck.differences(contract, EVERYTHING)).isNotEmpty();
    assertThat(new JsonObject(contract.document().encode())).isEqualTo(contract.document());
  }
}
