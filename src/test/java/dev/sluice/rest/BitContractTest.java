package dev.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.PathUnescaping;
import dev.sluice.config.SluiceConfig;
import dev.sluice.openapi.Contract;
import dev.sluice.openapi.ContractCheck;
import dev.sluice.openapi.ContractException;
import dev.sluice.openapi.ContractOperation;
import dev.sluice.rest.RestServer.Answer;
import dev.sluice.test.v1.BitServiceGrpcService;
import dev.sluice.test.v1.BitsProto;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the contract and the conf say of the service of bits, and what is wrong with either. */
@Timeout(20)
class BitContractTest {

  private static final String WHO = "/v1/who";

  private static JsonObject document() throws Exception {
    return RestServer.contract("sluice.test.v1.BitService").document().copy();
  }

  private static JsonObject operation(JsonObject document, String path, String method) {
    return document.getJsonObject("paths").getJsonObject(path).getJsonObject(method);
  }

  private static JsonObject parameter(JsonObject operation, String name) {
    return operation.getJsonArray("parameters").stream()
        .map(JsonObject.class::cast)
        .filter(each -> name.equals(each.getString("name")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsHeadersCookiesAndTheAddressThatFieldsGoBy() throws Exception {
    JsonObject who = operation(document(), WHO, "get");
    assertThat(parameter(who, "X-Tenant").encode())
        .isEqualTo(
            "{\"name\":\"X-Tenant\",\"in\":\"header\",\"description\":\"The tenant.\","
                + "\"required\":true,\"schema\":{\"type\":\"string\"},"
                + "\"x-grpc-field\":\"caller.tenant\"}");
    assertThat(parameter(who, "session").getString("in")).isEqualTo("cookie");
    assertThat(who.getString("x-grpc-remote-address")).isEqualTo("caller.address");
    assertThat(who.getJsonArray("parameters").stream().map(p -> ((JsonObject) p).getString("name")))
        .containsExactlyInAnyOrder("note", "X-Tenant", "X-Urgency", "session");
  }

  @Test
  void showsPartsOfBodies() throws Exception {
    JsonObject picture = operation(document(), "/v1/shelves/{name_1}/bits/{name_2}/picture", "get");
    assertThat(parameter(picture, "Range").getString("in")).isEqualTo("header");
    assertThat(parameter(picture, "If-Range").getString("in")).isEqualTo("header");
    JsonObject responses = picture.getJsonObject("responses");
    assertThat(responses.fieldNames()).contains("200", "206", "304", "416", "default");
    assertThat(responses.getJsonObject("206").getJsonObject("headers").fieldNames())
        .contains("Accept-Ranges", "Content-Range", "ETag");
    JsonObject streamed =
        operation(document(), "/v1/shelves/{name_1}/bits/{name_2}/picture:stream", "get");
    assertThat(parameter(streamed, "Range").getString("description")).contains("first MiB");
    assertThat(streamed.getJsonObject("responses").fieldNames()).contains("200", "206", "416");
  }

  @Test
  void showsModesRenderersAndFurtherMethods() throws Exception {
    JsonObject document = document();
    assertThat(
            operation(document, "/v1/paths/reserved/{name}", "get")
                .getString("x-grpc-path-unescaping"))
        .isEqualTo("allExceptReserved");
    assertThat(operation(document, "/v1/bits:fail", "post").getString("x-grpc-error-renderer"))
        .isEqualTo("test-plain");
    JsonObject any = operation(document, "/v1/any/{name}", "x-grpc-operations");
    assertThat(any.getJsonObject("*").getString("x-grpc-method"))
        .isEqualTo("sluice.test.v1.BitService/Any");
    assertThat(operation(document, "/v1/shelves/{parent_1}/bits", "x-grpc-operations").fieldNames())
        .containsExactly("SEARCH");
  }

  @Test
  void showsWhatAnnotationsSay() throws Exception {
    JsonObject document = document();
    JsonObject picture = operation(document, "/v1/shelves/{name_1}/bits/{name_2}/picture", "get");
    assertThat(picture.getString("operationId")).isEqualTo("getPicture");
    assertThat(picture.getJsonArray("tags")).containsExactly("pictures");
    assertThat(picture.getBoolean("x-cached")).isTrue();
    assertThat(document.getJsonArray("tags").encode())
        .contains("All about bits.", "Pictures of bits.");
    assertThat(document.getJsonObject("externalDocs").getString("url"))
        .isEqualTo("https://bits.example/docs");
    JsonObject bit =
        document
            .getJsonObject("components")
            .getJsonObject("schemas")
            .getJsonObject("sluice.test.v1.Bit");
    assertThat(bit.getJsonArray("examples").getJsonObject(0).getString("weight")).isEqualTo("7");
    assertThat(bit.getJsonObject("properties").getJsonObject("shape").getString("default"))
        .isEqualTo("SHAPE_ROUND");
  }

  @Test
  void hidesWhatIsForTheStaffAndServesItWhereItIsPermitted() throws Exception {
    assertThat(document().encode()).doesNotContain("AuditBit", "remark", "SHAPE_KNOT");
    Case audit = Case.get("/v1/shelves/1/bits/a:audit");
    try (BitServer server = new BitServer(new JsonObject())) {
      server.check(audit.answers(404, "…no such bit: shelves/1/bits/a:audit"));
    }
    JsonArray labels = new JsonArray().add("STAFF");
    JsonObject openapi = new JsonObject().put("visibility", labels);
    try (BitServer server = new BitServer(new JsonObject().put("openapi", openapi))) {
      server.check(audit.answers(200, "…\"remark\":\"well kept\""));
      server.check(Case.get("/openapi.yaml").answers(200, "…SHAPE_KNOT"));
    }
  }

  @Test
  void answersInNumbersWhereTheOperationSaysSo() throws Exception {
    try (BitServer server = new BitServer(new JsonObject())) {
      server.check(
          Case.get("/v1/shelves/1/bits/b/numbers")
              .answers(
                  200,
                  "{\"name\":\"shelves/1/bits/b\",\"title\":\"Beta\",\"etag\":\"1\","
                      + "\"create_time\":\"2023-11-14T22:13:20Z\",\"original\":\"\","
                      + "\"secret\":\"\",\"caption\":\"\",\"archived\":true,\"shape\":0,"
                      + "\"weight\":0,\"remark\":\"\"}"));
    }
  }

  @Test
  void agreesWithTheServiceThatItIsMadeOf() throws Exception {
    Contract contract = RestServer.contract("sluice.test.v1.BitService");
    assertThat(ContractCheck.differences(contract, BitsProto.getDescriptor().getServices()))
        .isEmpty();
    assertThat(contract.operations())
        .extracting(ContractOperation::pathUnescaping)
        .contains(PathUnescaping.ALL);
  }

  private static List<String> differences(JsonObject document) {
    return ContractCheck.differences(
        Contract.parse(document.encode()), BitsProto.getDescriptor().getServices());
  }

  @Test
  void findsWhatDiffersFromTheProto() throws Exception {
    JsonObject document = document();
    parameter(operation(document, WHO, "get"), "X-Urgency").put("name", "X-Haste");
    operation(document, "/v1/paths/all/{name}", "get")
        .put("x-grpc-path-unescaping", "allExceptSlash");
    operation(document, "/v1/bits:fail", "post").remove("x-grpc-error-renderer");

    assertThat(String.join("\n", differences(document)))
        .contains("header X-Haste: caller.urgency")
        .contains("x-grpc-path-unescaping: allExceptSlash")
        .contains(
            "POST /v1/bits:fail (BitService_Fail): status 200 (expected: status 200,"
                + " x-grpc-error-renderer: test-plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header | X-A | caller.nope | header X-A: caller.nope (expected: a field of"
            + " sluice.test.v1.WhoRequest)",
        "header | X-A | caller | header X-A: caller (expected: a field of one value that a text can"
            + " say)",
        "header | X-A | caller.tenant | header X-A: caller.tenant (expected: a field that is bound"
            + " once)",
        "header | Authorization | note | header Authorization: note (expected: a name that can be"
            + " one",
        "header | Content-Type | note | header Content-Type: note (expected: a name that can be"
            + " one",
        "header | x y | note | header x y: note (expected: a name that can be one",
        "cookie | a=b | note | cookie a=b: note (expected: a name that can be one",
      })
  void namesBindingsThatCannotBe(String in, String name, String field, String fault)
      throws Exception {
    JsonObject document = document();
    operation(document, WHO, "get")
        .getJsonArray("parameters")
        .add(
            new JsonObject()
                .put("name", name)
                .put("in", in)
                .put("schema", new JsonObject().put("type", "string"))
                .put("x-grpc-field", field));
    assertThat(String.join("\n", differences(document))).contains("GET /v1/who").contains(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-grpc-remote-address | 7 | x-grpc-remote-address: 7 (expected: the name of a field)",
        "x-grpc-path-unescaping | legacy | legacy (expected: allExceptSlash, allExceptReserved or"
            + " all)",
        "x-grpc-path-unescaping | none | none (expected: allExceptSlash, allExceptReserved or all)",
        "x-grpc-error-renderer | | x-grpc-error-renderer: null (expected: the name of a renderer)",
      })
  void refusesAContractThatSaysNonsense(String key, String value, String fault) throws Exception {
    JsonObject document = document();
    operation(document, WHO, "get").put(key, "7".equals(value) ? (Object) 7 : value);
    assertThatThrownBy(() -> Contract.parse(document.encode()))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void refusesFurtherOperationsThatOpenApiHasAPlaceFor() throws Exception {
    JsonObject document = document();
    JsonObject item = document.getJsonObject("paths").getJsonObject(WHO);
    item.put("x-grpc-operations", new JsonObject().put("get", new JsonObject()).put("LINK", 7));
    assertThatThrownBy(() -> Contract.parse(document.encode()))
        .hasMessageContaining("get (expected: a method that has no place of its own, or *)")
        .hasMessageContaining("LINK: 7 (expected: an object)");
  }

  @Test
  void refusesARendererThatThereIsNot() {
    JsonObject rest = new JsonObject().put("errorRenderer", "nobody");
    SluiceConfig config = SluiceConfig.parse(new JsonObject().put("rest", rest));
    assertThatThrownBy(
            () -> RestServer.of(BitServiceGrpcService.of(new BitService()), config.rest()))
        .hasMessage(
            "rest.errorRenderer: nobody (expected: an ErrorRenderer on the class path; there are"
                + " test-plain)");
  }

  @Test
  void rendersAllErrorsWhereTheConfigurationSaysSo() throws Exception {
    JsonObject rest = new JsonObject().put("errorRenderer", "test-plain");
    try (BitServer server = new BitServer(rest)) {
      server.check(
          Case.get("/nowhere")
              .answers(
                  404, "GET | /nowhere | null | null | NOT_FOUND | no such path: /nowhere | 0"));
      server.check(
          Case.get("/v1/%zz?x")
              .answers(422, "…GET | /v1/%zz | null | null | INVALID_ARGUMENT | path: "));
      server.check(
          Case.send("PUT", "/v1/who", "")
              .answers(405, "…PUT | /v1/who | null | null | UNIMPLEMENTED | method: PUT")
              .tells("allow", "GET, HEAD, OPTIONS, POST"));
      server.check(
          Case.get("/v1/who")
              .answers(
                  422,
                  "GET | /v1/who | BitService_Who | null | INVALID_ARGUMENT | X-Tenant: required"
                      + " but not given in the headers | 1"));
      server.check(
          Case.get("/v1/shelves/1/bits/zz")
              .answers(
                  404,
                  "GET | /v1/shelves/1/bits/zz | BitService_GetBit | null | NOT_FOUND | no such"
                      + " bit: shelves/1/bits/zz | 0"));
      server.check(
          Case.send("HEAD", "/v1/shelves/1/bits/zz", "")
              .answers(404, "")
              .tells("x-rendered", "yes"));
    }
  }

  @Test
  void decodesPathsBeforeItLooksAtThemWhereTheConfigurationSaysSo() throws Exception {
    JsonObject rest = new JsonObject().put("pathUnescaping", "legacy");
    try (BitServer server = new BitServer(rest)) {
      server.check(
          Case.get("/v1/paths/slash/a%2Fb%3F%2525").answers(200, "{\"name\":\"a/b?%25\"}"));
      server.check(Case.get("/v1%2Fany%2fx").answers(200, "{\"name\":\"x\"}"));
      server.check(Case.get("/v1/any/a%2Fb").answers(404, "…no such path: /v1/any/a%2Fb"));
      server.check(Case.get("/v1/any/%2Fput").answers(404, "…no such path"));
      server.check(
          Case.send("POST", "/v1/shelves/1/bits/a%3Aarchive", "")
              .answers(202, "…\"archived\":true"));
      server.check(Case.get("/v1/any/%C3%A9%20").answers(200, "{\"name\":\"é \"}"));
      server.check(Case.get("/v1/any/%FF").answers(400, "…(expected: percent-encoded UTF-8)"));
      server.check(Case.get("/v1/any/%4").answers(400, "…(expected: percent-encoded UTF-8)"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "allExceptReserved, a/b%2Fc%3F d",
    "allExceptSlash, a/b%2Fc? d",
    "all, a/b/c? d",
  })
  void decodesPathsAsTheConfigurationSays(String mode, String name) throws Exception {
    JsonObject rest = new JsonObject().put("pathUnescaping", mode);
    try (RestServer server =
        RestServer.of(
            BitServiceGrpcService.of(new BitService()),
            SluiceConfig.parse(new JsonObject().put("rest", rest)).rest())) {
      Answer answer =
          server.call(
              HttpVersion.HTTP_1_1,
              "GET",
              "/v1/shelves/9/bits/b%2Fc%3F%20d",
              java.util.Map.of(),
              io.vertx.core.buffer.Buffer.buffer());
      assertThat(answer.body()).contains(name.substring(2));
    }
  }
}
