package dev.sluice.openapi;

import static dev.sluice.openapi.Documents.at;
import static dev.sluice.openapi.Documents.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.RestConfig;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetadataHeadersTest {

  private static final String WHO = "/paths/~1v1~1who/get";

  private static final Contract BITS =
      Contract.of(Documents.of(Documents.config(), "sluice.test.v1.BitService"));

  private static RestConfig rest(String settings) {
    JsonObject rest = new JsonObject(settings.replace('\'', '"'));
    return SluiceConfig.parse(new JsonObject().put("rest", rest)).rest();
  }

  private static List<String> headers(JsonObject document, String operation) {
    return ((JsonArray) at(document, operation + "/parameters"))
        .stream()
            .map(JsonObject.class::cast)
            .filter(each -> "header".equals(each.getString("in")))
            .map(each -> each.getString("name"))
            .toList();
  }

  @Test
  void leaveAContractAsItIsWithoutRules() {
    assertThat(MetadataHeaders.in(rest("{}"), BITS)).isSameAs(BITS);
  }

  @Test
  void areNotToldWhereAFieldGoesByThem() {
    Contract told =
        MetadataHeaders.in(
            rest("{'requestHeaders': ['x-tenant', 'authorization', 'cookie', 'x-new']}"), BITS);

    assertThat(headers(told.document(), WHO)).containsExactly("X-Tenant", "X-Urgency", "x-new");
    assertThat(told.operations())
        .extracting(ContractOperation::bindings)
        .isEqualTo(BITS.operations().stream().map(ContractOperation::bindings).toList());
    assertThat(
            ContractCheck.differences(told, DescriptorSet.of(Protosets.test()).services()).stream()
                .filter(line -> line.contains("Bit"))
                .toList())
        .isEmpty();
  }

  @Test
  void haveTheNamesThatTheFirstRuleGives() {
    Contract told =
        MetadataHeaders.in(
            rest(
                "{'requestHeaders': ['x-a*', {'from': 'x-ab', 'to': 'b'}, {'from': 'x-key-bin',"
                    + " 'to': 'key-bin'}], 'responseHeaders': [{'from': 'c*', 'to': 'x-c*'},"
                    + " 'cost', 'etag']}"),
            BITS);

    String bit = "/paths/~1v1~1shelves~1{name_1}~1bits~1{name_2}/get";
    assertThat((JsonArray) at(told.document(), bit + "/parameters"))
        .contains(
            (JsonObject)
                yaml(
                    "{name: x-ab, in: header, description: 'The metadata `x-ab` of the call.',"
                        + " schema: {type: string}}"),
            (JsonObject)
                yaml(
                    "{name: x-key-bin, in: header, description: 'The metadata `key-bin` of the"
                        + " call, in base64.', schema: {type: string}}"));
    assertThat(((JsonObject) at(told.document(), bit + "/responses/200/headers")).fieldNames())
        .containsExactlyInAnyOrder("ETag", "x-cost");
  }

  @Test
  void areToldInContractsThatAreWrittenByHand() {
    Contract written =
        Contract.parse(
            """
            openapi: 3.1.0
            paths:
              /v1/hi:
                parameters:
                  - {$ref: "#/components/parameters/A"}
                get:
                  operationId: Hi
                  x-grpc-method: helloworld.Greeter/SayHello
                  x-grpc-rest: {requestHeaders: [x-a, x-b], responseHeaders: [x-c, x-d]}
                  responses:
                    "200": {description: Hi., headers: {X-C: {description: Mine.}}}
                    "202": {$ref: "#/components/responses/R"}
                    default: {description: No.}
              /v1/ho:
                get:
                  operationId: Ho
                  x-grpc-method: helloworld.Greeter/SayHello
                  parameters: none
                  responses: none
            components:
              parameters:
                A: {name: X-A, in: header}
              responses:
                R: {description: R.}
            """);

    JsonObject told = MetadataHeaders.in(rest("{}"), written).document();

    assertThat(headers(told, "/paths/~1v1~1hi/get")).containsExactly("x-b");
    JsonObject responses = (JsonObject) at(told, "/paths/~1v1~1hi/get/responses");
    assertThat(at(responses, "/200/headers"))
        .isEqualTo(
            yaml(
                "{X-C: {description: Mine.}, x-d: {description: 'The metadata `x-d` of the answer,"
                    + " if there is any.', schema: {type: string}}}"));
    assertThat(responses.getValue("202")).isEqualTo(yaml("{$ref: '#/components/responses/R'}"));
    assertThat(responses.getValue("default")).isEqualTo(yaml("{description: No.}"));
    assertThat(at(told, "/paths/~1v1~1ho/get"))
        .isEqualTo(at(written.document(), "/paths/~1v1~1ho/get"));
  }
}
